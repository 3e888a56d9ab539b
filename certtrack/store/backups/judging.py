"""Whether a copy of a store is whole, is one of ours, and is of a version that we know."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.store.file_faults import FAILURES
from certtrack.store.sessions import HEAD
from certtrack.store.versions import version_of

ELSEWHERE = "Nothing was changed. Take another backup."
STRANGE = "SELECT type, name FROM sqlite_master WHERE type NOT IN ('table', 'index')"


def must_be_sound(path: Path, where: str) -> str:
    """The version of the schema of a copy that is whole.

    Args:
        path: A file of SQLite's to which nobody writes.
        where: What it is called.

    Raises:
        Refused: When it is damaged, is no certtrack store, or is of a newer certtrack.
    """
    try:
        with closing(sqlite3.connect(path)) as connection:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA trusted_schema=OFF")
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(1)")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
            version = version_of(connection, where, HEAD)
            strange = connection.execute(STRANGE).fetchone()
    except FAILURES:
        raise _damaged(where) from None
    if faults != ["ok"] or orphans is not None:
        raise _damaged(where)
    if strange is not None:
        what = f"the backup holds what no store does: the {strange['type']} {strange['name']}"
        raise refuse(what, where=where, hint=ELSEWHERE)
    if version is None:
        raise refuse("there is no store in the backup", where=where, hint=ELSEWHERE)
    return version


def _damaged(where: str) -> Refused:
    return refuse("the copy of the store is damaged", where=where, hint=ELSEWHERE)
