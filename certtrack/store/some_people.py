"""Some of the people in a store, found by their names and by who looks after them."""

from __future__ import annotations

from typing import Any

from certtrack.store.dialect import Connection
from certtrack.store.known import content_of


def some_of(
    connection: Connection, part: str, after: int, at_most: int, manager: str | None = None
) -> list[dict[str, Any]]:
    """Who some people in the store are, in the order they were added.

    Args:
        connection: To the store.
        part: What their names contain, in either case; empty for any.
        after: The number after which they come.
        at_most: How many of them.
        manager: Only whom this manager looks after, in either case; None for all.
    """
    rows = connection.execute(
        f"SELECT * FROM person WHERE id > ? {CONTAINS} ORDER BY id LIMIT ?",
        (after, *_asked(part, manager), at_most),
    )
    return [{"number": row["id"], **content_of(row)} for row in rows.fetchall()]


def how_many(connection: Connection, part: str, manager: str | None = None) -> int:
    """How many people there are of whom `some_of` tells."""
    query = f"SELECT count(*) AS people FROM person WHERE true {CONTAINS}"
    return int(connection.execute(query, _asked(part, manager)).fetchone()["people"])


CONTAINS = (
    "AND lower(name) LIKE lower(?) ESCAPE '!' AND lower(coalesce(manager, '')) LIKE lower(?) "
    "ESCAPE '!'"
)


def _asked(part: str, manager: str | None) -> tuple[str, str]:
    return f"%{_plain(part)}%", "%" if manager is None else _plain(manager)


def _plain(text: str) -> str:
    """Text of which no sign stands for others."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return text
