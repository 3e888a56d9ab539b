"""A whole store from one place to another: every row with its number, or nothing."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import Connection as Opened
from sqlalchemy import Table
from sqlmodel import SQLModel

from certtrack.errors import refuse
from certtrack.store import (
    calendar_tables,
    card_tables,
    change_tables,
    delivery_tables,
    evidence_tables,
    noticed_tables,
    program_tables,
    sessions,
    tables,
)
from certtrack.store.dialect import Connection, Plain, in_chunks, put
from certtrack.store.location import Location, Place
from certtrack.store.migrate import apply
from certtrack.store.server import Server
from certtrack.store.versions import version_of

CHUNK = 5_000
"""Rows held in memory at a time."""


LAST_IN_FILE = (
    "INSERT OR REPLACE INTO sqlite_sequence (rowid, name, seq) "
    "SELECT (SELECT rowid FROM sqlite_sequence WHERE name = '{table}'), '{table}', max("
    "coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0), "
    "coalesce((SELECT max(row_id) FROM change WHERE table_name = '{table}'), 0))"
)
LAST_ON_SERVER = (
    "SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), top) FROM (SELECT greatest("
    '(SELECT max(id) FROM "{table}"), '
    "(SELECT max(row_id) FROM change WHERE table_name = '{table}')) AS top"
    ") AS numbers WHERE top IS NOT NULL"
)


@dataclass(slots=True)
class _Seal:
    """How many rows went by, and a hash of all that is in them."""

    rows: int = 0
    content: Any = field(default_factory=hashlib.sha256)

    def over(self, chunks: Iterable[list[tuple[Any, ...]]]) -> Iterator[tuple[Any, ...]]:
        """The same rows, one by one, once they are counted."""
        for chunk in chunks:
            for row in chunk:
                self.rows += 1
                self.content.update(json.dumps(row).encode())
                yield row

    def told(self) -> tuple[int, str]:
        """Both, to be compared with those of the copy."""
        return self.rows, self.content.hexdigest()


def copy(source: Place, target: Place) -> dict[str, int]:
    """Copy a store into an empty place; gives the rows of each table.

    Args:
        source: A store; it is read in one state of it, while others may write.
        target: A new file, or a database without tables or with empty ones of ours.

    Raises:
        Refused: When the target is not empty, cannot be written, or does not hold the
            same afterwards; then it is as it was.
    """
    if source == target:
        raise refuse("the store cannot be copied onto itself", where=source.shown)
    with sessions.reading(source) as from_, sessions.one_transaction(target) as opened:
        to = _driver(opened)
        _make_or_lock(opened, to, target)
        for table in all_tables():
            if _has_rows(to, table):
                hint = "Copy into a new file or an empty database."
                raise refuse("the target is not empty", where=target.shown, hint=hint)
        return _copy_all(from_, to, target)


def replace(source: Place, target: Server, before: Location) -> bool:
    """Put all rows of a store in the place of those on a server; others wait meanwhile.

    Args:
        source: A store of this version.
        target: A database on a server, with a store in it or empty.
        before: A new file, into which what was there is copied first.

    Returns:
        Whether anything was there.

    Raises:
        Refused: When it cannot be done; then the target is as it was.
    """
    with sessions.reading(source) as from_, sessions.one_transaction(target) as opened:
        to = _driver(opened)
        _make_or_lock(opened, to, target)
        had = any(map(partial(_has_rows, to), all_tables()))
        if had:
            # Who reads is not kept waiting by the lock, and nobody writes: nothing is missed.
            copy(target, before)
        for table in reversed(all_tables()):
            to.execute(f'DELETE FROM "{table.name}"')
        _copy_all(from_, to, target)
        return had


def all_tables() -> list[Table]:
    """Every table of a store, each after those that it belongs to."""
    assert tables, "importing these modules declares every table"
    assert change_tables
    assert card_tables
    assert delivery_tables
    assert noticed_tables
    assert calendar_tables
    assert evidence_tables
    assert program_tables
    return SQLModel.metadata.sorted_tables


def _copy_all(from_: Connection, to: Connection, target: Place) -> dict[str, int]:
    copied = {table.name: _copy(from_, to, table, target) for table in all_tables()}
    go_on_counting(to)
    return copied


def _has_rows(connection: Connection, table: Table) -> bool:
    return connection.execute(f'SELECT 1 FROM "{table.name}" LIMIT 1').fetchone() is not None


def _make_or_lock(opened: Opened, to: Connection, target: Place) -> None:
    version = version_of(to, target.shown, sessions.HEAD)
    if version is None:
        apply(opened)
    elif version != sessions.HEAD:
        hint = "Bring it up to date first: certtrack db migrate."
        raise refuse("the target is of an older certtrack", where=target.shown, hint=hint)
    if isinstance(to, Plain):
        names = ", ".join(f'"{table.name}"' for table in all_tables())
        to.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _copy(from_: Connection, to: Connection, table: Table, target: Place) -> int:
    columns = ", ".join(f'"{column.name}"' for column in table.c)
    # A row may belong to an earlier one of the same table: in the order of their numbers.
    everything = f'SELECT {columns} FROM "{table.name}" ORDER BY id'
    given, arrived = _Seal(), _Seal()
    with closing(in_chunks(from_, everything, CHUNK)) as chunks:
        put(to, table.name, columns, given.over(chunks))
    with closing(in_chunks(to, everything, CHUNK)) as chunks:
        for _ in arrived.over(chunks):
            pass
    if given.told() != arrived.told():
        raise refuse(
            f"the copy of {table.name} is not what was copied ({arrived.rows} rows of "
            f"{given.rows}, or other contents); nothing was written",
            where=target.shown,
        )
    return given.rows


def go_on_counting(to: Connection) -> None:
    """New rows get numbers that no row has, nor one that the history can bring back."""
    for table in all_tables():
        if isinstance(to, Plain):
            to.execute(LAST_ON_SERVER.format(table=table.name))
        elif table.dialect_options["sqlite"]["autoincrement"]:
            to.execute(LAST_IN_FILE.format(table=table.name))


def _driver(opened: Opened) -> Connection:
    driver: Any = opened.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        return Plain(driver)
    driver.row_factory = sqlite3.Row
    return driver
