"""The entries of people's calendars, and keeping in the store what was told of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from certtrack.errors import Refused
from certtrack.reminders.calendar import Running, Writing, changed, concern_of, entries
from certtrack.reminders.calendar_entry import Concern, Entry, Form, Kept
from certtrack.reminders.policy import Policy, policy_of
from certtrack.reminders.wishes import EverybodysWishes, local
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.services.facts import person_in
from certtrack.services.remind import FAR, due
from certtrack.store.calendar_entries import keep, kept_of
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection
from certtrack.store.location import Place
from certtrack.store.sessions import driver, unit_of_work

AT_ONCE = 100
"""People whose entries are kept in one unit of work: others can write in between."""


OWN_EVENTS = Form()
"""A person's own calendar as it is unless somebody says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What calendar is wanted.

    Args:
        library: The rulebooks.
        moment: Now, in UTC.
        on: The day that counts as today; None for the day it is where each person is.
        within: How many days to look ahead; None for all. What is past is always told.
        form: How entries are told.
        out: The file that will be written; one that is there must be this calendar.
        force: Whether any other file may be overwritten, too.
        wishes: How people want to hear; None where nobody said anything.
    """

    library: Library
    moment: datetime
    on: date | None = None
    within: int | None = None
    form: Form = OWN_EVENTS
    out: Path | None = None
    force: bool = False
    wishes: EverybodysWishes | None = None

    def day(self, person: Person) -> date:
        """The day that counts as today for a person."""
        if self.on:
            return self.on
        usual = self.wishes.time_zone if self.wishes else None
        return local(self.moment, person.time_zone, usual).date()

    def policy(self, person: Person) -> Policy:
        """When a person is reminded."""
        return self.wishes.of(person.name, person.email).policy if self.wishes else policy_of()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A person's entries.

    Args:
        person: The person.
        on: The day that counts as today for them.
        entries: Every entry, however far away.
        changed: What is to be kept, because it is new or another than was kept.
    """

    person: Person
    on: date
    entries: list[Entry]
    changed: list[Kept]


def writing_to(owner: str, person: Person, form: Form, moment: datetime, policy: Policy) -> Writing:
    """For whom, how and when a person's entries are written.

    Args:
        owner: What tells the person apart; their name joins it.
        person: The person.
        form: How entries are told.
        moment: Now, in UTC.
        policy: When they are reminded, by which alarms are set.
    """
    return Writing(
        person=person.name,
        owner=f"{owner} {person.name}",
        form=form,
        policy=policy,
        moment=moment,
    )


def told(person: Person, owner: str, kept: Mapping[Concern, Kept], asked: Asked) -> Told:
    """A person's entries, gone on from what was kept of them."""
    on = asked.day(person)
    found = due(person, on, FAR, asked.library)
    gone = kept.keys() - {concern_of(one) for one in found}
    running = _running(person, on, asked.library) if gone else ()
    writing = writing_to(owner, person, asked.form, asked.moment, asked.policy(person))
    made = entries(found, kept, running, writing)
    return Told(person=person, on=on, entries=made, changed=changed(made, kept))


def _running(person: Person, on: date, library: Library) -> Running:
    """The cycles in which a person's credentials are active."""
    return {
        (status.body, credential, status.period.first)
        for status in statuses(person, library, on)
        if status.standing in ("active", "complete")
        for credential in status.credentials
    }


def told_of(connection: Connection, number: int, asked: Asked) -> Told:
    """The entries of a person in a store that is open.

    Raises:
        Refused: When the record has faults.
    """
    person = person_in(connection, number, asked.library)
    kept = kept_of(connection, number, asked.form.name)
    return told(person, owner_of(number), kept, asked)


def owner_of(number: int) -> str:
    """What tells a person in the store apart."""
    return f"person {number}"


def kept_now(place: Place, first: Mapping[int, Told], asked: Asked) -> dict[int, Told]:
    """The same once what changed is kept; where it cannot be, as it is.

    Args:
        place: The store.
        first: What is told of people, by their numbers, as it was read.
        asked: What is wanted.
    """
    found = dict(first)
    numbers = iter(sorted(number for number, one in first.items() if one.changed))
    # A store that is busy, or that may only be read, gives its calendars all the same.
    with suppress(Refused):
        while some := list(islice(numbers, AT_ONCE)):
            found.update(_kept_some(place, some, asked))
    return found


@persistent
def _kept_some(place: Place, numbers: list[int], asked: Asked) -> dict[int, Told]:
    """In one unit of work, so that two who tell at once number one after the other."""
    from certtrack.store.history import Work

    with unit_of_work(place) as session:
        # Nothing is written into the history: what was told cannot be taken back.
        there = [number for number in numbers if Work(session, "", "").claim(number)]
        found = {number: told_of(driver(session), number, asked) for number in there}
        for number, one in found.items():
            keep(session, number, asked.form.name, one.changed)
    return found
