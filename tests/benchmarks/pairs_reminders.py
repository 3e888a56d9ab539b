"""A day's reminders are decided, and the least that could find whose cycles end soon."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pairs
from roster import TODAY, shipped

from certtrack.reminders.hearing import Hearing
from certtrack.reminders.policy import Policy, policy_of
from certtrack.services.deciding import Decided, decided
from certtrack.services.reminder_makers import reminder_maker
from certtrack.store.location import locate

Work = Callable[[], object]
WITHIN = timedelta(days=180)
BEFORE = datetime(TODAY.year, TODAY.month, TODAY.day + 7, 16, tzinfo=UTC)
NOON = BEFORE + timedelta(days=1)
"""Not the roster's own day, on which more happens to people than on any other."""

library = cache(shipped)


@dataclass(frozen=True)
class ByMail:
    """Everybody hears by mail, as the shipped policy has it."""

    policy: Policy
    channels: tuple[str, ...] = ("mail",)


def decide(store: Path | str, now: datetime) -> Iterable[Decided]:
    """Everyone who is to be told something at a moment."""
    zone, wish = ZoneInfo("America/New_York"), ByMail(policy_of())
    by = reminder_maker(library(), now, zone)
    return decided(locate(str(store)), by, Hearing("by mail", zone, lambda *_: wish))


def know_the_day_before(store: Path) -> None:
    """Let it be so that all was sent up to the day before, and keep what a run changes."""
    pairs.scan(store)
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for one in decide(store, BEFORE):
            connection.executemany(SENT, _lines(one))
        connection.execute("DROP TABLE IF EXISTS was")
        connection.execute("CREATE TABLE was AS SELECT * FROM noticed WHERE next_day <= ?", _soon())
        connection.execute("ANALYZE")


def _soon() -> tuple[str]:
    return ((NOON + timedelta(days=1)).date().isoformat(),)


SENT = (
    "INSERT OR IGNORE INTO delivery (person_id, reminder, lead, channel, kind, credentials, due, "
    "state, claim, claimed_at, lease_until, attempts, day, message, repeat) "
    "VALUES (?, ?, ?, 'mail', ?, '[]', ?, 'sent', '', ?, ?, 1, ?, '', 0)"
)


def _lines(one: Decided) -> Iterator[tuple[Any, ...]]:
    """The log's lines of what somebody was told."""
    at = BEFORE.isoformat(timespec="seconds")
    for letter in one.letters or ():
        for part in letter.parts:
            due, day = part.reminder.due.isoformat(), letter.day.isoformat()
            yield one.number, *part.telling, part.reminder.kind, due, at, at, day


def as_it_was(store: Path) -> None:
    """Put back what a run has changed."""
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("INSERT OR REPLACE INTO noticed SELECT * FROM was")
        connection.commit()


def deciding(store: Path | str) -> Work:
    """A run on the day, but for the sending: how many people are to be told something."""
    return lambda: sum(1 for _ in decide(store, NOON))


FOUND = """
SELECT person.id, person.name, person.email, person.time_zone, card.body, card.credentials,
    card.standing, card.remaining, card.last_day
FROM card JOIN person ON person.id = card.counted_id WHERE card.last_day BETWEEN ? AND ?
"""


def finding(store: Path) -> Work:
    """Whose cycle ends within 180 days, and nothing else."""

    def found() -> int:
        days = (NOON.date().isoformat(), (NOON + WITHIN).date().isoformat())
        with closing(sqlite3.connect(store)) as connection:
            return sum(1 for _ in connection.execute(FOUND, days))

    return found
