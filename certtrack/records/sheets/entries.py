"""The rows of a table as activities: every cell understood, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from certtrack.records.activity_csv import PERSON
from certtrack.records.sheets.amounts import amount, unit_of
from certtrack.records.sheets.column import Column
from certtrack.records.sheets.columns import AMOUNTS, DAYS, order_in_header
from certtrack.records.sheets.day_order import DayOrder, shown
from certtrack.records.sheets.days import Order, written
from certtrack.records.sheets.profiles import AMOUNT, IGNORED, UNIT
from certtrack.records.sheets.table import Line, Table
from certtrack.rules.rulebook import Library

SLUGS = ("source", "kind", "domain", "audience")
YES, NO = ("yes", "y", "true", "x", "1"), ("no", "n", "false", "0")


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as an activity.

    Args:
        row: Its number.
        person: Whose it is, as the row says; None where there is no column for it.
        values: The activity's keys, as a record file has them.
        faults: What is wrong with it.
    """

    row: int
    person: str | None
    values: dict[str, Any]
    faults: tuple[str, ...]


class Days:
    """The days of a table: in what order day and month stand, column by column.

    Args:
        table: The table.
        columns: What its columns are taken for.
        order: The order that is told for the file; None to see what the rows say.

    Attributes:
        notes: What was understood, in words.

    Raises:
        Unsettled: When nobody can tell, or rows contradict each other.
    """

    def __init__(self, table: Table, columns: Sequence[Column], order: Order | None) -> None:
        self.notes: list[str] = []
        told = order or order_in_header(tuple(columns))
        if told and not order:
            self.notes.append(f"Days are read as {shown(told)}, as the column's name says.")
        self.orders: dict[int, Order | None] = {}
        for column in columns:
            if column.key not in DAYS:
                continue
            seen = DayOrder(table.name, column.name)
            for line in table.lines:
                seen.see(line.number, line.cells[column.at])
            self.orders[column.at] = told or seen.settled()
            self.notes += seen.notes(told)


class Reader:
    """Reads the rows of a table as activities.

    Args:
        columns: What its columns are taken for.
        days: The order of its days.
        library: The rulebooks, which know bodies by name.
    """

    def __init__(self, columns: Sequence[Column], days: Days, library: Library) -> None:
        self.columns = [column for column in columns if column.key != IGNORED]
        self.orders = days.orders
        self.unit = next((column.at for column in columns if column.key == UNIT), None)
        self.bodies = {
            name.casefold(): book.body.slug
            for book in library
            for name in (book.body.code, book.body.name)
        }

    def entries(self, lines: Sequence[Line]) -> Iterator[Entry]:
        """The activity of each row."""
        return map(self._entry, lines)

    def _entry(self, line: Line) -> Entry:
        values: dict[str, Any] = {}
        faults = [f"{line.beyond!r} stands under no column's name"] if line.beyond else []
        for column in self.columns:
            cell = line.cells[column.at]
            if not cell or column.key == UNIT:
                continue
            try:
                for key, value in self._values(column, cell, line):
                    if key in values:
                        faults.append(f"{column.name}: {key} is told twice")
                    values[key] = value
            except ValueError as error:
                faults.append(f"{column.name}: {error}")
        person = values.pop(PERSON, None)
        return Entry(line.number, person, values, tuple(faults))

    def _values(self, column: Column, cell: str, line: Line) -> Iterator[tuple[str, Any]]:
        """The keys that a cell tells, with what it says of them."""
        key = column.key
        if key in DAYS:
            yield key, written(cell).in_order(self.orders[column.at]).isoformat()
        elif key in AMOUNTS:
            yield amount(cell, self._unit(key, line))
        elif key == "for":
            yield key, [one.strip() for one in cell.replace(",", ";").split(";") if one.strip()]
        elif key == "next_cycle":
            yield key, _yes_or_no(cell)
        elif key in SLUGS:
            yield key, self._slug(key, cell)
        elif key == "notes":
            yield key, cell.replace("\r\n", "\n").replace("\r", "\n")
        else:
            yield key, " ".join(cell.split()) if "\n" in cell or "\r" in cell else cell

    def _unit(self, key: str, line: Line) -> Any:
        """What an amount is counted in: its row's unit, else its column's."""
        word = line.cells[self.unit] if self.unit is not None else ""
        if word:
            unit = unit_of(word)
            if unit is None:
                raise ValueError(f"{word[:20]!r} is no unit known: minutes, hours, CEUs or credits")
            return unit
        return None if key == AMOUNT else key

    def _slug(self, key: str, cell: str) -> str:
        """A word of the field as records write it: small letters and hyphens."""
        if key == "source" and (slug := self.bodies.get(cell.casefold())):
            return slug
        words = "".join(one if one.isalnum() else " " for one in cell.casefold()).split()
        return "-".join(words) or cell


def _yes_or_no(cell: str) -> bool:
    if cell.casefold() in YES:
        return True
    if cell.casefold() in NO:
        return False
    raise ValueError(f"{cell[:20]!r} is neither yes nor no")
