"""Opening the store: how it is kept safe, and what is said when it fails.

This is the one place that knows SQLite's ways: durable commits, foreign keys enforced,
waiting for another writer, and transactions that include changes of the schema. Reading
needs no more than Python's own driver; the tables' classes, which are slow to import,
are for writing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import Refused, refuse
from certtrack.store.location import Location

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

HEAD = "0001"
"""The newest version of the schema; a test holds it to the migrations."""

WAIT = 5000
"""Milliseconds to wait for another process that is writing."""


@contextmanager
def reading(location: Location) -> Iterator[sqlite3.Connection]:
    """A connection that only reads, on a store that must exist; one state of it throughout.

    Raises:
        Refused: When there is no store yet, or it cannot be used.
    """
    _must_exist(location)
    try:
        _bring_up_to_date(location)
        with closing(_connect(location)) as connection:
            connection.execute("BEGIN")
            yield connection
    except sqlite3.DatabaseError as error:
        raise _trouble(error, location) from error


@contextmanager
def unit_of_work(location: Location, *, may_create: bool = False) -> Iterator[Session]:
    """A session whose writes are made durable together at its end, or not at all.

    Args:
        location: The store.
        may_create: Whether a store that is not there yet is made.

    Raises:
        Refused: When the store cannot be used.
    """
    if not may_create:
        _must_exist(location)
    from sqlalchemy.exc import DBAPIError
    from sqlmodel import Session

    engine = engine_of(location)
    try:
        _bring_up_to_date(location)
        with Session(engine, expire_on_commit=False) as session:
            yield session
            session.commit()
    except DBAPIError as error:
        raise _trouble(error.orig or error, location) from error
    except sqlite3.DatabaseError as error:
        raise _trouble(error, location) from error
    finally:
        engine.dispose()


def engine_of(location: Location) -> Engine:
    """The way to the store for writing and for migrations."""
    from sqlalchemy import URL, Connection, create_engine, event

    engine = create_engine(URL.create("sqlite", database=str(location.path)))

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        _set_up(connection)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # The driver opens no transaction before changes of the schema, so we say BEGIN.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def driver(session: Session) -> sqlite3.Connection:
    """The driver's own connection of a session, for reading within its transaction."""
    connection: Any = session.connection().connection.driver_connection
    connection.row_factory = sqlite3.Row
    return connection  # type: ignore[no-any-return]


def _connect(location: Location) -> sqlite3.Connection:
    connection = sqlite3.connect(location.path)
    _set_up(connection)
    connection.row_factory = sqlite3.Row
    return connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None
    for pragma in ("foreign_keys=ON", f"busy_timeout={WAIT}", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


def is_there(location: Location) -> bool:
    """Whether there is a store yet."""
    return location.path.exists()


def _must_exist(location: Location) -> None:
    if not is_there(location):
        raise refuse(
            "there is no store yet",
            where=str(location.path),
            hint="Add a person first: certtrack person add --name NAME; or use --file RECORD.",
        )


def _bring_up_to_date(location: Location) -> None:
    """Make a new store, or migrate an older one after a backup."""
    new = not location.path.exists() or location.path.stat().st_size == 0
    if new:
        _make_room(location.path)
    with closing(_connect(location)) as connection:
        # One state of the store for both: another process may be making it just now.
        connection.execute("BEGIN")
        version = _version(connection)
        empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    if version == HEAD:
        return
    if version is None and not empty:
        raise refuse("this is not a certtrack store", where=str(location.path))
    if version is not None and version > HEAD:
        raise refuse(
            f"the store was written by a newer certtrack (schema {version}, this one knows {HEAD})",
            where=str(location.path),
            hint="Update certtrack.",
        )
    # Alembic is slow to import and seldom needed.
    from certtrack.store.migrate import upgrade

    engine = engine_of(location)
    try:
        upgrade(engine, location, version)
    finally:
        engine.dispose()


def _make_room(path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA busy_timeout={WAIT}")
            connection.execute("PRAGMA journal_mode=WAL")
    except OSError as error:
        raise refuse(f"the store cannot be made: {error.strerror}", where=str(path)) from None


def _version(connection: sqlite3.Connection) -> str | None:
    known = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    if connection.execute(known).fetchone() is None:
        return None
    row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _trouble(error: BaseException, location: Location) -> Refused:
    """One sentence for what SQLite says."""
    said = str(error)
    where = str(location.path)
    if "locked" in said:
        hint = "Close the other program that writes to it and try again."
        return refuse("the store is locked by another process", where=where, hint=hint)
    if "readonly" in said or "unable to open" in said:
        return refuse("the store cannot be written; see its permissions", where=where)
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        hint = "Move it away and restore a backup (files beside it ending in .backup)."
        return refuse("the store is damaged or no certtrack store", where=where, hint=hint)
    if "full" in said:
        return refuse("the disk is full; nothing was written", where=where)
    return refuse(f"the store cannot be used: {said}", where=where)
