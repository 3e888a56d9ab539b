"""One person's rows of a roster laid over what is on record: what is new, and what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from certtrack.errors import Fault, Refused
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read
from certtrack.records.plausible import implausible
from certtrack.records.roster_columns import OF_CREDENTIAL, OF_PERSON, SPAN
from certtrack.rules.facts import Holding, Person
from certtrack.rules.record import PersonTable, Record
from certtrack.rules.rulebook import Library
from certtrack.services.edit import named_fully
from certtrack.services.row_faults import RowFaults
from certtrack.store.known import Known, in_store

LONGEST = 40
"""Characters of a cell that are quoted."""

Rows = Sequence[tuple[int, Mapping[str, str]]]


@dataclass(slots=True)
class Told:
    """What rows tell of one thing, each value with the row it stands in.

    Args:
        row: The first row that tells of it.
        cells: Row and value by column.
    """

    row: int
    cells: dict[str, tuple[int, str]] = field(default_factory=dict)

    def add(self, row: int, cells: Mapping[str, str], faults: RowFaults) -> bool:
        """Take in a row's cells; gives whether they say anything new."""
        news = False
        for column, value in cells.items():
            before = self.cells.get(column)
            if before is None:
                self.cells[column] = (row, value)
                news = True
            elif value.casefold() != before[1].casefold():
                what = f"{_short(value)} contradicts row {before[0]}: {_short(before[1])}"
                faults.add(row, what, "Keep the right one.", column)
        return news

    def values(self) -> dict[str, Any]:
        """The values as a record has them."""
        told: dict[str, Any] = {}
        for column, (_, value) in self.cells.items():
            if column in SPAN:
                told.setdefault("cycle", {})[SPAN[column]] = value
            elif column == "memberships":
                parts = value.replace(";", ",").split(",")
                told[column] = [part.strip() for part in parts if part.strip()]
            else:
                told[column] = value
        return told

    def where(self, column: str) -> int:
        """The row that tells a column; the first row when none does."""
        return self.cells.get(column, (self.row, ""))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """One person as a roster would make them.

    Args:
        row: Their first row.
        number: Their number in the store; None for a new person.
        person: Who they are and what they hold.
        before: The same as it is on record; None for a new person.
        entries: The numbers of the credentials on record, in the order of `person`'s.
        repeats: How many rows say nothing that another row does not say.
    """

    row: int
    number: int | None
    person: Person
    before: Person | None
    entries: tuple[int, ...]
    repeats: int

    def changes(self) -> Iterator[dict[str, Any]]:
        """Every key that is otherwise than on record, with both values."""
        was = self.before or Person(name="")
        for each in fields(PersonTable):
            yield from _change(None, each.name, getattr(was, each.name), _of(self.person, each))
        held = was.credential or ()
        for index, holding in enumerate(self.person.credential or ()):
            before = held[index] if index < len(held) else None
            for each in fields(Holding):
                yield from _change(holding.code, each.name, _of(before, each), _of(holding, each))

    def holdings(self) -> tuple[int, int, int]:
        """How many credentials are new, changed and the same."""
        now = self.person.credential or ()
        known = len(self.entries)
        held = (self.before.credential if self.before else None) or ()
        same = sum(one == other for one, other in zip(now, held, strict=False))
        return len(now) - known, known - same, same


def merged(
    rows: Rows, known: Known | None, library: Library, latest: date, faults: RowFaults
) -> Merged | None:
    """What one person's rows make of them; None when something in them is wrong.

    Args:
        rows: Their rows, each with its number.
        known: What is on record; None for a new person.
        library: The rulebooks, which know the codes of credentials.
        latest: The last day on which something may be said to have happened.
        faults: Takes what is wrong.
    """
    count = faults.number
    told = Told(rows[0][0])
    codes: dict[str, Told] = {}
    repeats = sum(not _taken(row, cells, told, codes, library, faults) for row, cells in rows)
    entries = known.entries["credential"] if known else []
    places = _laid_over(entries, codes, library)
    tables = {
        "schema": 1,
        "person": {**(known.who if known else {}), **told.values()},
        **({"credential": [content for content, _ in places]} if places else {}),
    }
    person = _checked(tables, told, [one for _, one in places], library, latest, faults)
    if person is None or faults.number > count:
        return None
    return Merged(
        row=told.row,
        number=known.number if known else None,
        person=person,
        before=known.facts() if known else None,
        entries=tuple(number for number, _ in entries),
        repeats=repeats,
    )


