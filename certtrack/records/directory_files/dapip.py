"""The accreditation database of the U.S. Department of Education (DAPIP), as it is downloaded.

Two of its files are read: `InstitutionCampus.csv` and `AccreditationRecords.csv`, told apart by
their columns, whatever they are called. A row is handed on as it is read, so that files of any
length need little memory.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from certtrack.errors import Fault, refuse
from certtrack.reading.seen_text import one_line
from certtrack.records.sheets.text import how_written
from certtrack.rules.shape import STATES, civil_date

ABSENT = ("", "-")
DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: \d{1,2}:\d{2}:\d{2} [AP]M)?")
"""Month, day, year, and a time that is always midnight."""

STATE = re.compile(r"[, ]([A-Z]{2})[, ]+\d{5}(?:-\d{4})?\s*$")
WHOLE_INSTITUTION = "1"
"""The ProgramId of the accreditation of an institution as a whole."""

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """A row of a directory's file.

    Args:
        line: Its line in the file.
        values: What it tells, by the columns of the store's table; `key` is its own.
        done: How many bytes of the file are read with it.
    """

    line: int
    values: dict[str, Any]
    done: int


@dataclass(frozen=True, slots=True)
class DirectoryFile:
    """A directory's file, to be gone through once.

    Args:
        kind: Which file of the directory it is.
        table: The store's table for its rows.
        size: Its length in bytes.
        rows: Each row, or what is wrong with it.
    """

    kind: str
    table: str
    size: int
    rows: Iterator[DirectoryRow | Fault]


@contextmanager
def open_directory_file(path: Path) -> Iterator[DirectoryFile]:
    """A file of the database.

    Raises:
        Refused: When it cannot be read, is none of its files, or (while going through the
            rows) its text is broken.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise refuse(f"the file cannot be read: {error.strerror}", where=str(path)) from None
    codec, _ = how_written(path, None)
    with path.open("rb") as file, TextIOWrapper(file, encoding=codec, newline="") as text:
        reader = csv.reader(text, strict=True)
        header = [name.strip() for name in _next(reader, path) or ()]
        kind = next((one for one in KINDS if one.columns <= set(header)), None)
        if kind is None:
            files = " nor ".join(one.name for one in KINDS)
            hint = "Download the data files at https://ope.ed.gov/dapip and unpack them."
            raise refuse(f"its columns are neither those of {files}", where=path.name, hint=hint)
        rows = _rows(path, reader, header, kind, file.tell)
        yield DirectoryFile(kind.name, kind.table, size, rows)


def _next(reader: Iterator[list[str]], path: Path, line: int = 1) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        hint = "Is a quotation mark missing there or too many?"
        where = f"{path.name}, line {line}"
        raise refuse(f"this is not CSV: {error}", where=where, hint=hint) from None


def _rows(
    path: Path, reader: Any, header: list[str], kind: Kind, done: Callable[[], int]
) -> Iterator[DirectoryRow | Fault]:
    while (cells := _next(reader, path, reader.line_num + 1)) is not None:
        line = reader.line_num
        if not any(cells):
            continue
        where = f"{path.name}, line {line}"
        if len(cells) != len(header):
            yield Fault(f"the row has {len(cells)} cells, the header {len(header)}", where)
            continue
        try:
            told = dict(zip(header, _seen(cells), strict=True))
            yield DirectoryRow(line, kind.values(told), done())
        except ValueError as error:
            yield Fault(str(error), where)


def _seen(cells: list[str]) -> list[str]:
    """The cells without signs that nobody sees; of most rows it is known at once."""
    whole = "".join(cells)
    if whole.isascii() and whole.isprintable():
        return cells
    return [one_line(cell) for cell in cells]


def _institution(cells: Cells) -> dict[str, Any]:
    address = _text(cells, "Address")
    parent = _text(cells, "ParentDapipId")
    found = STATE.search(address or "")
    return {
        "key": _key(cells),
        "name": _needed(cells, "LocationName"),
        "parent_key": f"dapip-{parent}" if parent else None,
        "kind": _text(cells, "LocationType"),
        "address": address,
        "state": found[1] if found and found[1] in STATES else None,
        "ope_id": _text(cells, "OpeId"),
        # Older files do not have it.
        "unit_ids": _text(cells, "IpedsUnitIds") if "IpedsUnitIds" in cells else None,
    }


def _accreditation(cells: Cells) -> dict[str, Any]:
    first, last = _day(cells, "AccreditationDate"), _day(cells, "AccreditationEndDate")
    if first and last and last < first:
        raise ValueError(f"AccreditationEndDate {last} is before AccreditationDate {first}")
    school, program = _key(cells), _needed(cells, "ProgramId")
    agency, number = _needed(cells, "AgencyId"), _needed(cells, "SequentialId")
    return {
        "key": f"{school}-{agency}-{program}-{number}",
        "institution_key": school,
        "agency": _needed(cells, "AgencyName"),
        "program": None if program == WHOLE_INSTITUTION else _needed(cells, "ProgramName"),
        "status": _text(cells, "AccreditationStatus"),
        "first_day": first,
        "last_day": last,
    }


def _key(cells: Cells) -> str:
    number = _needed(cells, "DapipId")
    if not number.isdecimal():
        raise ValueError(f"DapipId {number[:40]!r} is no number")
    return f"dapip-{number}"


def _text(cells: Cells, name: str) -> str | None:
    text = cells[name].strip()
    return None if text in ABSENT else text


def _needed(cells: Cells, name: str) -> str:
    text = _text(cells, name)
    if text is None:
        raise ValueError(f"{name} is missing")
    return text


def _day(cells: Cells, name: str) -> date | None:
    text = _text(cells, name)
    try:
        return None if text is None else _written(text)
    except ValueError as error:
        raise ValueError(f"{name} {(text or '')[:40]!r} {error}") from None


@lru_cache(maxsize=10_000)
def _written(text: str) -> date:
    """The day that is written so; most are written many times."""
    found = DAY.fullmatch(text)
    if found is None:
        raise ValueError("is no day like 7/19/2023")
    month, day, year = map(int, found.groups())
    return civil_date(f"{year:04}-{month:02}-{day:02}")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its name, where its rows go, and the columns by which it is known."""

    name: str
    table: str
    columns: frozenset[str]
    values: Callable[[Cells], dict[str, Any]]


INSTITUTIONS = frozenset(
    ["DapipId", "OpeId", "LocationName", "ParentName", "ParentDapipId", "LocationType", "Address"]
)
RECORDS = frozenset(
    [
        *("DapipId", "AgencyId", "AgencyName", "ProgramId", "ProgramName", "SequentialId"),
        *("AccreditationDate", "AccreditationStatus", "AccreditationEndDate"),
    ]
)
KINDS = (
    Kind("InstitutionCampus", "institution", INSTITUTIONS, _institution),
    Kind("AccreditationRecords", "accreditation", RECORDS, _accreditation),
)
"""Columns as its files had them on 2023-07-19."""
