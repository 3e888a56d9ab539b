"""Files of directories of schools and programs: told apart by their columns, read row by row.

Whatever a file is called, its columns say what it is. A row is handed on as it is read, so that
files of any length need little memory.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reading.files import size_of
from certtrack.reading.seen_text import one_line
from certtrack.records.sheets.text import how_written

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Args:
        name: What it is called.
        table: The store's table for its rows.
        columns: Those by which it is known.
        values: What a row tells, by the columns of the table; `key` is its own.
        others: Columns that it may have besides; None for any, which are not read.
        speaks_for: The column of the table that says for what a file speaks: of what none of
            its rows names there it tells nothing. None where it speaks for everything.
    """

    name: str
    table: str
    columns: frozenset[str]
    values: Callable[[Cells], dict[str, Any]]
    others: frozenset[str] | None = None
    speaks_for: str | None = None


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
        size: Its length in bytes.
        rows: Each row, or what is wrong with it.
    """

    kind: Kind
    size: int
    rows: Iterator[DirectoryRow | Fault]


@contextmanager
def open_directory_file(path: Path, kinds: Sequence[Kind]) -> Iterator[DirectoryFile]:
    """A file of a directory.

    Args:
        path: The file.
        kinds: Those it may be of.

    Raises:
        Refused: When it cannot be read, is of none of the kinds, or (while going through the
            rows) its text is broken.
    """
    size = size_of(path)
    codec, _ = how_written(path, None)
    with path.open("rb") as file, TextIOWrapper(file, encoding=codec, newline="") as text:
        reader = csv.reader(text, strict=True)
        header = [name.strip() for name in _next(reader, path) or ()]
        kind = _kind(path, header, kinds)
        yield DirectoryFile(kind, size, _rows(path, reader, header, kind, file.tell))


def _kind(path: Path, header: Sequence[str], kinds: Sequence[Kind]) -> Kind:
    kind = next((one for one in kinds if one.columns <= set(header)), None)
    if kind is None:
        *some, last = (one.name for one in kinds)
        what = f"its columns are neither those of {', '.join(some)} nor {last}"
        hint = "What is read, and where it is from: certtrack/docs/programs.md."
        raise refuse(what, where=path.name, hint=hint)
    faults = [
        Fault(f"the column {name!r} stands there twice", path.name)
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    if kind.others is not None:
        known = kind.columns | kind.others
        faults += [
            Fault(f"there is no column {name!r}", path.name, did_you_mean(name, known))
            for name in header
            if name not in known
        ]
    if faults:
        raise Refused(*faults)
    return kind


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
