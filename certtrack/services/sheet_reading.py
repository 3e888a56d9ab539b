"""Tables of activities as people have them: what their columns and cells mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from certtrack.errors import Fault, Refused, refuse
from certtrack.records.activity_csv import HINTS, PERSON
from certtrack.records.roster_columns import ROSTERS, Form
from certtrack.records.sheets.columns import Column, columns_of, is_known
from certtrack.records.sheets.days import Order
from certtrack.records.sheets.entries import Days, Entry, Reader
from certtrack.records.sheets.profiles import (
    ACTIVITIES,
    Encoding,
    Kind,
    found,
    keep,
    of_columns,
    plain,
    shipped,
    target,
)
from certtrack.records.sheets.table import Table, read_table
from certtrack.records.sheets.text import first_row
from certtrack.rules.rulebook import Library

What = Literal["activities", "rosters"]
"""What there can be a table of."""

KINDS: dict[What, Kind] = {"activities": ACTIVITIES, "rosters": ROSTERS}
Columns = Sequence[Column]


@dataclass(frozen=True, slots=True)
class Asked:
    """How a table is to be understood, as far as somebody says.

    Args:
        told: For columns what they are taken for.
        profile: The name of a profile.
        dates: The order of day and month.
        encoding: How the text is written.
        sheet: The sheet of a workbook.
        skip: The numbers of rows to leave out.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    profile: str | None = None
    dates: Order | None = None
    encoding: Encoding | None = None
    sheet: str | None = None
    skip: frozenset[int] = frozenset()

    def anything(self) -> bool:
        """Whether anything is said."""
        return self != Asked()


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


def understand(file: Path, asked: Asked, library: Library) -> Understood:
    """Read a table and find out what its columns and cells mean.

    Args:
        file: A .xlsx workbook, or a text with commas, semicolons or tabs.
        asked: What somebody says of it.
        library: The rulebooks.

    Raises:
        Refused: When it cannot be read, or nobody can tell what something in it means.
    """
    profile = found(asked.profile, ACTIVITIES) if asked.profile else None
    profiles = {"": profile} if profile else shipped(ACTIVITIES)
    known_names = is_known(profiles, asked.told)
    encoding = asked.encoding or (profile.encoding if profile else None)
    table = read_table(
        file, lambda cell: plain(cell) in known_names, encoding=encoding, sheet=asked.sheet
    )
    table = replace(table, lines=tuple(one for one in table.lines if one.number not in asked.skip))
    columns = columns_of(table, profile, asked.told)
    days = Days(table, columns, asked.dates or (profile.dates if profile else None))
    entries = tuple(Reader(columns, days, library).entries(table.lines))
    notes = (*([table.note] if table.note else []), *days.notes)
    return Understood(table=table, columns=columns, notes=notes, entries=entries)


def roster_form(asked: Asked) -> Form:
    """How a roster is to be understood.

    Raises:
        Refused: When there is no profile of the name.
    """
    profile = found(asked.profile, ROSTERS) if asked.profile else None
    return Form(
        told=asked.told,
        profile=profile,
        dates=asked.dates or (profile.dates if profile else None),
        encoding=asked.encoding or (profile.encoding if profile else None),
        sheet=asked.sheet,
        skip=asked.skip,
    )


def keep_profile(name: str, columns: Columns, asked: Asked, what: What) -> Path:
    """Keep what a table's columns are taken for; gives the file.

    Raises:
        Refused: When it cannot be kept under that name.
    """
    taken = {column.name: column.key for column in columns if column.key}
    return keep(name, of_columns(taken, asked.dates, asked.encoding), KINDS[what])
