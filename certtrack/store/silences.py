"""What people do not want to hear, as the store keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from certtrack.reminders.silence import Silence
from certtrack.store.dialect import Connection, Row

if TYPE_CHECKING:
    from certtrack.store.history import Work

COLUMNS = ("manner", "reminder", "credential", "kind", "until")


@dataclass(frozen=True, slots=True)
class Kept:
    """A silence in the store.

    Args:
        number: Its number.
        silence: What is not to be told.
        made_at: When it was asked for, as ISO text in UTC.
    """

    number: int
    silence: Silence
    made_at: str


def silences_of(connection: Connection, person: int) -> list[Kept]:
    """A person's silences, in the order they were asked for."""
    query = "SELECT * FROM silence WHERE person_id = ? ORDER BY id"
    return [
        Kept(row["id"], silence_of(row), row["made_at"])
        for row in connection.execute(query, (person,))
    ]


def keep(work: Work, person: int, silence: Silence, made_at: str) -> int:
    """Keep a silence; gives its number."""
    from certtrack.store.delivery_tables import SilenceRow

    values = {name: getattr(silence, name) for name in COLUMNS}
    return work.add(SilenceRow(person_id=person, made_at=made_at, **values))


def end(work: Work, person: int, number: int) -> None:
    """End a person's silence with a number."""
    from certtrack.store.delivery_tables import SilenceRow

    work.remove(work.get(SilenceRow, number, person))


def silence_of(row: Row) -> Silence:
    """A silence from its row."""
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Silence(
        manner=row["manner"],
        reminder=row["reminder"],
        credential=row["credential"],
        kind=row["kind"],
        until=until,
    )
