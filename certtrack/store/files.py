"""The file of a store: how it is made, and taken away again."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from certtrack.errors import refuse


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
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
