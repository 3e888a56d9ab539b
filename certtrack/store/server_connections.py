"""Connections to a PostgreSQL server: one for now, or kept open by a process that lives long."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from certtrack.errors import refuse
from certtrack.store.server import Server
from certtrack.store.server_faults import unreachable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

LEAST = 15
"""The oldest server that the tests are run against; an older one is refused."""

PATIENCE = 10
"""Seconds to wait for a connection, where the URL does not say otherwise."""

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


@contextmanager
def borrowed(server: Server) -> Iterator[psycopg.Connection[Any]]:
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
