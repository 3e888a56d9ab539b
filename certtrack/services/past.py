"""What was done to the store: who, when, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from certtrack.errors import Refused
from certtrack.store.dialect import Connection
from certtrack.store.known import LONGEST_NUMBER, find
from certtrack.store.location import locate
from certtrack.store.past import Deed, deeds
from certtrack.store.sessions import reading
from certtrack.store.undoable import Last, last_done


@dataclass(frozen=True, slots=True)
class Past:
    """Some of what was done.

    Args:
        deeds: What was done, the last first.
        more: The number of the deed before which there are others; None when there are none.
        last: What can be taken back next, or cannot for one person alone; None for nothing.
    """

    deeds: list[Deed]
    more: int | None
    last: Last | None


def history(store: str | None, person: str | None, last: int, at_most: int) -> list[Deed]:
    """What was done, the last first.

    Args:
        store: The store.
        person: Only what concerned this person, by name or number, and of that only what was
            theirs; by number also somebody who was removed.
        last: How many deeds.
        at_most: How many changes of each are told.

    Raises:
        Refused: When there is no store, or no such person.
    """
    with reading(locate(store)) as connection:
        number = None if person is None else _number(connection, person)
        return list(deeds(connection, number, last, at_most))


def past(
    store: str | None, person: int | None, at_once: int, at_most: int, before: int | None = None
) -> Past:
    """Some of what was done, the last first, and what of it can be taken back.

    Args:
        store: The store.
        person: Only what concerned the person with this number, and of that only what was
            theirs; None for everything.
        at_once: How many deeds.
        at_most: How many changes of each are told.
        before: The number of a deed: only those that were done before it; None for all.

    Raises:
        Refused: When there is no store.
    """
    with reading(locate(store)) as connection:
        found = list(deeds(connection, person, at_once + 1, at_most, before))
        last = last_done(connection, person)
    more = found[at_once - 1].number if len(found) > at_once else None
    return Past(found[:at_once], more, last)


def _number(connection: Connection, person: str) -> int:
    try:
        return find(connection, person)
    except Refused:
        if person.isascii() and person.isdecimal() and len(person) < LONGEST_NUMBER:
            return int(person)
        raise
