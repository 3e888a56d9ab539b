"""A roster: a table with one row for each credential, or person, as CSV or a workbook.

Rows are handed on one by one, so that a roster of any length needs little memory.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reading.cells import unescaped
from certtrack.rules.facts import Holding
from certtrack.rules.record import PersonTable

OF_PERSON = tuple(each.name for each in fields(PersonTable))
"""Columns that tell who someone is: the keys of a record's table `person`."""

SPAN = {"cycle_from": "from", "cycle_until": "until"}
"""Columns of a cycle as the body states it, and its keys in a record."""

OF_CREDENTIAL = tuple(
    name
    for each in fields(Holding)
    for name in (tuple(SPAN) if each.name == "cycle" else (each.name,))
)
"""Columns that tell of a credential: its keys in a record."""

COLUMNS = (*OF_PERSON, *OF_CREDENTIAL)
FIRST_LINE = 100_000
NUL = "\x00"
AS_UTF8 = "Save it as CSV UTF-8."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a roster.

    Args:
        number: Its number in the table; the header is row 1.
        cells: What its cells say, by column; empty ones are left out.
        done: How much of the file is read with it, of `Table.size`.
    """

    number: int
    cells: dict[str, str]
    done: int


@dataclass(frozen=True, slots=True)
class Table:
    """A roster's rows, to be gone through once.

    Args:
        size: How much there is to read, in bytes or rows.
        rows: Each row, or what is wrong with it.
    """

    size: int
    rows: Iterator[Row | Fault]


@contextmanager
def open_roster(path: Path) -> Iterator[Table]:
    """A roster's rows.

    Raises:
        Refused: When it cannot be read, its header is wrong, or (while going through the
            rows) its text is broken.
    """
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise refuse("a roster is a .csv or .xlsx file", where=str(path))
    size = _size(path)
    if kind == ".csv":
        with (
            path.open("rb") as file,
            TextIOWrapper(file, encoding="utf-8-sig", newline="") as text,
        ):
            yield Table(size, _rows(path, _csv_rows(path, file, text)))
        return
    from certtrack.records.workbook import sheet_rows

    height, rows = sheet_rows(path)
    yield Table(height, _rows(path, enumerate(rows, start=1)))


def _size(path: Path) -> int:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
    except FileNotFoundError:
        raise refuse("there is no such file", where=str(path)) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(f"the file cannot be read: {why or error}", where=str(path)) from None
    if not size:
        raise refuse("the file is empty", where=path.name)
    return size


def _csv_rows(
    path: Path, file: BufferedReader, text: TextIOWrapper
) -> Iterator[tuple[int, list[str]]]:
    """The rows of CSV, each with how many bytes are read; text that is none is refused."""
    number = 0
    try:
        start = text.readline(FIRST_LINE)
        if NUL in start:
            raise refuse("the file is not UTF-8 text", where=path.name, hint=AS_UTF8)
        text.seek(0)
        # Where a comma is the decimal sign, tables are saved with semicolons.
        reader = csv.reader(text, delimiter=max(",;\t", key=start.count), strict=True)
        for cells in reader:
            number += 1
            yield file.tell(), cells
    except UnicodeDecodeError:
        where = f"{path.name}, {_where_undecodable(path)}"
        raise refuse("the file is not UTF-8 text", where=where, hint=AS_UTF8) from None
    except csv.Error as error:
        where = f"{path.name}, row {number + 1}"
        hint = "Is a quotation mark missing there or too many?"
        raise refuse(f"this is not CSV: {error}", where=where, hint=hint) from None


def _where_undecodable(path: Path) -> str:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                line.decode("utf-8-sig")
            except UnicodeDecodeError:
                return f"line {number}"
    return "its end"


def _rows(path: Path, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Row | Fault]:
    header: list[str] = []
    width = 0
    for number, (done, cells) in enumerate(rows, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(path, number, cells)
            width = len(cells)
        elif len(cells) != width:
            what = f"the row has {len(cells)} cells, the header {width}"
            hint = "Is a comma missing or too many, or are quotation marks?"
            yield Fault(what, f"{path.name}, row {number}", hint)
        else:
            pairs = zip(header, cells, strict=True)
            told = {name: unescaped(cell.strip()).strip() for name, cell in pairs if cell.strip()}
            if "" in told:
                what = f"{told['']!r} stands under no column's name"
                yield Fault(what, f"{path.name}, row {number}")
            else:
                yield Row(number, told, done)
    if not header:
        raise refuse("the file is empty", where=path.name)


def _header(path: Path, number: int, cells: Sequence[str]) -> list[str]:
    """The columns by their names; columns at the end without a name have nothing in them."""
    where = f"{path.name}, row {number}"
    names = ["_".join(cell.replace("-", " ").replace("_", " ").split()).lower() for cell in cells]
    faults = [
        Fault(f"unknown column {cell.strip()[:60]!r}", where, did_you_mean(name, COLUMNS) or KNOWN)
        for cell, name in zip(cells, names, strict=True)
        if name and name not in COLUMNS
    ]
    faults += [
        Fault(f"the column {name} is there twice", where)
        for name in dict.fromkeys(names)
        if name and names.count(name) > 1
    ]
    if not {"name", "email"} & set(names) and not faults:
        faults.append(Fault("a column name or email is missing", where))
    if faults:
        raise Refused(*faults)
    return names


KNOWN = f"Known are {', '.join(COLUMNS)}."
