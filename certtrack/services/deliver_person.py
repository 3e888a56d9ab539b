"""Send one person what is due to them, by each of their channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from certtrack.errors import Refused
from certtrack.reminders.channels.channel import Addressee
from certtrack.reminders.delivery import Delivery, told
from certtrack.reminders.delivery_report import Outcome, Report, Trouble
from certtrack.reminders.drafts import Draft, next_draft
from certtrack.reminders.due import Letter
from certtrack.reminders.owed import Owed
from certtrack.reminders.parcel import Parcel, item_of
from certtrack.reminders.silence import Silence
from certtrack.reminders.wishes import EverybodysWishes, Wishes, local
from certtrack.reminders.words import message_of
from certtrack.rules.facts import Person
from certtrack.services.carrying import Carrier, Word
from certtrack.services.enclosing import WithCalendar
from certtrack.services.facts import person_in
from certtrack.services.remind import FAR, due
from certtrack.services.sending import Sending
from certtrack.store.deliveries import log_of, put_aside
from certtrack.store.known import name_of
from certtrack.store.location import Place
from certtrack.store.sessions import reading
from certtrack.store.silences import silences_of


@dataclass(frozen=True, slots=True)
class Run:
    """What the people of one run have in common."""

    place: Place
    sending: Sending
    wishes: EverybodysWishes
    carrier: Carrier
    report: Report


def tell(run: Run, number: int) -> None:
    """Send a person what is due to them; trouble with them goes into the report.

    Raises:
        Refused: When the store cannot be read: then it is nobody's own trouble.
    """
    with reading(run.place) as connection:
        name = name_of(connection, number)
        if name is None:
            return
        try:
            person = person_in(connection, number, run.sending.library)
        except Refused as refused:
            _note(run.report, name, refused)
            return
        silences = [one.silence for one in silences_of(connection, number)]
    try:
        run.report.took(_outcomes(run, _listener(run, number, person, silences)))
    except Refused as refused:
        _note(run.report, name, refused)


def _note(report: Report, name: str, refused: Refused) -> None:
    report.troubles += [Trouble(name, str(fault)) for fault in refused.faults]


@dataclass(frozen=True, slots=True)
class _Listener:
    """A person, and what they are to hear at a moment.

    Args:
        number: The person's number.
        person: Their facts.
        now: The moment.
        wishes: How they want to hear.
        owed: What they are to hear.
    """

    number: int
    person: Person
    now: datetime
    wishes: Wishes
    owed: Owed


def _listener(run: Run, number: int, person: Person, silences: list[Silence]) -> _Listener:
    now, library = run.sending.now(), run.sending.library
    at = local(now, person.time_zone, run.sending.settings.time_zone)
    wishes = run.wishes.of(person.name, person.email)
    owed = Owed(at, wishes.policy, silences, due(person, at.date(), FAR, library))
    return _Listener(number, person, now, wishes, owed)


def _outcomes(run: Run, to: _Listener) -> Iterator[Outcome]:
    for channel in to.wishes.channels:
        log = _brought_up_to_date(run, to, channel)
        yield from _by_channel(run, to, channel, log)


def _log(run: Run, number: int, channel: str) -> list[Delivery]:
    with reading(run.place) as connection:
        return [one for one in log_of(connection, person=number) if one.channel == channel]


def _brought_up_to_date(run: Run, to: _Listener, channel: str) -> list[Delivery]:
    """The log of a person and channel, once what is not tried again is put aside."""
    log = _log(run, to.number, channel)
    overtaken = to.owed.overtaken(log)
    given_up = [one for one in log if one.given_up(to.now)]
    if run.report.dry_run:
        return [one for one in log if one not in overtaken]
    if overtaken or given_up:
        put_aside(run.place, overtaken, given_up)
        return _log(run, to.number, channel)
    return log


def _by_channel(run: Run, to: _Listener, channel: str, log: list[Delivery]) -> Iterator[Outcome]:
    """What becomes of messages by one channel, one after another until no more is due."""
    while channel not in run.carrier.closed and (
        letter := to.owed.letter(channel, told(log, to.now))
    ):
        draft = next_draft(letter, log, to.now)
        parcel, addressee, word = _ready(run, to, draft)
        if run.report.dry_run:
            yield run.carrier.only_looked_at(parcel, addressee, word)
            return
        became = run.carrier.carry(parcel, addressee, word)
        if became is None:
            return
        yield from became
        log = _log(run, to.number, channel)


def _ready(run: Run, to: _Listener, draft: Draft) -> tuple[Parcel, Addressee, Word]:
    letter, person = draft.letter, to.person
    parcel = Parcel(
        person=to.number,
        channel=letter.channel,
        day=letter.day,
        items=tuple(map(item_of, letter.parts)),
        before=draft.before,
        repeat=draft.repeat,
    )
    word = partial(
        message_of,
        letter,
        name=person.name,
        language=to.wishes.language,
        templates=run.sending.templates,
    )
    return (
        parcel,
        Addressee(name=person.name, email=person.email),
        _enclosing(run, to, letter, word),
    )


def _enclosing(run: Run, to: _Listener, letter: Letter, word: Word) -> Word:
    """The words with what goes with them by channels that carry files."""
    carries = run.sending.settings.channel(letter.channel).carries_files
    if run.report.dry_run or not carries:
        return word
    return WithCalendar(
        word=word,
        place=run.place,
        number=to.number,
        person=to.person,
        wishes=to.wishes,
        reminders=[part.reminder for part in letter.parts],
        moment=to.now,
    )
