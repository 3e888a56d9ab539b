"""A roster: a table with one row for each credential, or person, as CSV or a workbook.

Rows are handed on one by one, so that a roster of any length needs little memory.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from itertools import chain, islice
from pathlib import Path

from certtrack.errors import Fault, refuse
from certtrack.reading.cells import unescaped
from certtrack.reading.files import content_of, size_of
from certtrack.records.roster_columns import columns_of, names_known
from certtrack.records.sheets.column import Column
from certtrack.records.sheets.form import Form
from certtrack.records.sheets.profiles import IGNORED, plain
from certtrack.records.sheets.table import HEADER_WITHIN, header_among
from certtrack.records.sheets.text import how_written

FIRST_LINE = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a roster.

    Args:
        number: Its number in the table, as programs for tables count.
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
        columns: What its columns are taken for.
        note: What was understood of its encoding that should be told.
        rows: Each row, or what is wrong with it.
    """

    size: int
    columns: tuple[Column, ...]
    note: str | None
    rows: Iterator[Row | Fault]


Numbered = tuple[int, int, list[str]]
"""A row's number, how much of the file is read with it, and its cells."""


@contextmanager
def open_roster(path: Path, form: Form) -> Iterator[Table]:
    """A roster's rows.

    Args:
        path: A .csv or .xlsx file.
        form: How it is written.

    Raises:
        Refused: When it cannot be read, its header is wrong, or (while going through the
            rows) its text is broken.
    """
    kind = path.suffix.lower()
    if kind not in (".csv", ".xlsx"):
        raise refuse("a roster is a .csv or .xlsx file", where=path.name)
    size = size_of(path)
    if not size:
        raise refuse("the file is empty", where=path.name)
    if kind == ".csv":
        codec, note = how_written(content_of(path), form.encoding)
        with path.open("rb") as file, TextIOWrapper(file, encoding=codec, newline="") as text:
            yield _table(path, size, note, _csv_rows(path, file, text), form)
        return
    from certtrack.records.workbook import sheet_rows

    height, rows = sheet_rows(path, form.sheet)
    yield _table(path, height, None, enumerate(rows, start=1), form)


def _csv_rows(
    path: Path, file: BufferedReader, text: TextIOWrapper
) -> Iterator[tuple[int, list[str]]]:
    """The rows of CSV, each with how many bytes are read; text that is none is refused."""
    number = 0
    try:
        start = text.readline(FIRST_LINE)
        text.seek(0)
        # Where a comma is the decimal sign, tables are saved with semicolons.
        reader = csv.reader(text, delimiter=max(",;\t", key=start.count), strict=True)
        for cells in reader:
            number += 1
            yield file.tell(), cells
    except csv.Error as error:
        where = f"{path.name}, row {number + 1}"
        hint = "Is a quotation mark missing there or too many?"
        raise refuse(f"this is not CSV: {error}", where=where, hint=hint) from None


def _table(
    path: Path, size: int, note: str | None, rows: Iterator[tuple[int, list[str]]], form: Form
) -> Table:
    told = (
        (number, done, cells)
        for number, (done, cells) in enumerate(rows, start=1)
        if any(cell.strip() for cell in cells)
    )
    start = list(islice(told, HEADER_WITHIN))
    if not start:
        raise refuse("the file is empty", where=path.name)
    known = names_known(form)
    rows_told = [cells for _, _, cells in start]
    at = header_among(rows_told, lambda cell: plain(cell) in known or cell in form.told)
    number, _, header = start[at]
    below = [row for row in start[at + 1 :] if row[0] not in form.skip]
    first = [[unescaped(cell.strip()).strip() for cell in cells] for _, _, cells in below]
    columns = columns_of(header, first, known, form, f"{path.name}, row {number}")
    rest = (row for row in told if row[0] not in form.skip)
    return Table(size, columns, note, _rows(path, columns, chain(below, rest)))


def _rows(
    path: Path, columns: tuple[Column, ...], rows: Iterator[Numbered]
) -> Iterator[Row | Fault]:
    for number, done, cells in rows:
        where = f"{path.name}, row {number}"
        if len(cells) != len(columns):
            what = f"the row has {len(cells)} cells, the header {len(columns)}"
            yield Fault(what, where, "Is a comma missing or too many, or are quotation marks?")
            continue
        pairs = zip(columns, cells, strict=True)
        told = {
            column.key: unescaped(cell.strip()).strip()
            for column, cell in pairs
            if cell.strip() and column.key != IGNORED
        }
        if "" in told:
            yield Fault(f"{told['']!r} stands under no column's name", where)
        else:
            yield Row(number, told, done)
