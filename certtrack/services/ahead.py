"""What will be sent to a person when, if nothing changes on record; nothing is written or sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from certtrack.reminders.ahead import Listener, ahead
from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.delivery import Delivery
from certtrack.reminders.drafts import Draft
from certtrack.reminders.mailbox import mailbox
from certtrack.reminders.parcel import Item, item_of
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.settings import Settings
from certtrack.reminders.silence import Silence
from certtrack.reminders.template_shelf import Templates, templates_in_use
from certtrack.reminders.wishes import EverybodysWishes, Wishes, local
from certtrack.reminders.words import subject_of
from certtrack.rules.facts import Person
from certtrack.rules.period import days_from
from certtrack.rules.rulebook import Library
from certtrack.services.facts import Who
from certtrack.services.outlooks import Outlooks
from certtrack.store.deliveries import log_of
from certtrack.store.known import find
from certtrack.store.location import locate
from certtrack.store.sessions import reading
from certtrack.store.silences import silences_of

YEAR, LONGEST = 365, 1096
"""Days that are looked ahead at least and, where a cycle that runs now ends later, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A message that will be sent.

    Args:
        day: The person's day on which it leaves.
        channel: The channel's name.
        subject: What it is about, in a line, as the message will have it.
        items: What it tells.
        repeat: Whether it may have arrived before, and says so.
    """

    day: date
    channel: str
    subject: str
    items: tuple[Item, ...]
    repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What will be sent to a person.

    Args:
        person: Their name.
        first: The first day that was looked at.
        last: The last one.
        channels: By which they hear.
        messages: What will be sent, in order.
        hindrances: Why some of it, or all, will not reach them, in words.
    """

    person: str
    first: date
    last: date
    channels: tuple[str, ...]
    messages: tuple[Coming, ...]
    hindrances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom, from when on and how far it is asked.

    Args:
        who: The person; of a record file nothing was sent yet, and nothing is silenced.
        person: Their facts.
        library: The rulebooks.
        now: The moment.
        on: The day from which on; None for the moment.
        days: How many days; None for a year or, if that is longer, until all that is known
            to be due then is over, three years at most.
    """

    who: Who
    person: Person
    library: Library
    now: datetime
    on: date | None = None
    days: int | None = None


def what_will_be_sent(asked: Asked, settings: Settings) -> Ahead:
    """What will be sent to a person, if nothing changes on record and every message leaves.

    Args:
        asked: Of whom, and how far.
        settings: The settings of reminders.

    Raises:
        Refused: When there is no such person, or a template of the user's has a fault.
    """
    person = asked.person
    wishes = EverybodysWishes(settings).of(person.name, person.email)
    listener = Listener(wishes, *_heard(asked.who))
    outlooks, start = Outlooks(person, asked.library), _start(asked, settings)
    last = _last(asked.days, outlooks.on(start.date()).reminders, start.date())
    drafts, templates = ahead(listener, outlooks.on, start, last), templates_in_use()
    return Ahead(
        person=person.name,
        first=start.date(),
        last=last,
        channels=wishes.channels,
        messages=tuple(_coming(one, person.name, wishes, templates) for one in drafts),
        hindrances=tuple(_hindrances(person, wishes, settings)),
    )


def _heard(who: Who) -> tuple[list[Silence], list[Delivery]]:
    if who.file is not None:
        return [], []
    with reading(locate(who.store)) as connection:
        number = find(connection, who.person)
        silences = [one.silence for one in silences_of(connection, number)]
        return silences, log_of(connection, person=number)


def _start(asked: Asked, settings: Settings) -> datetime:
    at = local(asked.now, asked.person.time_zone, settings.time_zone)
    if asked.on is None or asked.on == at.date():
        return at
    return datetime.combine(asked.on, time.min, at.tzinfo)


def _last(days: int | None, reminders: Sequence[Reminder], first: date) -> date:
    if days is not None:
        return days_from(first, days)
    over = [day for one in reminders for day in (one.due, one.ends) if day]
    return min(max(days_from(first, YEAR), *over, first), days_from(first, LONGEST))


def _coming(draft: Draft, name: str, wishes: Wishes, templates: Templates) -> Coming:
    letter, repeat = draft.letter, draft.repeat is not None
    subject = subject_of(
        letter, name=name, language=wishes.language, templates=templates, repeat=repeat
    )
    return Coming(
        day=letter.day,
        channel=letter.channel,
        subject=subject,
        items=tuple(map(item_of, letter.parts)),
        repeat=repeat,
    )


def _hindrances(person: Person, wishes: Wishes, settings: Settings) -> list[str]:
    if not wishes.channels:
        return [f"By the settings {person.name} hears by no channel: name one in channels."]
    mail = [one for one in wishes.channels if isinstance(settings.channel(one), SmtpSettings)]
    if not mail:
        return []
    by = ", ".join(mail)
    if not person.email:
        return [f"By {by} nothing can reach {person.name}: no e-mail address is on record."]
    try:
        mailbox(person.email, person.name)
    except ValueError as error:
        return [f"By {by} nothing can reach {person.name}: {error}."]
    return []
