"""Files of public directories into the store: all of them or none, told before it is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import Fault, refuse
from certtrack.reading.files import Content
from certtrack.records.directory_files import dapip, ipeds, program_list
from certtrack.records.directory_files.given import given
from certtrack.records.directory_files.opening import DirectoryFile, Kind, open_directory_file
from certtrack.services.row_faults import RowFaults
from certtrack.services.watching import Watch, unwatched
from certtrack.store.location import locate
from certtrack.store.program_listing import Listing, Tally
from certtrack.store.programs import newest_year
from certtrack.store.sessions import driver, is_there, reading, unit_of_work

if TYPE_CHECKING:
    from sqlmodel import Session

    from certtrack.store.dialect import Connection

KINDS = (*dapip.KINDS, *ipeds.KINDS, program_list.KIND)

LAST = 1 << 62
"""Where faults stand that concern several rows: after those of one."""

PART = 1 << 20

EVERY = 1_000
"""Rows after which whoever watches is told how far it is."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file does to the directory.

    Args:
        file: Its name.
        kind: What kind of file it is.
        tally: How many of its rows are new, the same, changed and gone.
        passed_over: How many rows tell nothing that is kept.
    """

    file: str
    kind: Kind
    tally: Tally
    passed_over: int


def import_files(
    store: str | None,
    files: Sequence[Path],
    on: date,
    *,
    write: bool,
    watch: Watch = unwatched,
) -> list[Imported]:
    """Lay files of a directory over what the store has; or look what that would do.

    Args:
        store: The store; it is made when needed.
        files: The files, of any kinds that are known, or ZIPs with such.
        on: The day on which they are read.
        write: Whether it is written.
        watch: Is told how far it is.

    Raises:
        Refused: With the first faults of a file and their number; nothing is written.
    """
    with _opened(store, write=write) as (connection, session):
        found = []
        for path in files:
            with given(path) as tables:
                found += [_take(one, connection, session, on, watch) for one in tables]
        _must_not_contradict(found)
        return found


def _must_not_contradict(found: Sequence[Imported]) -> None:
    """Of files that speak for everything of their kind there can only be one."""
    whole = [one.kind for one in found if one.kind.speaks_for is None]
    for kind in dict.fromkeys(whole):
        if whole.count(kind) > 1:
            what = f"several files are {kind.name}, and each would end what only the other tells"
            hint = "Give one of them, or put them into one file; of several years the last."
            raise refuse(what, hint=hint)


@contextmanager
def _opened(store: str | None, *, write: bool) -> Iterator[tuple[Connection, Session | None]]:
    place = locate(store)
    if write:
        with unit_of_work(place, may_create=True) as session:
            yield driver(session), session
        return
    if not is_there(place):
        hint = "Add --write to make it."
        raise refuse("there is no store to compare with yet", where=place.shown, hint=hint)
    with reading(place) as connection:
        yield connection, None


def _take(
    content: Content, connection: Connection, session: Session | None, on: date, watch: Watch
) -> Imported:
    faults = RowFaults(content.name)

    def repeated(key: str) -> None:
        faults.take(LAST, Fault(f"{key} is told twice", content.name))

    with open_directory_file(content, KINDS) as file:
        _must_not_be_older(connection, file, content.name)
        source = {
            "kind": file.kind.name,
            "file_name": content.name,
            "sha256": _hash_of(content),
            "read_on": on,
        }
        listing = Listing(connection, session, file.kind.table, source, file.kind.speaks_for)
        rows = _Rows(file, faults, watch)
        listing.take(rows, _nothing if file.kind.may_repeat else repeated)
    faults.refuse()
    if not listing.tally.rows() and file.kind.speaks_for is None:
        # It would say that nothing is accredited any more.
        what = "there is no row under the header"
        if rows.passed_over:
            what = f"none of its {rows.passed_over:,} rows tells anything that is kept"
        raise refuse(what, where=content.name)
    return Imported(content.name, file.kind, listing.tally, rows.passed_over)


def _must_not_be_older(connection: Connection, file: DirectoryFile, name: str) -> None:
    """A year that is laid over a later one would end what that tells."""
    if file.year is None:
        return
    newest = newest_year(connection, file.kind.table)
    if newest and newest > file.year:
        what = f"it is of {file.year}, and the store has a file of this kind of {newest} already"
        raise refuse(what, where=name, hint="Take years in one after the other.")


def _nothing(key: str) -> None:
    """A row that is told again tells nothing more."""


class _Rows:
    """The rows of a file that tell something; faults are noted, and who watches is told.

    Args:
        file: The file.
        faults: Where faults are noted.
        watch: Is told how far it is.
    """

    def __init__(self, file: DirectoryFile, faults: RowFaults, watch: Watch) -> None:
        self.passed_over = 0
        self._file, self._faults, self._watch = file, faults, watch

    def __iter__(self) -> Iterator[dict[str, Any]]:
        file = self._file
        for number, row in enumerate(file.rows, start=1):
            if number % EVERY == 0:
                self._watch("Reading", file.done(), file.size)
            if row is None:
                self.passed_over += 1
            elif isinstance(row, Fault):
                self._faults.take(number, row)
            else:
                yield row


def _hash_of(content: Content) -> str:
    digest = hashlib.sha256()
    with content.open() as file:
        while part := file.read(PART):
            digest.update(part)
    return digest.hexdigest()
