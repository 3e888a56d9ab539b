"""Is a store sound: its version, its tables, what holds between rows, its server's clock."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, StaticPool, create_engine
from sqlmodel import SQLModel

from certtrack.errors import Refused
from certtrack.store import sessions
from certtrack.store.clocks import seconds_apart
from certtrack.store.copying import all_tables
from certtrack.store.dialect import Connection, Plain, dialect_of
from certtrack.store.location import Place
from certtrack.store.versions import version_of

APART = 60
"""Seconds that two clocks may differ before the history's order of things suffers."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Args:
        name: What.
        told: What was found, in words.
        fine: Whether it is as it should be.
    """

    name: str
    told: str
    fine: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found.

    Args:
        store: What the store is called.
        checks: What was looked at, in order.
        rows: The rows of each table; none where the tables are not those of this version.
        seconds_apart: How far the server's clock is ahead of ours; None if it is the same.
    """

    store: str
    checks: tuple[Check, ...]
    rows: dict[str, int]
    seconds_apart: float | None


def checked(location: Place, now: Callable[[], datetime]) -> Checked:
    """Look at a store as it is; nothing is changed.

    Args:
        location: The store.
        now: Asks our clock.

    Raises:
        Refused: When it cannot be looked at, or is no store.
    """
    with sessions.looking(location) as connection:
        dialect = dialect_of(connection)
        version = connection.execute(dialect.version).fetchone()["version"]
        found = [Check("database", f"{dialect.name} {version}")]
        apart = seconds_apart(connection, now)
        if apart is not None:
            told = f"the server's is {abs(apart):.1f} seconds {'ahead' if apart > 0 else 'behind'}"
            found.append(Check("clock", told, abs(apart) <= APART))
        schema, current = _schema(connection, location)
        found.append(schema)
        found += [
            _judged(name, (row["fault"] for row in connection.execute(query)))
            for name, query in dialect.checks.items()
        ]
        rows = {}
        if current:
            rows = _counted(connection)
            found += _of_this_version(connection)
    return Checked(location.shown, tuple(found), rows, apart)


def _judged(name: str, faults: Iterator[str]) -> Check:
    told = [str(fault) for fault in faults]
    return Check(name, "; ".join(told) or "nothing wrong", not told)


def _schema(connection: Connection, location: Place) -> tuple[Check, bool]:
    """The version, and whether it is this program's."""
    head = sessions.HEAD
    try:
        version = version_of(connection, location.shown, head)
    except Refused as refused:
        if "newer" not in refused.faults[0].what:
            raise
        return Check("schema", f"{refused.faults[0].what}; update certtrack", fine=False), False
    if version is None:
        return Check("schema", "the database is empty: certtrack db migrate", fine=False), False
    if version != head:
        told = f"{version}, this certtrack needs {head}: certtrack db migrate"
        return Check("schema", told, fine=False), False
    return Check("schema", f"{version}, the newest"), True


def _counted(connection: Connection) -> dict[str, int]:
    counts = {}
    for table in all_tables():
        row = connection.execute(f'SELECT count(*) AS n FROM "{table.name}"').fetchone()
        counts[table.name] = int(row["n"])
    return counts


def _of_this_version(connection: Connection) -> Iterator[Check]:
    if isinstance(connection, Plain):
        yield _judged("belonging", _orphans(connection))
        yield _judged("numbering", _numbers_to_come(connection))
    yield _judged("counting", _overlooked(connection))
    yield _judged("tables", _differences(connection))


def _orphans(connection: Connection) -> Iterator[str]:
    """Rows that got past the foreign keys while those were switched off."""
    for table in all_tables():
        for key in table.foreign_keys:
            mine, other = key.parent.name, key.column.table.name
            query = (
                f'SELECT count(*) AS n FROM "{table.name}" t WHERE t."{mine}" IS NOT NULL AND '
                f'NOT EXISTS (SELECT 1 FROM "{other}" o WHERE o."{key.column.name}" = t."{mine}")'
            )
            if number := connection.execute(query).fetchone()["n"]:
                yield f"{number} of {table.name} belong to no {other}"


def _numbers_to_come(connection: Connection) -> Iterator[str]:
    for table in all_tables():
        query = (
            f"SELECT coalesce(s.last_value, 0) AS last, "
            f'(SELECT coalesce(max(id), 0) FROM "{table.name}") AS top FROM pg_sequences s '
            "WHERE quote_ident(s.schemaname) || '.' || quote_ident(s.sequencename) = "
            f"pg_get_serial_sequence('\"{table.name}\"', 'id') "
            # Without this right the last number is not shown, which says nothing.
            "AND has_sequence_privilege(pg_get_serial_sequence("
            f"'\"{table.name}\"', 'id'), 'USAGE, SELECT')"
        )
        row = connection.execute(query).fetchone()
        if row and row["last"] < row["top"]:
            yield f"{table.name} counts from {row['last']}, but has a row {row['top']}"


def _overlooked(connection: Connection) -> Iterator[str]:
    """Whether the page of a roster would pass by somebody whom another program added."""
    query = (
        "SELECT count(*) AS n FROM person "
        "WHERE NOT EXISTS (SELECT 1 FROM counted WHERE counted.id = person.id)"
    )
    if number := connection.execute(query).fetchone()["n"]:
        yield f"{number} of person have no row in counted"


def _differences(connection: Connection) -> Iterator[str]:
    query = dialect_of(connection).parts
    parts = {row["name"] for row in connection.execute(query)} if query else set()
    options = {"compare_type": True, "include_name": lambda name, *_: name not in parts}
    with warnings.catch_warnings(), _engine(connection).connect() as opened:
        # SQLAlchemy warns of what it cannot read of a damaged table; that is our finding.
        warnings.simplefilter("ignore")
        context = MigrationContext.configure(opened, opts=options)
        for difference in compare_metadata(context, SQLModel.metadata):
            yield f"not as this version makes them: {_in_words(difference)}"


def _engine(connection: Connection) -> Engine:
    """SQLAlchemy on the very connection, which has the right state of the store."""
    raw: Any = connection.driver if isinstance(connection, Plain) else connection
    url = "postgresql+psycopg://" if isinstance(connection, Plain) else "sqlite://"
    return create_engine(url, creator=lambda: raw, poolclass=StaticPool)


def _in_words(difference: Any) -> str:
    one = difference[0] if isinstance(difference, list) else difference
    names = [str(getattr(part, "name", part)) for part in one[1:] if part is not None]
    return f"{one[0].replace('_', ' ')} {' '.join(names[:3])}"
