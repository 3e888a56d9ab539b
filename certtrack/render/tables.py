"""Tables as files for other programs: CSV, a workbook, or JSON lines; all of it or nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from certtrack.errors import refuse
from certtrack.reading.cells import escaped
from certtrack.render import contract

Cell = str | int | Decimal | date | bool | None
Rows = Iterable[Sequence[Cell]]

WIDEST = 40
"""Characters to which a workbook's columns are made wide."""


def must_be_free(out: Path, kinds: Sequence[str], *, force: bool) -> None:
    """See that a file can be written before anything is computed for it.

    Raises:
        Refused: For another ending, or a file that is there already.
    """
    if out.suffix.lower() not in kinds:
        raise refuse(f"the file must end in {' or '.join(kinds)}", where=str(out))
    if out.exists() and not force:
        raise refuse("the file is there already", where=str(out), hint="Add --force to overwrite.")
    if not out.parent.is_dir():
        raise refuse("there is no such folder", where=str(out.parent))


def write(out: Path, columns: Sequence[str], rows: Rows, sheet: str = "Roster") -> None:
    """Write a table, as CSV or a workbook as the name ends; rows are written as they come.

    Args:
        out: A file ending in .csv or .xlsx.
        columns: What the columns are called.
        rows: The rows.
        sheet: What the sheet of a workbook is called.

    Raises:
        Refused: When it cannot be written, or the library for workbooks is not installed.
    """
    with _whole(out) as unfinished:
        if out.suffix.lower() == ".xlsx":
            _workbook(unfinished, columns, rows, sheet)
            return
        # Programs for tables know UTF-8 by the mark at its beginning.
        with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows([_text(cell) for cell in row] for row in rows)


def write_lines(out: Path, answers: Iterable[dict[str, Any]]) -> None:
    """Write JSON, one answer a line.

    Raises:
        Refused: When it cannot be written.
    """
    write_text(out, (f"{contract.line(one)}\n" for one in answers))


def write_text(out: Path, lines: Iterable[str]) -> None:
    """Write text line by line, all of it or nothing.

    Raises:
        Refused: When it cannot be written.
    """
    with _whole(out) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """A file beside the one wanted, which takes its place when all is written."""
    unfinished = out.with_name(f"{out.name}.unfinished")
    try:
        yield unfinished
        unfinished.replace(out)
    except OSError as error:
        raise refuse(f"the file cannot be written: {error.strerror}", where=str(out)) from None
    finally:
        unfinished.unlink(missing_ok=True)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else escaped(cell) if isinstance(cell, str) else str(cell)


def _workbook(out: Path, columns: Sequence[str], rows: Rows, name: str) -> None:
    try:
        from xlsxwriter import Workbook
    except ImportError:
        hint = 'Install it: pip install "certtrack[roster]"; or write .csv.'
        raise refuse("writing .xlsx needs the library xlsxwriter", hint=hint) from None
    with out.open("wb") as file:
        book = Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet(name)
        bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(columns):
            sheet.set_column(column, column, min(max(len(title) + 2, 12), WIDEST))
            sheet.write_string(0, column, title, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _put(sheet, (number, column), cell, days)
        book.close()


def _put(sheet: Any, at: tuple[int, int], cell: Cell, days: Any) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(*at, datetime(cell.year, cell.month, cell.day), days)  # noqa: DTZ001
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        sheet.write_number(*at, float(cell))
    elif cell is not None:
        sheet.write_string(*at, _text(cell))
