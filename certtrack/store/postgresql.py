"""A store on a PostgreSQL server: how it is reached, kept safe, and shared.

Two who write about one person take turns: each claims the person's row first (see
`Work.claim`). What is decided by more than one person's rows, such as whether a name is
taken or which change was the last, is done in a serialisable transaction, which the
server ends when somebody else's gets in its way; `claims.persistent` does it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg

from certtrack.errors import Refused, refuse
from certtrack.store.dialect import Plain
from certtrack.store.server import Server
from certtrack.store.server_connections import borrowed, engine_of
from certtrack.store.server_faults import trouble
from certtrack.store.versions import version_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlmodel import Session

MAKING = 0x63657274
"""The advisory lock of whoever makes or migrates a store: one at a time."""


@contextmanager
def reading(server: Server, head: str, *, at_any_version: bool = False) -> Iterator[Plain]:
    """A connection that only reads, one state of the store throughout.

    Args:
        server: Where the store is.
        head: The version of the schema that this program knows.
        at_any_version: Whether it is only looked at, as it is.

    Raises:
        Refused: When there is no store yet, or it cannot be used.
    """
    try:
        with borrowed(server) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            plain = Plain(connection)
            if not at_any_version and not _is_there(plain, server, head):
                raise refuse(
                    "there is no store yet",
                    where=server.shown,
                    hint="Add a person first: certtrack person add --name NAME.",
                )
            yield plain
    except psycopg.Error as error:
        raise trouble(error, server) from error


@contextmanager
def unit_of_work(
    server: Server, head: str, wait: int, *, may_create: bool, serial: bool
) -> Iterator[Session]:
    """A session whose writes are made durable together at its end, or not at all.

    Args:
        server: Where the store is.
        head: The version of the schema that this program knows.
        wait: Milliseconds to wait for another writer.
        may_create: Whether a store that is not there yet is made.
        serial: Whether it must be as if nobody else wrote at the time.

    Raises:
        Refused: When the store cannot be used.
        Collision: When another writer got in the way.
    """
    from sqlalchemy.exc import DBAPIError
    from sqlmodel import Session

    committing = False
    try:
        with engine_of(server, wait) as engine:
            if may_create:
                _make(engine, server, head)
            level = "SERIALIZABLE" if serial else "READ COMMITTED"
            levelled = engine.execution_options(isolation_level=level)
            with Session(levelled, expire_on_commit=False) as session:
                _must_be_there(session, server, head)
                yield session
                session.flush()
                committing = True
                session.commit()
    except DBAPIError as error:
        lost = error.orig or error
        raise trouble(lost, server, serial=serial, committing=committing) from error
    except psycopg.Error as error:
        raise trouble(error, server, serial=serial, committing=committing) from error


@contextmanager
def one_transaction(server: Server, wait: int) -> Iterator[Connection]:
    """A transaction of whoever makes or migrates the store, one at a time.

    Raises:
        Refused: When it cannot be written; then all is as it was.
    """
    from sqlalchemy.exc import DBAPIError

    try:
        with engine_of(server, wait) as engine, engine.begin() as connection:
            _one_at_a_time(connection)
            yield connection
    except DBAPIError as error:
        raise trouble(error.orig or error, server) from error
    except psycopg.Error as error:
        raise trouble(error, server) from error


def migrated(server: Server, head: str, wait: int) -> str | None:
    """Bring a store up to date; gives the version that it had, None if it had to be made.

    Raises:
        Refused: For a version that never was; when it cannot be written.
    """
    from certtrack.store.migrate import apply, must_be_known

    with one_transaction(server, wait) as connection:
        version = version_of(_plain(connection), server.shown, head)
        must_be_known(version, server.shown)
        if version is None:
            _must_hold_any_text(connection, server)
        if version != head:
            apply(connection)
        return version


def _make(engine: Engine, server: Server, head: str) -> None:
    """Make the tables in an empty database; nothing happens where they are."""
    with engine.begin() as connection:
        if _is_there(_plain(connection), server, head):
            return
    from certtrack.store.migrate import apply

    with engine.begin() as connection:
        _one_at_a_time(connection)
        # Whoever had the lock before may have made them.
        if not _is_there(_plain(connection), server, head):
            _must_hold_any_text(connection, server)
            apply(connection)


def _one_at_a_time(connection: Connection) -> None:
    """Wait for whoever makes or migrates the same store, until the end of the transaction."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")


def _older(server: Server, version: str, head: str) -> Refused:
    """What is said of a store that is older than this program.

    A shared store is not migrated in passing, as one's own file is: it would lock out
    everybody who has not yet updated, and no copy of it could be made first.
    """
    return refuse(
        f"the store is of an older certtrack (schema {version}, this one needs {head})",
        where=server.shown,
        hint="Back it up (pg_dump), then once for all: certtrack db migrate.",
    )


def _is_there(plain: Plain, server: Server, head: str) -> bool:
    version = version_of(plain, server.shown, head)
    if version is not None and version != head:
        raise _older(server, version, head)
    return version is not None


def _must_be_there(session: Session, server: Server, head: str) -> None:
    if not _is_there(_plain(session.connection()), server, head):
        raise refuse(
            "there is no store yet",
            where=server.shown,
            hint="Add a person first: certtrack person add --name NAME.",
        )


def _must_hold_any_text(connection: Connection, server: Server) -> None:
    found = connection.exec_driver_sql("SELECT current_setting('server_encoding')").scalar_one()
    if found != "UTF8":
        raise refuse(
            f"the encoding of the database is {found}; names need UTF8",
            where=server.shown,
            hint="Make it so: createdb --encoding UTF8 --template template0 DATABASE.",
        )


def _plain(connection: Connection) -> Plain:
    driver: Any = connection.connection.driver_connection
    return Plain(driver)
