"""A table as people have it: from a text or a workbook, its header not always the first row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reading.cells import unescaped
from certtrack.reading.files import size_of
from certtrack.records.sheets.column import numbered
from certtrack.records.sheets.profiles import Encoding
from certtrack.records.sheets.text import read_text, rows_of

MOST_ROWS = 100_000
"""Rows of a table whose columns must be guessed; all of them are held in memory."""

HEADER_WITHIN = 25
"""Rows among which the header is looked for."""

LETTERS = 26


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table.

    Args:
        number: Its number, as programs for tables count.
        cells: Its cells, as many as there are columns.
        beyond: What stands in a cell under no column's name; else "".
    """

    number: int
    cells: tuple[str, ...]
    beyond: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table below its header.

    Args:
        name: The file's name, for faults.
        header: The number of the row with the columns' names.
        columns: Their names, each once.
        lines: Its rows, without blank ones.
        note: What was understood of its encoding that should be told.
    """

    name: str
    header: int
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str | None


def read_table(
    path: Path,
    is_known: Callable[[str], bool],
    *,
    encoding: Encoding | None = None,
    sheet: str | None = None,
) -> Table:
    """The table in a .xlsx workbook, or in a text with commas, semicolons or tabs.

    Args:
        path: The file.
        is_known: Whether something is the name of a column that is known: the header is the
            row with most of them.
        encoding: How the text is written; None to find out.
        sheet: The sheet of a workbook; None for the only one.

    Raises:
        Refused: When it cannot be read, is empty, or has too many rows.
    """
    if path.suffix.lower() == ".xlsx":
        from certtrack.records.workbook import sheet_rows

        size_of(path)
        _, rows = sheet_rows(path, sheet)
        return _table(path.name, rows, is_known, None)
    text, note = read_text(path, encoding)
    return _table(path.name, rows_of(text, path.name), is_known, note)


def _table(
    name: str, rows: Iterable[list[str]], is_known: Callable[[str], bool], note: str | None
) -> Table:
    numbered = _told(rows)
    start = list(islice(numbered, HEADER_WITHIN))
    if not start:
        raise refuse("the file is empty", where=name)
    at = header_among([cells for _, cells in start], is_known)
    header, cells = start[at]
    columns = _named(cells)
    below = [*start[at + 1 :], *islice(numbered, MOST_ROWS)]
    if len(below) > MOST_ROWS:
        hint = "Name its columns as a record file does; then any number is taken."
        raise refuse(f"the table has more than {MOST_ROWS:,} rows", where=name, hint=hint)
    lines = tuple(_line(number, row, len(columns)) for number, row in below)
    return Table(name=name, header=header, columns=columns, lines=lines, note=note)


def _told(rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows with something in them, with their numbers, as `escaped` was given their cells."""
    for number, row in enumerate(rows, start=1):
        cells = [unescaped(cell.strip()).strip() for cell in row]
        if any(cells):
            yield number, cells


def header_among(rows: Sequence[Sequence[str]], is_known: Callable[[str], bool]) -> int:
    """Which row names the columns: the first of those with most names that are known.

    Where none is known, the first of those in which most is written.
    """
    known = [sum(is_known(cell) for cell in set(row) if cell) for row in rows]
    if max(known):
        return known.index(max(known))
    told = [sum(map(bool, row)) for row in rows]
    return told.index(max(told))


def _named(cells: list[str]) -> tuple[str, ...]:
    """The columns' names; one without is called by its letter, one used twice is numbered."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    names = (
        " ".join(cell.split())[:80] or f"column {_letters(at)}" for at, cell in enumerate(cells)
    )
    return tuple(numbered(names))


def _letters(at: int) -> str:
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def _line(number: int, row: list[str], width: int) -> Line:
    cells = (*row[:width], *[""] * (width - len(row)))
    return Line(number, cells, next((cell for cell in row[width:] if cell), ""))
