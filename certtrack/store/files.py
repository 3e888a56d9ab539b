"""The file of a store: how it is made, and taken away again."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from certtrack.errors import refuse

LONGEST = 5.0
"""Seconds that a copy waits for another process."""


def make_room(path: Path, wait: int) -> None:
    """Make an empty file that nobody else may read, ready to be written ahead.

    Args:
        path: Where.
        wait: Milliseconds to wait for another process that makes it, too.

    Raises:
        Refused: When there can be no such file.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA busy_timeout={wait}")
            _write_ahead(connection, wait)
    except OSError as error:
        raise refuse(f"the store cannot be made: {error.strerror}", where=str(path)) from None


def _write_ahead(connection: sqlite3.Connection, wait: int) -> None:
    """Change the journal, which unlike other writing waits for nobody by itself."""
    deadline = time.monotonic() + wait / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def remove_file(path: Path) -> None:
    """Remove a store's file and what SQLite keeps beside it."""
    path.unlink(missing_ok=True)
    remove_journals(path)


def remove_journals(path: Path) -> None:
    """Remove what SQLite keeps beside a store's file."""
    for ending in ("-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def copy_in_use(source: Path, target: Path, *, replace: bool = True) -> None:
    """Copy a store while it may be in use.

    The copy is whole and on the disk when this ends; broken off, there is none.

    Args:
        source: The store's file.
        target: The copy.
        replace: Whether an older copy of the same name is replaced.

    Raises:
        FileExistsError: When there is one, and it must not be.
        OSError: When it cannot be written.
        sqlite3.Error: When the store cannot be read, is damaged, or stays locked.
    """
    # Another process may be making a copy of that name at the same time.
    number, name = tempfile.mkstemp(".unfinished", f"{target.name}.", target.parent)
    os.close(number)
    unfinished = Path(name)
    try:
        with closing(sqlite3.connect(source)) as from_, closing(sqlite3.connect(unfinished)) as to:
            from_.backup(to, progress=_patience())
            if to.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("the store is malformed")
        keep_on_disk(unfinished)
        if not replace:
            # To make the name fails if it is there; to rename would not.
            os.link(unfinished, target)
        else:
            unfinished.replace(target)
        keep_on_disk(target.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def keep_on_disk(path: Path) -> None:
    """See that a file, or what a folder says of its files, outlives a loss of power."""
    if os.name != "posix" and path.is_dir():  # pragma: no cover - only there it can be opened
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _patience() -> Callable[[int, int, int], None]:
    """Ends a copy for which another process has left no room to read for too long."""
    deadline = time.monotonic() + LONGEST

    def waited(status: int, _left: int, _whole: int) -> None:
        # SQLite says how the last step went: busy or locked, or neither.
        if status in (5, 6) and time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")

    return waited
