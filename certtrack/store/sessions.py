"""Opening the store: how it is kept safe, and what is said when it fails.

This is the one place that knows SQLite's ways: durable commits, foreign keys enforced,
waiting for another writer, and transactions that include changes of the schema; those of
PostgreSQL are in `postgresql`. Reading needs no more than the driver; the tables' classes,
which are slow to import, are for writing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from certtrack.errors import refuse
from certtrack.store.dialect import Connection, Plain
from certtrack.store.file_faults import trouble
from certtrack.store.files import make_room, remove_file
from certtrack.store.location import Location, Place
from certtrack.store.server import Server
from certtrack.store.versions import version_of

if TYPE_CHECKING:
    from sqlalchemy import Connection as Opened
    from sqlalchemy import Engine
    from sqlmodel import Session

HEAD = "0001"
"""The newest version of the schema; a test holds it to the migrations."""

WAIT = 5000
"""Milliseconds to wait for another process that is writing."""

_kept: set[Location] = set()
"""Files whose connection for writing stays open from one unit of work to the next."""


@contextmanager
def reading(location: Place) -> Iterator[Connection]:
    """A connection that only reads, on a store that must exist; one state of it throughout.

    Raises:
        Refused: When there is no store yet, or it cannot be used.
    """
    if isinstance(location, Server):
        from certtrack.store import postgresql

        with postgresql.reading(location, HEAD) as plain:
            yield plain
        return
    _must_exist(location)
    try:
        with _one_state(location) as connection:
            # Asked within the transaction: opening the file once more takes longer.
            if version_of(connection, location.shown, HEAD) == HEAD:
                yield connection
                return
        _bring_up_to_date(location)
        with _one_state(location) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise trouble(error, location) from error


@contextmanager
def unit_of_work(
    location: Place, *, may_create: bool = False, serial: bool = False
) -> Iterator[Session]:
    """A session whose writes are made durable together at its end, or not at all.

    Args:
        location: The store.
        may_create: Whether a store that is not there yet is made.
        serial: Whether it must be as if nobody else wrote at the time; in a file of one's
            own that is always so.

    Raises:
        Refused: When the store cannot be used.
    """
    if isinstance(location, Server):
        from certtrack.store import postgresql

        with postgresql.unit_of_work(
            location, HEAD, WAIT, may_create=may_create, serial=serial
        ) as session:
            yield session
        return
    with _work_on_file(location, may_create=may_create) as session:
        yield session


@contextmanager
def _work_on_file(location: Location, *, may_create: bool) -> Iterator[Session]:
    if not may_create:
        _must_exist(location)
    from sqlalchemy.exc import DBAPIError
    from sqlmodel import Session

    engine = engine_of(location)
    try:
        if _is_new(location):
            _bring_up_to_date(location)
        with Session(engine, expire_on_commit=False) as session:
            # Asked within the transaction: opening the file once more takes longer.
            if version_of(driver(session), location.shown, HEAD) != HEAD:
                session.rollback()
                _bring_up_to_date(location)
            yield session
            session.commit()
    except DBAPIError as error:
        raise trouble(error.orig or error, location) from error
    except sqlite3.DatabaseError as error:
        raise trouble(error, location) from error
    finally:
        if location not in _kept:
            engine.dispose()


@lru_cache(maxsize=8)
def engine_of(location: Location) -> Engine:
    """The way to the store for writing and for migrations.

    It is kept, though not its connections: it knows the SQL of statements made before.
    """
    from sqlalchemy import URL, create_engine, event

    engine = create_engine(URL.create("sqlite", database=str(location.path)))

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _: Any) -> None:
        _set_up(connection)

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Opened) -> None:
        # The driver opens no transaction before changes of the schema, so we say BEGIN.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def looking(location: Place) -> Iterator[Connection]:
    """A connection that only reads a store as it is, of whatever version.

    Raises:
        Refused: When there is nothing, or it cannot be read.
    """
    if isinstance(location, Server):
        from certtrack.store import postgresql

        with postgresql.reading(location, HEAD, at_any_version=True) as plain:
            yield plain
        return
    _must_exist(location)
    try:
        with _one_state(location) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise trouble(error, location) from error


@contextmanager
def one_transaction(location: Place) -> Iterator[Opened]:
    """A transaction, changes of the schema included, where there need not be a store yet.

    Raises:
        Refused: When it cannot be written; then all is as it was.
    """
    if isinstance(location, Server):
        from certtrack.store import postgresql

        with postgresql.one_transaction(location, WAIT) as opened:
            yield opened
        return
    from sqlalchemy.exc import DBAPIError

    new = not location.path.exists()
    engine = engine_of(location)
    try:
        if new:
            make_room(location.path, WAIT)
        with engine.begin() as opened:
            yield opened
        new = False
    except (DBAPIError, sqlite3.DatabaseError) as error:
        raise trouble(getattr(error, "orig", None) or error, location) from error
    finally:
        engine.dispose()
        if new:
            remove_file(location.path)


def migrated(location: Place, *, copy: bool = True) -> str | None:
    """Bring a store up to date; gives the version that it had, None if it had to be made.

    Args:
        location: The store.
        copy: Whether a file is copied before; a store on a server never is.
    """
    if isinstance(location, Server):
        from certtrack.store import postgresql

        return postgresql.migrated(location, HEAD, WAIT)
    with looking(location) as connection:
        before = version_of(connection, location.shown, HEAD)
    try:
        _bring_up_to_date(location, copy=copy)
    except sqlite3.DatabaseError as error:
        raise trouble(error, location) from error
    return before


@contextmanager
def kept_open(location: Place) -> Iterator[None]:
    """Make many units of work cheap, for a process that lives long."""
    if isinstance(location, Server):
        from certtrack.store.server_connections import kept_open as kept

        with kept(location, WAIT):
            yield
        return
    _kept.add(location)
    try:
        yield
    finally:
        _kept.discard(location)
        engine_of(location).dispose()


def driver(session: Session) -> Connection:
    """The driver's own connection of a session, for reading within its transaction."""
    connection: Any = session.connection().connection.driver_connection
    if not isinstance(connection, sqlite3.Connection):
        return Plain(connection)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _one_state(location: Location) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(location.path)) as connection:
        _set_up(connection)
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN")
        yield connection


