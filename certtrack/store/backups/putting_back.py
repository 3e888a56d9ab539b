"""Putting a copy in the place of a store: all of it or nothing, and never without a copy of that.

A store that is sound is not replaced but filled anew, in one transaction: whoever uses it
at the moment sees the one or the other, and what another process commits while we wait is in
the copy that is made before. Only a file that SQLite cannot read any more is put aside.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.store import copying, sessions
from certtrack.store.backups.judging import must_be_sound
from certtrack.store.backups.shelf import KEPT, Kind, folder_of, free_name, rotate
from certtrack.store.backups.snapshots import PRIVATE, unwritten
from certtrack.store.file_faults import FAILURES, is_damage, trouble
from certtrack.store.files import copy_in_use, keep_on_disk, make_room, remove_journals
from certtrack.store.location import Location, Place
from certtrack.store.versions import version_of

KIND: Kind = "before-restore"


def put_back(place: Place, copy: Path, made_at: str, room: Path) -> Path | None:
    """Put a copy in the place of a store.

    Args:
        place: The store, which need not be there.
        copy: A sound copy of this version.
        made_at: The moment, as ISO text in UTC.
        room: A folder on the same disk as a store in a file, for what is not finished.

    Returns:
        Where what was there before is now; None when there was nothing.

    Raises:
        Refused: When it cannot be done; then all is as it was.
    """
    folder = folder_of(place)
    before = free_name(folder, place, KIND, made_at, "sqlite3")
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        kept = _put(place, copy, before, room)
    except OSError as error:
        raise unwritten(error, before) from None
    if kept:
        rotate(place, kept, KIND, KEPT)
    return kept


def _put(place: Place, copy: Path, before: Path, room: Path) -> Path | None:
    if not isinstance(place, Location):
        return before if copying.replace(Location(copy), place, Location(before)) else None
    if not place.path.exists() or not place.path.stat().st_size:
        _new(copy, room).replace(place.path)
        keep_on_disk(place.path.parent)
        return None
    if is_damaged(place):
        aside = before.with_suffix(".damaged")
        _put_aside(place.path, aside)
        fresh = _new(copy, room)
        # A journal belongs to the file that it was written for, and to no other.
        remove_journals(place.path)
        fresh.replace(place.path)
        keep_on_disk(place.path.parent)
        return aside
    sessions.migrated(place)
    _fill_anew(place, copy, before)
    return before


def is_damaged(location: Location) -> bool:
    """Whether SQLite cannot read a store's file, or finds it torn.

    Raises:
        Refused: When it is whole but something else than a store, or of a newer certtrack.
    """
    try:
        with closing(sqlite3.connect(location.path)) as connection:
            connection.execute(f"PRAGMA busy_timeout={sessions.WAIT}")
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except FAILURES as error:
        if is_damage(error):
            return True
        raise trouble(error, location) from error
    if found != ("ok",):
        return True
    with sessions.looking(location) as looked:
        version_of(looked, location.shown, sessions.HEAD)
    return False


def _new(copy: Path, room: Path) -> Path:
    """A file as a store is: made new, filled, and judged."""
    fresh = room / "fresh.sqlite3"
    make_room(fresh, sessions.WAIT)
    location = Location(fresh)
    sessions.migrated(location)
    _fill(location, copy, None)
    must_be_sound(fresh, str(fresh))
    keep_on_disk(fresh)
    return fresh


def _put_aside(path: Path, aside: Path) -> None:
    for ending in ("-wal", ""):
        torn, kept = path.with_name(path.name + ending), aside.with_name(aside.name + ending)
        if torn.exists():
            shutil.copyfile(torn, kept)
            kept.chmod(0o600)
            keep_on_disk(kept)
    keep_on_disk(aside.parent)


def _fill_anew(location: Location, copy: Path, before: Path) -> None:
    try:
        _fill(location, copy, before)
    except FAILURES as error:
        raise trouble(error, location) from error


def _fill(location: Location, copy: Path, before: Path | None) -> None:
    """Put the rows of a copy in the place of all rows of a store, in one transaction."""
    with closing(sqlite3.connect(location.path, isolation_level=None)) as live:
        for pragma in ("foreign_keys=ON", f"busy_timeout={sessions.WAIT}", "synchronous=FULL"):
            live.execute(f"PRAGMA {pragma}")
        live.execute("ATTACH DATABASE ? AS given", (os.fspath(copy),))
        live.execute("BEGIN IMMEDIATE")
        if before:
            # Nobody else can write from here on: the copy has all that was ever confirmed.
            copy_in_use(location.path, before)
        tables = copying.all_tables()
        for table in reversed(tables):
            live.execute(f'DELETE FROM main."{table.name}"')
        for table in tables:
            _fill_table(live, table.name, ", ".join(f'"{column.name}"' for column in table.c))
        copying.go_on_counting(live)
        live.execute("COMMIT")


def _fill_table(live: sqlite3.Connection, name: str, columns: str) -> None:
    live.execute(
        f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM given."{name}" ORDER BY id'
    )
    counted = f'SELECT (SELECT count(*) FROM main."{name}"), (SELECT count(*) FROM given."{name}")'
    put, given = live.execute(counted).fetchone()
    if put != given:
        raise _unlike(name)


def _unlike(name: str) -> Refused:
    return refuse(f"not every row of {name} could be put back; nothing was changed")
