"""Addresses at which programs subscribe to a person's deadlines, as the store keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from certtrack.store.dialect import Connection

if TYPE_CHECKING:
    from certtrack.store.history import Work


@dataclass(frozen=True, slots=True)
class Feed:
    """An address that was given away.

    Args:
        number: Its number.
        made_at: When it was made, as ISO text in UTC.
    """

    number: int
    made_at: str


def feeds_of(connection: Connection, person: int) -> list[Feed]:
    """A person's addresses, in the order they were made."""
    query = "SELECT id, made_at FROM feed WHERE person_id = ? ORDER BY id"
    return [Feed(row["id"], row["made_at"]) for row in connection.execute(query, (person,))]


def whose(connection: Connection, digest: str) -> int | None:
    """The number of the person whose address has this hash; None when nobody's has."""
    row = connection.execute("SELECT person_id FROM feed WHERE digest = ?", (digest,)).fetchone()
    return int(row["person_id"]) if row else None


def keep(work: Work, person: int, digest: str, made_at: str) -> int:
    """Keep the hash of an address; gives its number."""
    from certtrack.store.calendar_tables import FeedRow

    return work.add(FeedRow(person_id=person, digest=digest, made_at=made_at))


def end(work: Work, person: int, number: int) -> None:
    """End a person's address with a number."""
    from certtrack.store.calendar_tables import FeedRow

    work.remove(work.get(FeedRow, number, person))
