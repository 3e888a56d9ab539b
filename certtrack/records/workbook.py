"""The one sheet of an .xlsx workbook as rows of text, as a table in CSV has them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import Refused, refuse

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

LARGEST = 400_000_000
"""Bytes of a workbook, unpacked, beyond which it is a mistake or a trap."""

CHUNK = 1 << 20
ERROR_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="e"')
LONGEST_TAG = 80


def sheet_rows(path: Path) -> tuple[int, Iterator[list[str]]]:
    """How many rows the sheet has, and the rows; a formula is what it showed last.

    Raises:
        Refused: When it is no workbook, has several sheets with something in them, or the
            library for workbooks is not installed.
    """
    _must_be_workbook(path)
    sheet = _only_sheet(path)
    rows = ([_text(cell) for cell in row] for row in sheet.iter_rows())
    return sheet.total_height, rows


def _must_be_workbook(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            sheets = [one for one in parts.infolist() if one.filename.startswith("xl/worksheets/")]
            if sum(one.file_size for one in parts.infolist()) > LARGEST:
                what = f"the workbook is larger than {LARGEST // 1_000_000} MB"
                raise refuse(what, where=path.name, hint="Save it as CSV UTF-8.")
            for one in sheets:
                _no_error(path, parts, one.filename)
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError):
        raise _no_workbook(path) from None


def _no_workbook(path: Path) -> Refused:
    hint = "If it is an older .xls or has a password, save it as .xlsx or as CSV UTF-8."
    return refuse("this is no .xlsx workbook", where=path.name, hint=hint)


def _no_error(path: Path, parts: zipfile.ZipFile, sheet: str) -> None:
    """Refuse cells that show an error: the reader gives them as empty."""
    rest = b""
    with parts.open(sheet) as unpacked:
        while chunk := unpacked.read(CHUNK):
            if found := ERROR_CELL.search(rest + chunk):
                what = f"the cell {found[1].decode()} shows an error like #N/A"
                raise refuse(what, where=path.name, hint="Mend its formula or write its value.")
            rest = chunk[-LONGEST_TAG:]


def _only_sheet(path: Path) -> CalamineSheet:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        hint = 'Install it: pip install "certtrack[roster]"; or save the sheet as CSV UTF-8.'
        raise refuse("reading .xlsx needs the library python-calamine", hint=hint) from None
    try:
        with path.open("rb") as file:
            book = CalamineWorkbook.from_filelike(file)
            sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except CalamineError:
        raise _no_workbook(path) from None
    told = [sheet for sheet in sheets if sheet.height]
    if len(told) > 1:
        names = ", ".join(repr(sheet.name) for sheet in told)
        what = f"several sheets have something in them: {names}"
        raise refuse(what, where=path.name, hint="Keep the one with the roster.")
    if not told:
        raise refuse("the workbook is empty", where=path.name)
    return told[0]


def _text(cell: Any) -> str:
    """A cell as CSV would have it: days in ISO form, whole numbers without a point."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
