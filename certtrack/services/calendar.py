"""Deadlines as a calendar: of a record file, of a person in the store, or of many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from certtrack.records.calendar_file import kept_by, write_calendar
from certtrack.reminders.calendar import changed, concern_of, entries, shown
from certtrack.reminders.calendar_entry import Concern, Entry, Form, Kept
from certtrack.reminders.calendar_text import MEDIA_TYPE, Title, written
from certtrack.reminders.calendar_words import NAMES
from certtrack.reminders.message import Attachment
from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.rules.facts import Person
from certtrack.rules.period import days_from
from certtrack.services.calendar_entries import (
    Asked,
    Told,
    kept_now,
    owner_of,
    told,
    told_of,
    writing_to,
)
from certtrack.services.facts import Who
from certtrack.store.calendar_entries import keep, kept_of
from certtrack.store.known import find, of_manager
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading

if TYPE_CHECKING:
    from sqlmodel import Session

FILE_NAME = "deadlines.ics"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A calendar, ready to be written.

    Args:
        title: What it is called.
        entries: What is in it, person by person, each by day.
        form: How entries are told.
    """

    title: Title
    entries: tuple[Entry, ...]
    form: Form

    @property
    def content(self) -> bytes:
        """The calendar's file: the same bytes as long as there is nothing new to tell."""
        return written(self.title, self.entries, self.form)


def of_file(file: Path, latest: date, asked: Asked) -> Calendar:
    """The calendar of a record file; what was told before stands in the file it goes to.

    Args:
        file: The record file.
        latest: The last day on which something may be said to have happened.
        asked: What is wanted.

    Raises:
        Refused: When the record has faults, or another file is at the place to write to.
    """
    from certtrack.records.record_file import read_record

    person = read_record(file, asked.library, latest)
    owner = f"file {file.name}"
    title = _own(f"{owner} {person.name}", person, asked.form)
    kept = _kept_there(title, asked)
    return _calendar(title, [told(person, owner, kept, asked)], asked)


def of_person(who: Who, asked: Asked) -> Calendar:
    """The calendar of a person in the store, which keeps what was told.

    A store that cannot be written keeps nothing; then entries that changed are numbered as
    the next in the row each time.

    Raises:
        Refused: When there is no such person, the record cannot be read, or another file is
            at the place to write to.
    """
    place = locate(who.store)
    with reading(place) as connection:
        number = find(connection, who.person)
        first = told_of(connection, number, asked)
    title = _own(owner_of(number), first.person, asked.form)
    _kept_there(title, asked)
    return _calendar(title, kept_now(place, {number: first}, asked).values(), asked)


def of_roster(store: str | None, manager: str | None, asked: Asked) -> Calendar:
    """One calendar for everyone in the store, or for the people of a manager.

    Args:
        store: The store.
        manager: The manager as the record has them, in either case; None for everyone.
        asked: What is wanted; entries name their person if the form says so.

    Raises:
        Refused: When there is no store, nobody has such a manager, the record of someone
            cannot be read, or another file is at the place to write to.
    """
    place, words = locate(store), NAMES[asked.form.language]
    title = Title(
        uid=_uid("team", (manager or "").casefold(), asked.form.name),
        name=words["team"].format(name=manager or words["all"]),
    )
    _kept_there(title, asked)
    with reading(place) as connection:
        first = {
            number: told_of(connection, number, asked) for number in of_manager(connection, manager)
        }
    return _calendar(title, kept_now(place, first, asked).values(), asked)


def save(calendar: Calendar, out: Path) -> bool:
    """Write a calendar's file; gives whether it is another than before.

    Raises:
        Refused: When it cannot be written; then it is as it was.
    """
    return write_calendar(out, calendar.content)


def feed(who: Who, asked: Asked) -> bytes:
    """What a program that subscribed to a person's calendar gets; see `of_person`."""
    return of_person(who, asked).content


def attachment(
    session: Session,
    number: int,
    person: Person,
    reminders: Sequence[Reminder],
    form: Form,
    moment: datetime,
    policy: Policy,
) -> Attachment:
    """The deadlines that one message tells of, as a file to go with it.

    They are the same entries as in the person's own calendar, so that it makes no
    difference by which way a program gets them, or if it gets them twice.

    Args:
        session: A unit of work in which the person is claimed; what is told is kept in it.
        number: The person's number.
        person: The person.
        reminders: What the message tells of.
        form: How entries are told.
        moment: Now, in UTC.
        policy: When they are reminded, by which alarms are set.
    """
    concerns = {concern_of(one) for one in reminders}
    before = kept_of(driver(session), number, form.name)
    kept = {concern: one for concern, one in before.items() if concern in concerns}
    owner = owner_of(number)
    found = entries(reminders, kept, (), writing_to(owner, person, form, moment, policy))
    keep(session, number, form.name, changed(found, kept))
    content = written(_own(owner, person, form), found, form)
    return Attachment(name=FILE_NAME, media_type=MEDIA_TYPE, content=content)


def _calendar(title: Title, found: Iterable[Told], asked: Asked) -> Calendar:
    return Calendar(title=title, entries=tuple(_shown(found, asked)), form=asked.form)


def _shown(found: Iterable[Told], asked: Asked) -> Iterator[Entry]:
    for one in found:
        until = None if asked.within is None else days_from(one.on, asked.within)
        yield from shown(one.entries, until)


def _kept_there(title: Title, asked: Asked) -> dict[Concern, Kept]:
    return kept_by(asked.out, title.uid, force=asked.force) if asked.out else {}


def _own(owner: str, person: Person, form: Form) -> Title:
    name = NAMES[form.language]["own"].format(name=person.name)
    return Title(uid=_uid(owner, form.name), name=name)


def _uid(*parts: str) -> str:
    return f"{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:32]}@certtrack"
