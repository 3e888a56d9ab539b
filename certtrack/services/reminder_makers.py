"""Making a person's reminders to be kept, and saying until when they are true."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from certtrack import __version__
from certtrack.errors import Refused
from certtrack.reminders.decide import reminders
from certtrack.reminders.lasting import same_until
from certtrack.reminders.written import written
from certtrack.rules.card import lasts_until, turning_days
from certtrack.rules.facts import Person, Section
from certtrack.rules.open_windows import open_windows
from certtrack.rules.rulebook import Library
from certtrack.rules.status import reached, statuses_of
from certtrack.rules.written_card import day_of
from certtrack.services.card_makers import maker
from certtrack.services.facts import person_in
from certtrack.services.remind import retests
from certtrack.store.dialect import Connection, Row
from certtrack.store.known import SECTIONS
from certtrack.store.noticed import Noticed

AHEAD = timedelta(hours=14)
"""By how much the first zone's clocks are ahead of UTC."""

EVER = (date.max - date.min).days

STUDIES: frozenset[Section] = frozenset({"education", "course", "training", "experience"})
"""What is asked for only of who failed an exam: whether it may be taken again."""

ASKED = tuple(section for section in SECTIONS if section not in STUDIES)


@lru_cache(maxsize=1024)
def _in_zone(moment: datetime, zone: str | tzinfo) -> datetime:
    """A moment in a zone; asked for again and again in few zones."""
    return moment.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)


@lru_cache(maxsize=1024)
def _day_in_zone(moment: datetime, zone: str | tzinfo) -> str:
    # Moments in two zones can be the same though their days are not: by the zone, too.
    return _in_zone(moment, zone).date().isoformat()


@dataclass(frozen=True, slots=True)
class ReminderMaker:
    """What reminders are made by.

    Args:
        library: The rulebooks.
        now: The moment.
        zone: Where the days begin of people whose record has no time zone.
        rules: What the rules are known by, and the words in which they are told.
        turning: The days on which rules turn that bind by the day asked about.
    """

    library: Library
    now: datetime
    zone: tzinfo
    rules: str
    turning: tuple[date, ...]

    def local(self, time_zone: str | None) -> datetime:
        """The moment, where a person is."""
        return _in_zone(self.now, time_zone or self.zone)

    @property
    def latest(self) -> date:
        """The latest day that it is anywhere."""
        return self.now.astimezone(timezone(AHEAD)).date()

    def is_true(self, row: Row) -> bool:
        """Whether kept reminders are true where the person is, by whatever rules."""
        return bool(row["valid_from"] <= self.day(row) <= row["valid_until"])

    def has_come(self, row: Row) -> bool:
        """Whether the day on which to look at a person has come where they are."""
        return bool(row["next_day"] <= self.day(row))

    def day(self, row: Row) -> str:
        """The day it is where a person is, as it is kept."""
        return _day_in_zone(self.now, row["time_zone"] or self.zone)

    def true(self, row: Row) -> Noticed | None:
        """Kept reminders from a person's row; None when there are none that are true."""
        if row["rules"] != self.rules or not self.is_true(row):
            return None
        return Noticed(
            number=row["number"],
            reminders=row["reminders"],
            valid_from=day_of(row["valid_from"]),
            valid_until=day_of(row["valid_until"]),
            made=row["made"],
        )

    def kept(self, connection: Connection, number: int) -> Noticed | None:
        """The reminders of a person on the day it is where they are.

        None when their record cannot be read: that must not keep others from theirs.
        """
        try:
            person = self._person(connection, number)
        except Refused:
            return None
        on = self.local(person.time_zone).date()
        text, until = reminders_kept(person, self.library, self.turning, on)
        made = secrets.token_hex(4)
        return Noticed(number=number, reminders=text, valid_from=on, valid_until=until, made=made)

    def _person(self, connection: Connection, number: int) -> Person:
        person = person_in(connection, number, self.library, ASKED)
        if any(not exam.passed for exam in person.exam or ()):
            return person_in(connection, number, self.library)
        return person


def reminder_maker(library: Library, now: datetime, zone: tzinfo) -> ReminderMaker:
    """What reminders of a moment are made by."""
    rules = maker(library, now.date()).rules
    known_by = hashlib.sha256(f"{__version__} {rules}".encode()).hexdigest()[:16]
    return ReminderMaker(library, now, zone, known_by, turning_days(library))


def reminders_kept(
    person: Person, library: Library, turning: Sequence[date], on: date
) -> tuple[str, date]:
    """A person's reminders on a day, however far ahead, as they are kept; and until when.

    Args:
        person: The facts.
        library: The rulebooks.
        turning: The days on which rules turn, from `rules.card.turning_days`.
        on: The day.

    Returns:
        The reminders, as `reminders.written` has them, and the last day on which they are
        true.
    """
    found = list(reached(person, library, on))
    statuses = statuses_of(person, found)
    waits, windows = list(retests(person, on, library)), open_windows(person, library, on)
    kept = reminders(person.name, statuses, waits, windows, on, EVER)
    lasting = lasts_until(person, found, turning, on)
    return written(kept), min(lasting, same_until(person, statuses, windows, on))
