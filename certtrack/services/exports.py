"""What is on record, for other programs: whole records, or activities as the rows of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from certtrack.records.activity_csv import HINTS, PERSON
from certtrack.records.record_lines import record_schema, written_line
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Activity, Person
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.services.facts import Who, person_in
from certtrack.store.dialect import Connection
from certtrack.store.known import contacts, find
from certtrack.store.location import locate
from certtrack.store.sessions import reading

__all__ = ["COLUMNS", "PERSON", "activity_rows", "everyones_rows", "record_lines", "record_schema"]

COLUMNS = (*HINTS, "counted_for", "counted_why")
"""The keys of an activity, and what an import leaves out: what it counts for, and why not more."""


def record_lines(store: str | None, library: Library) -> Iterator[str]:
    """Everyone's record as a line of JSON, in the order they were added.

    Raises:
        Refused: When there is no store, or the record of someone cannot be read.
    """
    with reading(locate(store)) as connection:
        for number in _numbers(connection):
            yield f"{written_line(person_in(connection, number, library))}\n"


def activity_rows(who: Who, library: Library, on: date) -> Iterator[list[Any]]:
    """A person's activities by `COLUMNS`.

    Args:
        who: Whose.
        library: The rulebooks.
        on: The day on which it is judged what they count for.

    Raises:
        Refused: When there is no such person.
    """
    with reading(locate(who.store)) as connection:
        person = person_in(connection, find(connection, who.person), library)
    yield from _rows(person, library, on)


def everyones_rows(store: str | None, library: Library, on: date) -> Iterator[list[Any]]:
    """Everyone's activities, each row headed by whose it is: by `PERSON` and `COLUMNS`.

    Raises:
        Refused: When there is no store, or the record of someone cannot be read.
    """
    with reading(locate(store)) as connection:
        called = Counter(
            word.casefold() for _, *words in contacts(connection) for word in words if word
        )
        for number in _numbers(connection):
            person = person_in(connection, number, library)
            handle = _handle(number, (person.email, person.name), called)
            yield from ([handle, *row] for row in _rows(person, library, on))


def _numbers(connection: Connection) -> list[int]:
    return [number for number, _, _ in contacts(connection)]


def _handle(number: int, words: Sequence[str | None], called: Counter[str]) -> str:
    """E-mail or name, whichever is nobody else's; else the number in the store."""
    mine = (one for one in words if one and called[one.casefold()] == 1 and not one.isdecimal())
    return next(mine, str(number))


def _rows(person: Person, library: Library, on: date) -> Iterator[list[Any]]:
    cycles = statuses(person, library, on)
    for one in person.activity or ():
        cells = [_cell(getattr(one, "for_" if key == "for" else key)) for key in HINTS]
        yield [*cells, *_counted(one, cycles)]


def _cell(value: Any) -> Any:
    # An empty cell is a key that is absent; a list with nothing in it is not.
    return ("; ".join(value) or ";") if isinstance(value, tuple) else value


def _counted(activity: Activity, cycles: Sequence[CycleStatus]) -> tuple[str, str]:
    """In each cycle that it falls in, what it counts for, and why for no more."""
    found = [
        (cycle, line)
        for cycle in cycles
        for line in cycle.account.activities
        if line.activity is activity
    ]
    counted = [f"{cycle.labels}: {one.counted} of {one.earned} CEUs" for cycle, one in found]
    why = [one.because for _, one in found if one.because]
    return "; ".join(counted), " ".join(dict.fromkeys(why))
