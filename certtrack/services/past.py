"""What was done to the store: who, when, before and after."""

from __future__ import annotations

from certtrack.errors import Refused
from certtrack.store.dialect import Connection
from certtrack.store.known import LONGEST_NUMBER, find
from certtrack.store.location import locate
from certtrack.store.past import Deed, deeds
from certtrack.store.sessions import reading


def history(store: str | None, person: str | None, last: int, at_most: int) -> list[Deed]:
    """What was done, the last first.

    Args:
        store: The store.
        person: Only what concerned this person, by name or number; by number also somebody
            who was removed.
        last: How many deeds.
        at_most: How many changes of each are told.

    Raises:
        Refused: When there is no store, or no such person.
    """
    with reading(locate(store)) as connection:
        number = None if person is None else _number(connection, person)
        return list(deeds(connection, number, last, at_most))


def _number(connection: Connection, person: str) -> int:
    try:
        return find(connection, person)
    except Refused:
        if person.isascii() and person.isdecimal() and len(person) < LONGEST_NUMBER:
            return int(person)
        raise
