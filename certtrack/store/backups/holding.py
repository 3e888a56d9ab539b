"""What a store, or a copy of one, holds: so much that somebody can tell one from another."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from certtrack.store.dialect import Connection


@dataclass(frozen=True, slots=True)
class Held:
    """What a store holds.

    Args:
        people: How many people.
        activities: How many activities.
        changed_at: When something was written into it last, as ISO text in UTC; None when
            nothing was.
    """

    people: int
    activities: int
    changed_at: str | None


def held_in(connection: Connection) -> Held:
    """What a store holds that is open."""
    query = (
        "SELECT (SELECT count(*) FROM person) AS people, "
        "(SELECT count(*) FROM activity) AS activities, "
        "(SELECT max(made_at) FROM change_set) AS changed_at"
    )
    row = connection.execute(query).fetchone()
    return Held(row["people"], row["activities"], row["changed_at"])


def held_in_copy(path: Path) -> Held:
    """What a copy of a store holds, in a file of SQLite's to which nobody writes.

    Raises:
        sqlite3.DatabaseError: When it is damaged, or something else.
    """
    with closing(
        sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    ) as one:
        one.row_factory = sqlite3.Row
        one.execute("PRAGMA trusted_schema=OFF")
        return held_in(one)
