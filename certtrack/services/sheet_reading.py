"""Tables of activities as people have them: what their columns and cells mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from certtrack.errors import Fault, Refused, refuse
from certtrack.records.activity_csv import HINTS, PERSON
from certtrack.records.roster_columns import ROSTERS
from certtrack.records.sheets.column import Column, Misunderstood
from certtrack.records.sheets.columns import columns_of, is_known
from certtrack.records.sheets.days import Order
from certtrack.records.sheets.entries import Days, Entry, Reader
from certtrack.records.sheets.form import Form
from certtrack.records.sheets.profiles import (
    ACTIVITIES,
    Encoding,
    Kind,
    found,
    keep,
    must_be_name,
    of_columns,
    own,
    plain,
    shipped,
    target,
)
from certtrack.records.sheets.table import Table, read_table
from certtrack.records.sheets.text import first_row
from certtrack.rules.rulebook import Library

__all__ = [
    "KINDS",
    "Asked",
    "Columns",
    "Misunderstood",
    "Understood",
    "What",
    "form_of",
    "is_ours",
    "keep_profile",
    "kept_profiles",
    "mapping",
    "must_be_name",
    "understand",
]

What = Literal["activities", "rosters"]
"""What there can be a table of."""

KINDS: dict[What, Kind] = {"activities": ACTIVITIES, "rosters": ROSTERS}
Columns = Sequence[Column]


Asked = Form
"""What somebody says of a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A table as it is understood.

    Args:
        table: The table.
        columns: What its columns are taken for.
        notes: What else was understood, in words.
        entries: Its rows.
    """

    table: Table
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    entries: tuple[Entry, ...]


def is_ours(file: Path) -> bool:
    """Whether a file's columns are called as a record's keys; also what is no usual file."""
    if file.suffix.lower() == ".xlsx":
        return False
    names = first_row(file)
    return names is None or all(name in (PERSON, *HINTS) for name in names)


def mapping(pairs: Sequence[str], what: What) -> dict[str, str]:
    """A table's columns and what they are taken for, each written as NAME=KEY.

    Raises:
        Refused: With every one that is otherwise.
    """
    told: dict[str, str] = {}
    faults: list[Fault] = []
    for pair in pairs:
        name, sign, key = pair.rpartition("=")
        try:
            if not sign or not name.strip():
                hint = 'Write NAME=KEY, for example "CE Hours=ceus".'
                raise refuse(f"{pair!r} has no column and key", where="--map", hint=hint)
            told[name.strip()] = target(key, "--map", KINDS[what])
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(*faults)
    return told


def form_of(
    what: What,
    pairs: Sequence[str],
    *,
    profile: str | None,
    dates: Order | None,
    encoding: Encoding | None,
    sheet: str | None,
    skip: Sequence[int],
) -> Form:
    """How a table is written, as somebody says it; what they do not say, a profile may.

    Args:
        what: What it is a table of.
        pairs: Columns and what they are taken for, each as NAME=KEY.
        profile: The name of a profile.
        dates: The order of day and month.
        encoding: How the text is written.
        sheet: The sheet of a workbook.
        skip: The numbers of rows to leave out.

    Raises:
        Refused: For a column's key or a profile that there is not.
    """
    kept = found(profile, KINDS[what]) if profile else None
    return Form(
        told=mapping(pairs, what),
        profile=kept,
        dates=dates or (kept.dates if kept else None),
        encoding=encoding or (kept.encoding if kept else None),
        sheet=sheet,
        skip=frozenset(skip),
    )


def understand(file: Path, asked: Asked, library: Library) -> Understood:
    """Read a table and find out what its columns and cells mean.

    Args:
        file: A .xlsx workbook, or a text with commas, semicolons or tabs.
        asked: What somebody says of it.
        library: The rulebooks.

    Raises:
        Unsettled: When nobody can tell the order of day and month, or which sheet is meant.
        Misunderstood: When what an activity needs is in no column, or in two.
        Refused: When it cannot be read.
    """
    profile = asked.profile
    known_names = is_known({"": profile} if profile else shipped(ACTIVITIES), asked.told)
    table = read_table(
        file, lambda cell: plain(cell) in known_names, encoding=asked.encoding, sheet=asked.sheet
    )
    table = replace(table, lines=tuple(one for one in table.lines if one.number not in asked.skip))
    columns = columns_of(table, profile, asked.told)
    days = Days(table, columns, asked.dates)
    entries = tuple(Reader(columns, days, library).entries(table.lines))
    notes = (*([table.note] if table.note else []), *days.notes)
    return Understood(table=table, columns=columns, notes=notes, entries=entries)


def kept_profiles(what: What) -> list[str]:
    """The names under which it is kept what columns are taken for."""
    return own(KINDS[what])


def keep_profile(name: str, columns: Columns, asked: Asked, what: What) -> Path:
    """Keep what a table's columns are taken for; gives the file.

    Raises:
        Refused: When it cannot be kept under that name.
    """
    taken = {column.name: column.key for column in columns if column.key}
    return keep(name, of_columns(taken, asked.dates, asked.encoding), KINDS[what])
