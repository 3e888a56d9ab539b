"""What a workbook is looked through for before a library unpacks it: traps, and errors.

A workbook is a ZIP of XML. A small one can claim to be small and unpack to gigabytes, or
have two cells so far apart that the table between them fits into no memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.records.zip_limits import PACKED, most_unpacked

LARGEST = 400_000_000
"""Bytes of a workbook, unpacked, beyond which it is a mistake or a trap."""

MOST_CELLS = 20_000_000
"""Cells between the first and the last one: the reader makes room for all of them."""

CHUNK = 1 << 20
LONGEST_TAG = 80
ERROR_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")? t="e"')
FAR = re.compile(rb"\sr\s*=\s*[\"']\s*(?:([A-Za-z]{2,3})([0-9]{1,7})|[A-Za-z]?([0-9]{6,7}))")
"""Cells and rows that are named and lie beyond the first 26 columns or 99,999 rows."""

UNNAMED = re.compile(rb"<(?:\w+:)?(c|row)(?![^>]*\sr\s*=)[^>]*>")
"""Cells and rows without a name, which follow the one before."""

A_COLUMN, WIDE, TALL = 26, 26, 99_999


@dataclass(slots=True)
class _Reach:
    """How many columns and rows a sheet has at most."""

    columns: int = WIDE
    rows: int = TALL
    unnamed_columns: int = 0
    unnamed_rows: int = 0

    def look(self, text: bytes) -> None:
        for letters, row, far_row in FAR.findall(text):
            self.columns = max(self.columns, _column(letters))
            self.rows = max(self.rows, int(row or far_row))
        unnamed = UNNAMED.findall(text)
        self.unnamed_columns += unnamed.count(b"c")
        self.unnamed_rows += unnamed.count(b"row")

    def cells(self) -> int:
        return (self.columns + self.unnamed_columns) * (self.rows + self.unnamed_rows)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * A_COLUMN + letter - ord("A") + 1
    return number


def must_be_harmless(path: Path) -> None:
    """Look through a workbook's parts without holding more of them than a piece.

    Raises:
        Refused: When it is no workbook, a trap, or one of its cells shows an error.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            # What stands behind the directory may be a second one, which another reader takes.
            if parts.comment or not all(one.compress_type in PACKED for one in parts.infolist()):
                raise no_workbook(path)
            most = most_unpacked(path.stat().st_size, LARGEST)
            if sum(one.file_size for one in parts.infolist()) > most:
                raise _too_large(path, most)
            for one in parts.infolist():
                _look_through(path, parts, one)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError):
        raise no_workbook(path) from None


def no_workbook(path: Path) -> Refused:
    """What is said of a file that is no workbook."""
    hint = "If it is an older .xls or has a password, save it as .xlsx or as CSV UTF-8."
    return refuse("this is no .xlsx workbook", where=path.name, hint=hint)


def _too_large(path: Path, most: int) -> Refused:
    what = f"the workbook is larger than {most // 1_000_000} MB unpacked"
    return refuse(what, where=path.name, hint="Save it as CSV UTF-8.")


def _look_through(path: Path, parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse a part with errors, too many cells, or more bytes than it says."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    reach, rest = _Reach(), b""
    for chunk in _unpacked(path, parts, part):
        if is_sheet:
            # The reader gives cells that show an error as empty.
            if found := ERROR_CELL.search(rest + chunk):
                what = f"the cell {found[1].decode()} shows an error like #N/A"
                raise refuse(what, where=path.name, hint="Mend its formula or write its value.")
            reach.look(rest + chunk)
            rest = chunk[-LONGEST_TAG:]
    if reach.cells() > MOST_CELLS:
        what = f"the workbook is larger than {MOST_CELLS:,} cells"
        hint = "Is there something in a cell far below or to the right? Remove it."
        raise refuse(what, where=path.name, hint=hint)


def _unpacked(path: Path, parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part piece by piece, to where its packed bytes end and not to where it says it does."""
    whole = copy(part)
    whole.file_size = LARGEST + 1
    size = 0
    with parts.open(whole) as unpacked:
        while chunk := unpacked.read(CHUNK):
            size += len(chunk)
            if size > part.file_size:
                raise _too_large(path, part.file_size)
            yield chunk
