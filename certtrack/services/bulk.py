"""Many activities at once, from a CSV: read, check, compare, write all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from certtrack.errors import refuse
from certtrack.records.activity_csv import PERSON, Sheet, opened
from certtrack.rules.rulebook import Library
from certtrack.services.activity_rows import COLUMNS, Faults, Rows
from certtrack.services.copies_before import before_import, lines_in
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.store.activity_table import pile, table_of
from certtrack.store.bulk import Intake, remember
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection
from certtrack.store.directory import Directory
from certtrack.store.history import Work, recorded
from certtrack.store.known import find
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading

CHUNK = 5_000
"""Rows that are held in memory at a time."""

Progress = Callable[[int], None]
"""Takes how many bytes of the file have been read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or would do.

    Args:
        rows: Rows in the file.
        added: Activities that are new.
        known: Rows that are on record already.
        written: Whether they were written.
    """

    rows: int
    added: int
    known: int
    written: bool


@persistent
def import_activities(
    who: Who,
    file: Path,
    library: Library,
    moment: Moment,
    *,
    write: bool,
    force: bool,
    progress: Progress,
    copy: bool = True,
) -> Imported:
    """Put the activities of a CSV into the store, all or none; or look what that would do.

    Args:
        who: Whose they are, where the file has no column `person`.
        file: The CSV.
        library: The rulebooks.
        moment: When they are imported.
        write: Whether to write them.
        force: Whether rows that look like a repeat or a slip of the pen are meant.
        progress: Is told how far the file has been read.
        copy: Whether the store's file is copied before a large import.

    Raises:
        Refused: With the first faults of the file and their number; nothing is written.
    """
    many = lines_in(file) if write and copy else 0
    with (
        opened(file) as sheet,
        before_import(locate(who.store), many, moment.made_at) as keep_copy,
        _store(who, sheet, moment, write=write) as (connection, work),
        pile() as aside,
    ):
        faults, people = Faults(), Directory(connection, aside)
        table, columns = table_of(connection, write=write), _in(sheet)
        intake = Intake(table, aside, columns, faults.add, write=write, force=force)
        only = None if PERSON in sheet.columns else find(connection, who.person)
        rows = Rows(sheet, people, only, library, moment.latest, intake, faults, force=force)
        _take_all(rows, intake, progress)
        faults.refuse_any(sheet)
        if work:
            work.about = f" {sheet.name}, rows added: {intake.added}"
            remember(work, intake)
            keep_copy(intake.added > 0)
        return Imported(rows=rows.count, added=intake.added, known=intake.known, written=write)


def _in(sheet: Sheet) -> list[str]:
    """The columns of the store's table that a sheet tells."""
    return [COLUMNS.get(key, key) for key in sheet.columns]


def _take_all(rows: Rows, intake: Intake, progress: Progress) -> None:
    if "id" in rows.sheet.columns:
        intake.numbering.keep(rows.named())
    entries = iter(rows)
    while chunk := list(islice(entries, CHUNK)):
        intake.take(chunk)
        progress(rows.sheet.bytes_read())


@contextmanager
def _store(
    who: Who, sheet: Sheet, moment: Moment, *, write: bool
) -> Iterator[tuple[Connection, Work | None]]:
    """The store, for writing in one change or only for looking."""
    if PERSON in sheet.columns and who.person:
        hint = "Leave one of them out."
        raise refuse("the file has a column 'person' already", where="--person", hint=hint)
    location = locate(who.store)
    if write:
        with recorded(location, "ceu import", moment.made_at) as work:
            yield driver(work.session), work
    else:
        with reading(location) as connection:
            yield connection, None