def _taken(
    row: int,
    cells: Mapping[str, str],
    told: Told,
    codes: dict[str, Told],
    library: Library,
    faults: RowFaults,
) -> bool:
    """Sort a row's cells into who it is and which credential; gives whether they are news."""
    news = told.add(row, {key: cells[key] for key in OF_PERSON if key in cells}, faults)
    held = {key: cells[key] for key in OF_CREDENTIAL if key in cells}
    if not held:
        return news
    if "code" not in held:
        faults.add(row, f"{next(iter(held))} is told, but of no credential", None, "code")
        return True
    book = library.find(held["code"])
    held = named_fully(held, library)
    label = book.label if book else held["code"].casefold()
    return codes.setdefault(label, Told(row)).add(row, held, faults) or news


Place = tuple[dict[str, Any], Told | None]
"""A credential's keys, and what rows tell of it; None when only the record does."""


def _laid_over(
    entries: Sequence[tuple[int, dict[str, Any]]], codes: dict[str, Told], library: Library
) -> list[Place]:
    """Every credential with what rows tell of it laid over what is on record."""
    left = dict(codes)
    places: list[Place] = []
    for _, content in entries:
        book = library.find(content["code"])
        told = left.pop(book.label if book else content["code"].casefold(), None)
        places.append((_over(content, told.values()) if told else content, told))
    return places + [(told.values(), told) for told in left.values()]


def _over(content: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    cycle = {**content.get("cycle", {}), **values.get("cycle", {})}
    return {**content, **values, **({"cycle": cycle} if cycle else {})}


def _checked(
    tables: dict[str, Any],
    told: Told,
    held: Sequence[Told | None],
    library: Library,
    latest: date,
    faults: RowFaults,
) -> Person | None:
    """The person, or None with every fault noted at its row."""
    rows: dict[str | None, int] = {}

    def place(path: KeyPath) -> str:
        row, column = _spot(path, told, held)
        where = faults.place(row, column) if column else f"{faults.place(row)}, {in_store(path)}"
        rows[where] = row
        return where

    person = None
    try:
        person = read(Record, tables, place).facts()
        doubts = implausible(person, library, latest)
        found = [Fault(what, place(path), hint) for path, what, hint in doubts]
    except Refused as refused:
        found = list(refused.faults)
    for fault in found:
        faults.take(rows.get(fault.where, told.row), fault)
    return person


def _spot(path: KeyPath, told: Told, held: Sequence[Told | None]) -> tuple[int, str | None]:
    """The row and column that a key was told in; no column when only the store has it."""
    keys = [str(part) for part in path]
    if path[:1] == ("credential",) and len(path) > 1:
        if one := held[int(path[1])]:
            column = "_".join(keys[2:]) or "code"
            return one.where(column), column
        return told.row, None
    key = keys[1] if len(keys) > 1 else "name"
    return told.where(key), key if key in told.cells or key == "name" else None


def _of(value: Any, each: Any) -> Any:
    return getattr(value, each.name) if value is not None else None


def _change(code: str | None, key: str, was: Any, now: Any) -> Iterator[dict[str, Any]]:
    if was != now and (was or now):
        yield {"credential": code, "key": key.rstrip("_"), "was": _plain(was), "now": _plain(now)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str):
        return value or None
    return f"{value.from_}..{value.until}"


def _short(text: str) -> str:
    return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
