"""Files of directories of schools and programs: told apart by their columns, read row by row.

Whatever a file is called, its columns say what it is. A row is handed on as it is read, so that
files of any length need little memory.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Any

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reading.files import Content
from certtrack.reading.seen_text import one_line
from certtrack.records.sheets.text import how_written

Cells = Mapping[str, str]
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file.

    Args:
        name: What it is called.
        table: The store's table for its rows.
        columns: Those by which it is known.
        values: What a row tells, by the columns of the table; `key` is its own. None where it
            tells nothing that is kept.
        others: Columns that it may have besides and that are read where it has them.
        is_strict: Whether it may have no further ones; else those are passed over.
        speaks_for: The column of the table that says for what a file speaks: of what none of
            its rows names there it tells nothing. None where it speaks for everything.
        may_repeat: Whether a row may stand there twice, which tells nothing more.
        named: How the file is called, where only its name tells the `year` that it is of; rows
            then tell it too.
        example: Such a name.
    """

    name: str
    table: str
    columns: frozenset[str]
    values: Callable[[Cells], Values | None]
    others: frozenset[str] = frozenset()
    is_strict: bool = False
    speaks_for: str | None = None
    may_repeat: bool = False
    named: re.Pattern[str] | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True)
class DirectoryFile:
    """A directory's file, to be gone through once.

    Args:
        kind: Which file of the directory it is.
        size: Its length in bytes.
        year: The year that it is of; None where it has none.
        rows: What each row tells by the columns of the store's table, what is wrong with it, or
            None where it tells nothing that is kept.
        done: How many bytes of the file are read.
    """

    kind: Kind
    size: int
    year: int | None
    rows: Iterator[Values | Fault | None]
    done: Callable[[], int]


@contextmanager
def open_directory_file(content: Content, kinds: Sequence[Kind]) -> Iterator[DirectoryFile]:
    """A file of a directory.

    Args:
        content: The file.
        kinds: Those it may be of.

    Raises:
        Refused: When it cannot be read, is of none of the kinds, or (while going through the
            rows) its text is broken.
    """
    codec, _ = how_written(content, None, "Save it as CSV UTF-8.")
    with content.open() as file, TextIOWrapper(file, encoding=codec, newline="") as text:
        reader = csv.reader(text, strict=True)
        with _as_csv(content.name, reader):
            found = [name.strip() for name in next(reader, ())]
        kind, header = _kind(content.name, found, kinds)
        year = _year(content.name, kind)
        rows = _rows(content.name, reader, header, kind, year)
        yield DirectoryFile(kind, content.size, year, rows, file.tell)


def _year(where: str, kind: Kind) -> int | None:
    if kind.named is None:
        return None
    found = kind.named.fullmatch(PurePosixPath(where).name)
    if found is None:
        what = f"the name of a file of {kind.name} tells its year, and this one does not"
        raise refuse(what, where=where, hint=f"Call it as NCES does, like {kind.example}.")
    return int(found["year"])


def _spelt(header: Sequence[str], kind: Kind) -> list[str]:
    """The columns as a kind has them: some files have the same in small letters."""
    known = {name.casefold(): name for name in kind.columns | kind.others}
    return [known.get(name.casefold(), name) for name in header]


def _kind(where: str, found: Sequence[str], kinds: Sequence[Kind]) -> tuple[Kind, list[str]]:
    """What kind of file it is, and its columns as that has them."""
    kind = next((one for one in kinds if one.columns <= set(_spelt(found, one))), None)
    if kind is None:
        *some, last = (one.name for one in kinds)
        what = f"its columns are neither those of {', '.join(some)} nor {last}"
        hint = "What is read, and where it is from: certtrack/docs/programs.md."
        raise refuse(what, where=where, hint=hint)
    header = _spelt(found, kind)
    faults = [
        Fault(f"the column {name!r} stands there twice", where)
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    if kind.is_strict:
        known = kind.columns | kind.others
        faults += [
            Fault(f"there is no column {name!r}", where, did_you_mean(name, known))
            for name in header
            if name not in known
        ]
    if faults:
        raise Refused(*faults)
    return kind, header


@contextmanager
def _as_csv(where: str, reader: Any) -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        hint = "Is a quotation mark missing there or too many?"
        place = f"{where}, line {reader.line_num + 1}"
        raise refuse(f"this is not CSV: {error}", where=place, hint=hint) from None


def _rows(
    name: str, reader: Any, header: list[str], kind: Kind, year: int | None
) -> Iterator[Values | Fault | None]:
    read = [column for column in header if column in kind.columns | kind.others]
    cells_of = itemgetter(*map(header.index, read))
    width, values = len(header), kind.values
    with _as_csv(name, reader):
        for cells in reader:
            if not any(cells):
                continue
            if len(cells) != width:
                what = f"the row has {len(cells)} cells, the header {width}"
                yield Fault(what, f"{name}, line {reader.line_num}")
                continue
            try:
                told = values(dict(zip(read, _seen(cells_of(cells)), strict=True)))
                if told and year:
                    told["year"] = year
                yield told
            except ValueError as error:
                yield Fault(str(error), f"{name}, line {reader.line_num}")


def _seen(cells: tuple[str, ...]) -> Iterator[str]:
    """The cells without signs that nobody sees; of most rows it is known at once."""
    whole = "".join(cells)
    if not (whole.isascii() and whole.isprintable()):
        cells = tuple(map(one_line, cells))
    return map(str.strip, cells)
