"""The one sheet of an .xlsx workbook as rows of text, as a table in CSV has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import Fault, Unsettled, did_you_mean, refuse
from certtrack.records.workbook_traps import must_be_harmless, no_workbook

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def sheet_rows(path: Path, name: str | None = None) -> tuple[int, Iterator[list[str]]]:
    """How many rows the sheet has, and the rows; a formula is what it showed last.

    Args:
        path: The workbook.
        name: The sheet's; None for the only one with something in it.

    Raises:
        Unsettled: When it does not have that sheet, or has several with something in them.
        Refused: When it is no workbook, or the library for workbooks is not installed.
    """
    must_be_harmless(path)
    sheet = _sheet(path, name)
    rows = ([_text(cell) for cell in row] for row in sheet.iter_rows())
    return sheet.total_height, rows


def _sheet(path: Path, name: str | None) -> CalamineSheet:
    told = [sheet for sheet in _sheets(path) if sheet.height]
    if not told:
        raise refuse("the workbook is empty", where=path.name)
    if name is None and len(told) == 1:
        return told[0]
    found = next((sheet for sheet in told if sheet.name == name), None)
    if found is None:
        raise _asked(path, name, [sheet.name for sheet in told])
    return found


def _asked(path: Path, name: str | None, names: list[str]) -> Unsettled:
    """The question which sheet is meant."""
    there = ", ".join(map(repr, names))
    if name is None:
        what, near = f"several sheets have something in them: {there}", None
    else:
        what, near = f"there is nothing in a sheet {name!r}", did_you_mean(name, names)
    hint = near or "Say which is meant: --sheet NAME."
    return Unsettled(Fault(what, path.name, hint), {one: one for one in names}, "sheet")


def _sheets(path: Path) -> list[CalamineSheet]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        hint = 'Install it: pip install "certtrack[roster]"; or save the sheet as CSV UTF-8.'
        raise refuse("reading .xlsx needs the library python-calamine", hint=hint) from None
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            return [book.get_sheet_by_name(name) for name in book.sheet_names]
    except CalamineError:
        raise no_workbook(path) from None


def _text(cell: Any) -> str:
    """A cell as CSV would have it: days in ISO form, whole numbers without a point."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        # The digits that a program for tables shows: 0.1 + 0.2 is 0.3 there.
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
