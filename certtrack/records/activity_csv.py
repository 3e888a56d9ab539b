"""A CSV of activities: a header of the record file's keys, and a row for each activity.

Cells are held to what the record file's keys take; an empty one is a key that is absent.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, TextIO, get_type_hints

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reading.shapes import read
from certtrack.records.plausible import implausible
from certtrack.rules.facts import Activity
from certtrack.rules.record import Record
from certtrack.rules.rulebook import Library

PERSON = "person"
HINTS: dict[str, Any] = {
    each.name.rstrip("_"): hint
    for each, hint in zip(
        fields(Activity),
        get_type_hints(Activity, include_extras=True).values(),
        strict=True,
    )
}
"""The keys of an activity, which are the columns there can be, and what each takes."""

WORDS = {"true": True, "false": False}
FIRST_ROW = 2
"""The row below the header, as a spreadsheet counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A CSV file, open for reading below its header.

    Args:
        name: The file's name, for faults.
        columns: The keys in the header, in its order.
        file: The open file.
        cells: Its rows.
    """

    name: str
    columns: tuple[str, ...]
    file: TextIO
    cells: Iterator[list[str]]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank, with its number as a spreadsheet counts.

        Raises:
            Refused: When the file is no text or no CSV from some row on.
        """
        number = FIRST_ROW - 1
        try:
            for number, row in enumerate(self.cells, FIRST_ROW):
                if row:
                    yield number, row
        except csv.Error as error:
            raise refuse(f"this is not CSV: {error}", where=self.place(number + 1)) from None
        except UnicodeDecodeError:
            raise refuse("the file is not UTF-8 text", where=self.name) from None

    def rows_ahead(self) -> Iterator[tuple[int, list[str]]]:
        """The same, after which the first row is the next one again.

        Raises:
            Refused: Also when what is read is no file but comes and goes, as from a pipe.
        """
        if not self.file.seekable():
            what = "with a column 'id' it must be read twice, and this can be read only once"
            raise refuse(what, where=self.name, hint="Save it as a file first.")
        yield from self.rows()
        self.file.seek(0)
        next(self.cells)

    def place(self, row: int) -> str:
        """What a row is called in faults."""
        return f"{self.name}, row {row}"

    def bytes_read(self) -> int:
        """How far the file has been read, roughly; 0 where nobody knows, as in a pipe."""
        return self.file.buffer.tell() if self.file.seekable() else 0


@contextmanager
def opened(path: Path) -> Iterator[Sheet]:
    """A CSV of activities, its header checked.

    Raises:
        Refused: When it cannot be read, or with every fault of its header.
    """
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except FileNotFoundError:
        raise refuse("there is no such file", where=str(path)) from None
    except OSError as error:
        raise refuse(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    with file:
        cells = csv.reader(file, strict=True)
        try:
            columns = tuple(next(cells, []))
        except (csv.Error, UnicodeDecodeError):
            raise refuse("this is not CSV in UTF-8", where=f"{path.name}, row 1") from None
        _check_header(path.name, columns)
        yield Sheet(name=path.name, columns=columns, file=file, cells=cells)


def _check_header(name: str, columns: tuple[str, ...]) -> None:
    known = (PERSON, *HINTS)
    faults = [
        Fault(
            f"unknown column {column!r}",
            f"{name}, row 1",
            did_you_mean(column, known) or f"Columns are {', '.join(known)}.",
        )
        for column in columns
        if column not in known
    ]
    twice = dict.fromkeys(one for one in columns if columns.count(one) > 1)
    faults += [Fault(f"the column {one!r} is there twice", f"{name}, row 1") for one in twice]
    for needed in (("title",), ("completed_on",), ("minutes", "ceus", "credits")):
        if not set(needed) & set(columns):
            what = f"the column {' or '.join(map(repr, needed))} is missing"
            faults.append(Fault(what, f"{name}, row 1", "The first row names the columns."))
    if faults:
        raise Refused(*faults)


def plain(key: str, text: str) -> Any:
    """A cell as a record file has it: lists are separated by semicolons."""
    if key == "for":
        return [one.strip() for one in text.split(";") if one.strip()]
    return WORDS.get(text, text) if key == "next_cycle" else text


def cell_reader(key: str, library: Library) -> Callable[[str], Any]:
    """Reads the cells of a column as the core's values.

    Args:
        key: The column.
        library: The rulebooks, which know the codes of credentials.

    Returns:
        A function that raises ValueError for what the key does not take.
    """
    from pydantic import TypeAdapter

    # The alias belongs to the key, which is known here: only the value's type is held to.
    hint = HINTS[key].__origin__ if key == "for" else HINTS[key]
    held_to = TypeAdapter(hint).validator.validate_python

    if key == "for":
        return lambda text: held_to(_known(plain(key, text), library))
    if key == "next_cycle":
        return lambda text: held_to(plain(key, text))
    return held_to


def _known(codes: list[str], library: Library) -> list[str]:
    if unknown := [code for code in codes if not library.find(code)]:
        raise ValueError(f"{unknown[0]} is not known")
    return codes


def faults_of(cells: Mapping[str, str], library: Library, latest: date, place: str) -> list[Fault]:
    """Everything wrong with a row, in the words that the record file's faults have.

    Args:
        cells: The row's cells by column; empty ones are absent.
        library: The rulebooks, which know the codes of credentials.
        latest: The last day on which something may be said to have happened.
        place: Where the row stands.
    """
    activity = {key: plain(key, text) for key, text in cells.items() if text}
    tables = {"schema": 1, "person": {"name": place}, "activity": [activity]}
    try:
        person = read(Record, tables, lambda _: place).facts()
    except Refused as refused:
        return list(refused.faults)
    return [Fault(what, place, hint) for _, what, hint in implausible(person, library, latest)]
