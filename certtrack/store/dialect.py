"""The one place where SQLite and PostgreSQL differ in the SQL that we write ourselves.

Reading is plain SQL through a driver's own connection. `Connection` is the little that both
drivers have in common: SQLite's has it as it is, `Plain` gives it to psycopg's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import psycopg


class Row(Protocol):
    """A row of an answer, by the names of its columns."""

    def __getitem__(self, key: str, /) -> Any: ...

    def keys(self) -> Iterable[str]:
        """The names of its columns."""


class Answer(Protocol):
    """What a query gave."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """Every row that is left."""

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What can be asked; a value's place in the query is marked by a question mark."""

    def execute(self, query: str, values: Sequence[Any] = (), /) -> Answer:
        """Ask."""


class Plain:
    """A connection of psycopg's, asked as SQLite's is asked.

    Args:
        driver: The connection.
    """

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        self.driver = driver

    def execute(self, query: str, values: Sequence[Any] = (), /) -> Answer:
        """Ask; rows come as dictionaries."""
        from psycopg.rows import dict_row

        cursor: Any = self.driver.cursor(row_factory=dict_row)
        return cursor.execute(_as_psycopg_marks(query), values)  # type: ignore[no-any-return]


def _as_psycopg_marks(query: str) -> str:
    # To psycopg a per cent sign marks a value; ours are question marks, and no query of
    # ours has one for any other reason.
    return query.replace("%", "%%").replace("?", "%s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What is asked in the words of one kind of database.

    Args:
        name: What it is called.
        version: Asks for its version.
        there: Asks whether the table with a name is there; `found` is 1 or 0.
        objects: Asks for the names of all tables and views beside which ours would be.
        by_person: The cards that are `due`, to be joined with others.
        of_many: The same where a large share of all cards is `due`; None where the database
            sees by itself which way is the quicker one.
        order: Puts an answer from these into the order of people.
        parts: Asks for the names of the parts that our tables may be divided into, and of what
            the server made for those by itself; None where tables have no parts.
        clock: Asks for the server's `seconds` since 1970; None where it is this machine's.
        checks: By what they hold to: questions to which every row is a `fault` in words.
    """

    name: str
    version: str
    there: str
    objects: str
    by_person: str
    of_many: str | None
    order: str
    parts: str | None
    clock: str | None
    checks: dict[str, str]


SQLITE = Dialect(
    name="SQLite",
    version="SELECT sqlite_version() AS version",
    there="SELECT count(*) AS found FROM sqlite_master WHERE type = 'table' AND name = ?",
    objects="SELECT name FROM sqlite_master",
    # What is due is found by its day, and looked up in the order of people, as it stands on the
    # disk: in the order of days every card would be on another page. The plus keeps SQLite
    # from going through all cards instead; the limit, which is none, from forgetting the order;
    # the cross join goes through the left side first, so that the answer has it too.
    by_person="(SELECT id AS due FROM {due} ORDER BY +counted_id, id LIMIT -1) "
    "CROSS JOIN card ON card.id = due",
    # Sorting hundreds of thousands takes longer than passing by those that are not due.
    of_many="(SELECT id AS due FROM {due} ORDER BY counted_id, id LIMIT -1) "
    "CROSS JOIN card ON card.id = due",
    order="",
    parts=None,
    clock=None,
    checks={
        "integrity": "SELECT integrity_check AS fault FROM pragma_integrity_check "
        "WHERE integrity_check <> 'ok'",
        "foreign keys": "SELECT \"table\" || ' ' || coalesce(rowid, '?') || ' belongs to a row of '"
        " || \"parent\" || ' that is not there' AS fault FROM pragma_foreign_key_check",
        "strictness": "SELECT name || ' takes values of any type' AS fault FROM pragma_table_list "
        "WHERE schema = 'main' AND type = 'table' AND strict = 0 "
        "AND name NOT IN ('alembic_version', 'sqlite_schema', 'sqlite_sequence')",
        "durability": "SELECT 'the journal is ' || journal_mode || ', not wal' AS fault "
        "FROM pragma_journal_mode WHERE journal_mode <> 'wal'",
    },
)

POSTGRESQL = Dialect(
    name="PostgreSQL",
    version="SELECT current_setting('server_version') AS version",
    there="SELECT (to_regclass(?) IS NOT NULL)::int AS found",
    # What an extension brought with it is nobody's data.
    objects="SELECT c.relname AS name FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
    "WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND NOT EXISTS (SELECT 1 FROM pg_depend d "
    "WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')",
    by_person="(SELECT * FROM {due}) AS card",
    of_many=None,
    order="ORDER BY card.counted_id, card.id",
    parts="SELECT c.relname AS name FROM pg_class c "
    "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
    "WHERE c.relispartition UNION ALL SELECT k.conname FROM pg_constraint k "
    "JOIN pg_namespace n ON n.oid = k.connamespace AND n.nspname = current_schema() "
    "WHERE k.conparentid <> 0",
    clock="SELECT extract(epoch FROM clock_timestamp())::float8 AS seconds",
    checks={
        "integrity": "SELECT i.indexrelid::regclass || ' is not valid: REINDEX it' AS fault "
        "FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
        "WHERE NOT i.indisvalid",
        "foreign keys": "SELECT DISTINCT t.tgrelid::regclass || ': '"
        " || 'its foreign keys are switched off' AS fault FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = current_schema() "
        "WHERE t.tgisinternal AND t.tgenabled IN ('D', 'R')",
        "strictness": "SELECT k.conrelid::regclass || ': ' || k.conname || ' was never held to "
        "the rows that were there' AS fault FROM pg_constraint k "
        "JOIN pg_namespace n ON n.oid = k.connamespace AND n.nspname = current_schema() "
        "WHERE NOT k.convalidated",
        "durability": "SELECT name || ' is off: what is confirmed can still be lost' AS fault "
        "FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') AND setting = 'off'",
        "encoding": "SELECT 'the encoding is ' || current_setting('server_encoding') || "
        "', not UTF8' AS fault WHERE current_setting('server_encoding') <> 'UTF8'",
    },
)


def dialect_of(connection: Connection) -> Dialect:
    """The words that a connection understands."""
    return SQLITE if isinstance(connection, sqlite3.Connection) else POSTGRESQL


def in_chunks(
    connection: Connection, query: str, chunk: int, values: Sequence[Any] = ()
) -> Generator[list[tuple[Any, ...]], None, None]:
    """The rows of an answer that need not fit into memory.

    Args:
        connection: To a store, within a transaction.
        query: A question.
        chunk: How many rows to hold at a time.
        values: The values of the question.
    """
    cursor: Any
    if isinstance(connection, sqlite3.Connection):
        cursor = connection.cursor()
        cursor.row_factory = None
    else:
        assert isinstance(connection, Plain)
        query = _as_psycopg_marks(query)
        # Only a cursor with a name leaves the answer on the server.
        from psycopg.rows import tuple_row

        cursor = connection.driver.cursor(name="in_chunks", row_factory=tuple_row)
    try:
        cursor.execute(query, values)
        while rows := cursor.fetchmany(chunk):
            yield rows
    finally:
        cursor.close()


def put(connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Add many rows to a table.

    Args:
        connection: To a store, within a transaction.
        table: The table.
        columns: Its columns that are given, parted by a comma and a blank.
        rows: Their values as the store has them.
    """
    if isinstance(connection, Plain):
        with connection.driver.cursor().copy(f'COPY "{table}" ({columns}) FROM STDIN') as stream:
            for row in rows:
                stream.write_row(row)
        return
    assert isinstance(connection, sqlite3.Connection)
    marks = ", ".join("?" for _ in columns.split(", "))
    connection.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)
