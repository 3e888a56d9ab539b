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
from psycopg.conninfo import conninfo_to_dict

from certtrack.errors import Refused, refuse
from certtrack.store.dialect import Plain
from certtrack.store.server import Server
from certtrack.store.server_faults import trouble, unreachable
from certtrack.store.versions import version_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlmodel import Session

LEAST = 15
"""The oldest server that the tests are run against; an older one is refused."""

PATIENCE = 10
"""Seconds to wait for a connection, where the URL does not say otherwise."""

MAKING = 0x63657274
"""The advisory lock of whoever makes or migrates a store: one at a time."""

POOLED, MORE = 5, 10
"""Connections that a long-lived process keeps open, and further ones for a rush."""

_kept: dict[Server, Engine] = {}


@contextmanager
def kept_open(server: Server, wait: int) -> Iterator[None]:
    """Keep connections open between units of work, for a process that lives long.

    The pool is SQLAlchemy's own and not psycopg_pool: writing goes through SQLAlchemy
    anyhow, so one pool serves readers and writers alike, without another dependency and
    without threads in the background. Each connection is tried before it is lent, so that
    a server which was restarted is noticed by nobody.
    """
    engine = _engine(server, wait, pooled=True)
    _kept[server] = engine
    try:
        yield
    finally:
        del _kept[server]
        engine.dispose()


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
        with _borrowed(server) as connection:
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
                make(engine, server, head)
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
def engine_of(server: Server, wait: int) -> Iterator[Engine]:
    """The way to the store for writing and for migrations: the kept one, or one for now."""
    if kept := _kept.get(server):
        yield kept
        return
    engine = _engine(server, wait, pooled=False)
    try:
        yield engine
    finally:
        engine.dispose()


def connect(server: Server) -> psycopg.Connection[Any]:
    """A connection to the server.

    Raises:
        Refused: When there is none to be had, or the server is too old.
    """
    usual = {"connect_timeout": PATIENCE, "application_name": "certtrack"}
    # Statements that are prepared on one connection are unknown on the next one that a
    # pooler such as PgBouncer may hand out; ours are too few to gain by it.
    ours: dict[str, Any] = {"client_encoding": "utf8", "prepare_threshold": None}
    try:
        connection = psycopg.connect(**{**usual, **conninfo_to_dict(server.url), **ours})
    except (psycopg.Error, UnicodeError) as error:
        raise unreachable(_as_ours(error), server) from None
    version = connection.info.server_version // 10000
    if version < LEAST:
        connection.close()
        what = f"the server is PostgreSQL {version}; certtrack needs {LEAST} or newer"
        raise refuse(what, where=server.shown)
    return connection


def make(engine: Engine, server: Server, head: str) -> None:
    """Make the tables in an empty database; nothing happens where they are."""
    from certtrack.store.migrate import apply

    with engine.begin() as connection:
        if _is_there(_plain(connection), server, head):
            return
    with engine.begin() as connection:
        one_at_a_time(connection)
        # Whoever had the lock before may have made them.
        if not _is_there(_plain(connection), server, head):
            _must_hold_any_text(connection, server)
            apply(connection)


def one_at_a_time(connection: Connection) -> None:
    """Wait for whoever makes or migrates the same store, until the end of the transaction."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MAKING})")


def older(server: Server, version: str, head: str) -> Refused:
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
        raise older(server, version, head)
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


@contextmanager
def _borrowed(server: Server) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the pool, if one is kept, as it was when it goes back; else a new one."""
    kept = _kept.get(server)
    if kept is None:
        with connect(server) as connection:
            yield connection
        return
    lent = kept.raw_connection()
    connection = lent.driver_connection  # type: ignore[assignment]
    try:
        yield connection
    finally:
        if not connection.closed:
            connection.rollback()
            connection.isolation_level = connection.read_only = None
        lent.close()


def _engine(server: Server, wait: int, *, pooled: bool) -> Engine:
    from sqlalchemy import create_engine, event

    pool: dict[str, Any] = {"pool_size": 1, "max_overflow": 0}
    if pooled:
        pool = {"pool_size": POOLED, "max_overflow": MORE, "pool_pre_ping": True}
    engine = create_engine(
        # The address stays with `connect`: no message of SQLAlchemy's can then show it.
        "postgresql+psycopg://",
        creator=lambda: connect(server),
        use_native_hstore=False,
        isolation_level="READ COMMITTED",
        **pool,
    )

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {wait}")

    return engine


def _as_ours(error: Exception) -> psycopg.Error:
    return error if isinstance(error, psycopg.Error) else psycopg.OperationalError(str(error))
