"""Deadlines as a calendar's entries, which keep their identity while they change.

A program that imports a calendar knows an entry by its UID, and takes another version of it
when its sequence is higher. So an entry's UID is made of what it is about and never of its
deadline, and its sequence rises by one whenever anything that it says is another. What was
written before is handed in as `Kept`, from the store or from the file that is overwritten.

What was done, or is asked for no more, is written as ended for `ENDED_FOR_DAYS` days, so
that whoever imports the file at least that often is rid of it, and then left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple, get_args

from certtrack.reminders.calendar_words import Language, description, summary
from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Kind, Reminder
from certtrack.reminders.timing import occasions

ENDED_FOR_DAYS = 90
"""Days for which it is told that an entry ended."""

State = Literal["open", "done", "removed"]

STATES: tuple[State, ...] = get_args(State)

Running = Collection[tuple[str, str, date]]
"""Cycles in which a credential is active: the body, the credential, the cycle's first day."""


class Concern(NamedTuple):
    """What an entry is about; it stays when the deadline moves.

    Args:
        body: The certifying body's code.
        credential: The first of the credentials.
        kind: The reminder's kind.
        about: Tells those of one kind apart.
        anchor: The day it all counts from.
    """

    body: str
    credential: str
    kind: Kind
    about: str
    anchor: date

    def __str__(self) -> str:
        return "/".join(map(str, self))

    @classmethod
    def read(cls, text: str) -> Concern:
        """The concern that was written so.

        Raises:
            ValueError: For any other text.
        """
        body, credential, kind, about, anchor = text.split("/")
        return cls(body, credential, kind, about, date.fromisoformat(anchor))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How entries are told.

    Args:
        language: In which language.
        todo: Whether they are things to do, and not events.
        team: Whether each names its person, for who looks after many.
    """

    language: Language = "en"
    todo: bool = False
    team: bool = False

    @property
    def name(self) -> str:
        """Tells apart entries about one thing that may lie in one program side by side."""
        return f"{'team' if self.team else 'own'} {'to-dos' if self.todo else 'events'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an entry says, apart from when it changed.

    Args:
        due: The day by which, included.
        summary: In a line.
        description: What is missing, and the source.
        url: Of the source; None when it has none.
        categories: The body and the credentials.
        leads: Days before it on which it is told, from far to near, those past included.
    """

    due: date
    summary: str
    description: str = ""
    url: str | None = None
    categories: tuple[str, ...] = ()
    leads: tuple[int, ...] = ()

    def digest(self, state: State) -> str:
        """The same for the same words, days and state."""
        told = json.dumps([state, asdict(self)], default=date.isoformat)
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was written of an entry, as far as it matters to the next time.

    Args:
        uid: By which programs know it.
        concern: What it is about.
        due: The day it stood on.
        summary: What it was called.
        digest: Of all that it said.
        sequence: How often it had changed.
        changed_at: When it last did, in UTC and whole seconds.
        state: Whether it had ended, and how.
    """

    uid: str
    concern: Concern
    due: date
    summary: str
    digest: str
    sequence: int
    changed_at: datetime
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry of a calendar.

    Args:
        person: The name of whom it concerns.
        uid: By which programs know it.
        concern: What it is about.
        said: What it says.
        sequence: How often it changed.
        changed_at: When it last did, in UTC and whole seconds.
        state: Whether it ended, and how.
        alarms: Days before it on which it rings: those of its leads that are not past.
    """

    person: str
    uid: str
    concern: Concern
    said: Said
    sequence: int
    changed_at: datetime
    state: State = "open"
    alarms: tuple[int, ...] = ()

    def kept(self) -> Kept:
        """What the next time must know of it."""
        return Kept(
            uid=self.uid,
            concern=self.concern,
            due=self.said.due,
            summary=self.said.summary,
            digest=self.said.digest(self.state),
            sequence=self.sequence,
            changed_at=self.changed_at,
            state=self.state,
        )


def state_of(text: str) -> State:
    """The state that was written so.

    Raises:
        ValueError: For any other text.
    """
    return STATES[STATES.index(text)]


def concern_of(one: Reminder) -> Concern:
    """What a reminder is about, whenever it is due."""
    return Concern(one.body, one.credentials[0], one.kind, one.about, one.anchor)


def uid_of(owner: str, form: Form, concern: Concern) -> str:
    """The UID of an entry that is written for the first time.

    Args:
        owner: Tells the person apart from everybody else.
        form: How it is told.
        concern: What it is about.
    """
    told = "\x1f".join((owner, form.name, *map(str, concern)))
    return f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@certtrack"