def _set_up(connection: sqlite3.Connection) -> None:
    connection.isolation_level = None
    try:
        for pragma in ("foreign_keys=ON", f"busy_timeout={WAIT}", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
    except UnicodeDecodeError:
        # What SQLite says of a damaged schema repeats the damage.
        raise sqlite3.DatabaseError("the schema is malformed") from None


def is_there(location: Place) -> bool:
    """Whether there is a store yet."""
    if isinstance(location, Server):
        with looking(location) as connection:
            return version_of(connection, location.shown, HEAD) is not None
    return location.path.exists()


def _must_exist(location: Location) -> None:
    if not is_there(location):
        raise refuse(
            "there is no store yet",
            where=str(location.path),
            hint="Add a person first: certtrack person add --name NAME; or use --file RECORD.",
        )


def _is_new(location: Location) -> bool:
    return not location.path.exists() or location.path.stat().st_size == 0


def _bring_up_to_date(location: Location, *, copy: bool = True) -> None:
    """Make a new store, or migrate an older one after a backup."""
    if _is_new(location):
        make_room(location.path, WAIT)
    # One state of the store for every question: another process may be making it just now.
    with _one_state(location) as connection:
        version = version_of(connection, location.shown, HEAD)
    if version == HEAD:
        return
    # Alembic is slow to import and seldom needed.
    from certtrack.store.migrate import upgrade

    engine = engine_of(location)
    try:
        upgrade(engine, location, version, copy=copy)
    finally:
        engine.dispose()
