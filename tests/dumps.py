"""All that is in a store's file, as statements that would make it again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def statements(path: Path) -> list[str]:
    """What is in a file, but for which numbers were given to rows that are gone.

    Taking something back, or bringing it back, does not give its numbers away again.
    """
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if "sqlite_sequence" not in line]
