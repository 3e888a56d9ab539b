"""What many people were told already, and what they do not want to hear."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from certtrack.reminders.delivery import told
from certtrack.reminders.due import Told
from certtrack.reminders.silence import Silence
from certtrack.rules.written_card import day_of
from certtrack.store.deliveries import OPEN, delivery_of
from certtrack.store.dialect import Connection
from certtrack.store.silences import silence_of

Telling = tuple[str, str, int]
"""A channel's name, a reminder's id, and the lead time for which it is told."""


def with_open_lines(connection: Connection) -> Iterator[int]:
    """The numbers of the people in whose log something is open."""
    query = f"SELECT DISTINCT person_id FROM delivery WHERE {OPEN} AND person_id IS NOT NULL"
    return (row["person_id"] for row in connection.execute(query))


def told_to(
    connection: Connection, people: Sequence[int], now: datetime
) -> Mapping[int, list[Told]]:
    """What need not be told to some people, or not now.

    Args:
        connection: To the store.
        people: Their numbers.
        now: The moment.
    """
    found: defaultdict[int, list[Told]] = defaultdict(list)
    theirs = f"FROM delivery WHERE person_id IN ({_marks(people)}) AND"
    over = "SELECT person_id, reminder, lead, channel, day, message "
    for row in connection.execute(f"{over} {theirs} state IN ('sent', 'failed')", people):
        person, reminder, lead, channel, day, message = _values(row)
        one = Told(reminder, lead, channel, day_of(day) if day else None, message)
        found[person].append(one)
    for row in connection.execute(f"SELECT * {theirs} {OPEN}", people):
        found[row["person_id"]] += told([delivery_of(row)], now)
    return found


def silences_of(connection: Connection, people: Sequence[int]) -> Mapping[int, list[Silence]]:
    """What some people do not want to hear, in the order they said so."""
    query = f"SELECT * FROM silence WHERE person_id IN ({_marks(people)}) ORDER BY id"
    found: defaultdict[int, list[Silence]] = defaultdict(list)
    for row in connection.execute(query, people):
        found[row["person_id"]].append(silence_of(row))
    return found


def in_the_log(connection: Connection, people: Sequence[int]) -> Mapping[int, set[Telling]]:
    """What the log says that some people were told, are being told or will be."""
    query = (
        "SELECT person_id, channel, reminder, lead FROM delivery "
        f"WHERE person_id IN ({_marks(people)}) AND state <> 'superseded'"
    )
    found: defaultdict[int, set[Telling]] = defaultdict(set)
    for row in connection.execute(query, people):
        person, channel, reminder, lead = _values(row)
        found[person].add((channel, reminder, lead))
    return found


def _values(row: Any) -> Iterable[Any]:
    """A row's values in their order."""
    return row.values() if isinstance(row, dict) else row


def _marks(values: Sequence[object]) -> str:
    # A list of none is no SQL everywhere; nothing is the same as NULL.
    return ", ".join("?" * len(values)) or "NULL"