def said(one: Reminder, policy: Policy, form: Form) -> Said:
    """What an entry about a reminder says."""
    source = one.citation.source if one.citation else None
    return Said(
        due=one.due,
        summary=summary(one, form.language, team=form.team),
        description=description(one, form.language),
        url=source.url if source else None,
        categories=(one.body, *one.credentials),
        leads=leads(one, policy),
    )


def leads(one: Reminder, policy: Policy) -> tuple[int, ...]:
    """Days before its deadline on which a reminder is told, each moved to an allowed weekday.

    The day on which it becomes possible is one of them; what is told again and again once
    it is overdue is not: a calendar tells of a day that is to come.
    """
    named = set(policy.leads(one))
    if one.opens:
        named.add((one.due - one.opens).days)
    days = {(one.due - told.day).days for told in occasions(one, policy) if told.lead in named}
    return tuple(sorted((lead for lead in days if lead >= 0), reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """For whom, how and when a calendar is written.

    Args:
        person: The person's name.
        owner: Tells the person apart from everybody else, for UIDs of new entries.
        form: How entries are told.
        policy: When the person is reminded.
        moment: When it is written, in UTC.
    """

    person: str
    owner: str
    form: Form
    policy: Policy
    moment: datetime

    @property
    def second(self) -> datetime:
        """The moment, as exactly as a calendar can tell it."""
        return self.moment.replace(microsecond=0)


def entries(
    told: Iterable[Reminder],
    kept: Mapping[Concern, Kept],
    running: Running,
    writing: Writing,
) -> list[Entry]:
    """A person's entries: each with its deadline, and those that ended lately.

    Args:
        told: Every reminder of the person, however far away; what asks for nothing is no entry.
        kept: What was written before, in the same form.
        running: Where the person's credentials are active: what is asked there no more was
            done; anywhere else it is removed.
        writing: For whom, how and when.
    """
    asking = {concern_of(one): one for one in told if one.asks}
    found = [_entry(one, kept.get(concern), writing) for concern, one in asking.items()]
    ended = (one for concern, one in kept.items() if concern not in asking)
    found += _ended(ended, running, writing)
    return sorted(found, key=lambda one: (one.said.due, one.concern, one.uid))


def _entry(one: Reminder, before: Kept | None, writing: Writing) -> Entry:
    concern = concern_of(one)
    what = said(one, writing.policy, writing.form)
    uid = before.uid if before else uid_of(writing.owner, writing.form, concern)
    entry = Entry(
        person=writing.person,
        uid=uid,
        concern=concern,
        said=what,
        sequence=0,
        changed_at=writing.second,
        alarms=tuple(lead for lead in what.leads if lead <= one.days_left),
    )
    return _numbered(entry, before) if before else entry


def _ended(kept: Iterable[Kept], running: Running, writing: Writing) -> Iterator[Entry]:
    """What was written before and is asked no more, while that is still news."""
    for before in kept:
        concern = before.concern
        state = before.state
        if state == "open":
            cycle = (concern.body, concern.credential, concern.anchor)
            state = "done" if cycle in running else "removed"
        entry = Entry(
            person=writing.person,
            uid=before.uid,
            concern=concern,
            said=Said(
                due=before.due,
                summary=before.summary,
                categories=(concern.body, concern.credential),
            ),
            sequence=before.sequence,
            changed_at=writing.second,
            state=state,
        )
        entry = _numbered(entry, before)
        if writing.second - entry.changed_at <= timedelta(days=ENDED_FOR_DAYS):
            yield entry


def _numbered(entry: Entry, before: Kept) -> Entry:
    """An entry as it was numbered before, or as the next in the row if it is another now."""
    if entry.said.digest(entry.state) == before.digest:
        return replace(entry, sequence=before.sequence, changed_at=before.changed_at)
    return replace(entry, sequence=before.sequence + 1)


def shown(found: Iterable[Entry], until: date | None) -> list[Entry]:
    """Entries up to a day, included; those that ended are told wherever they stood."""
    return [one for one in found if until is None or one.said.due <= until or one.state != "open"]


def changed(found: Iterable[Entry], before: Mapping[Concern, Kept]) -> list[Kept]:
    """What is to be kept of entries, because it is new or another than was kept before."""
    now = [one.kept() for one in found]
    return [one for one in now if one != before.get(one.concern)]
