"""Whom a run of the sender looks at."""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.store.known import find
from certtrack.store.location import Place
from certtrack.store.sessions import reading

AT_ONCE = 1_000
"""People whose numbers are read at a time, so that no reader stays open while mail leaves."""


def candidates(place: Place, person: str | None) -> Iterator[int]:
    """The numbers of the people for whom something may be due, in order.

    Whoever has a line in the delivery log that waits or was left behind must be among them.

    Args:
        place: The store.
        person: Only this one, by name or number; None for everyone.

    Raises:
        Refused: When nobody or more than one is meant.
    """
    if person is not None:
        with reading(place) as connection:
            number = find(connection, person)
        yield number
        return
    query = "SELECT id FROM person WHERE id > ? ORDER BY id LIMIT ?"
    last = 0
    while True:
        with reading(place) as connection:
            numbers = [row["id"] for row in connection.execute(query, (last, AT_ONCE))]
        if not numbers:
            return
        yield from numbers
        last = numbers[-1]


def how_many(place: Place) -> int:
    """How many people there are to be looked at."""
    with reading(place) as connection:
        return int(connection.execute("SELECT count(*) AS n FROM person").fetchone()["n"])
