"""The table of activities, asked about and filled by the thousand: in a file, on a server.

Both are asked in the same SQL, about many people and words at once, so that a server is
asked once for thousands of rows. What looks the same is decided in Python: only there does
a letter have the same small one in both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, NamedTuple, Protocol

from certtrack.store.dialect import Connection, Plain

Row = tuple[Any, ...]
Asked = Collection[tuple[int, str | None]]
"""People, each with a word: a day, or an activity's name."""

LAST_KEY = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'activity'"
"""In a file: the last key that any row had, also one that is gone."""

IMPORTING = 0x63657275
"""The advisory lock of whoever imports activities: one at a time."""


class Entry(NamedTuple):
    """An activity as the table has it, with its row in the file and its person."""

    row: int
    person: int
    name: str | None
    title: str
    provider: str | None
    source: str | None
    started_on: str | None
    completed_on: str
    minutes: int | None
    ceus: int | None
    credits: int | None
    grade: str | None
    kind: str | None
    domain: str | None
    audience: str | None
    for_codes: str | None
    next_cycle: int | None
    reference: str | None
    evidence: str | None
    notes: str | None


COLUMNS = Entry._fields[3:]
"""Those that a file may have, besides person and name."""


class ActivityTable(Protocol):
    """What is the same of both.

    Attributes:
        number: The number in an activity's name, in SQL: no less, where the name is like a12,
            and whatever it may be where it is not.
    """

    number: str

    def claim(self, people: Collection[int]) -> bool:
        """Keep others from writing about people until the end; whether all are there."""

    def ask(self, query: str, asked: Asked) -> list[Row]:
        """Ask about people and words, which the query calls `asked.person_id`, `asked.word`."""

    def keys(self, number: int) -> Sequence[int]:
        """So many keys that no row has."""

    def put(self, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows, given by these columns."""


class InFile:
    """The table in a file, whose only writer we are.

    Args:
        connection: To the file.
    """

    number = "CAST(substr(activity.name, 2) AS INTEGER)"
    asked = (
        "(SELECT json_extract(value, '$[0]') AS person_id, json_extract(value, '$[1]') AS word "
        "FROM json_each(?)) AS asked"
    )

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.cursor = connection.cursor()
        self.cursor.row_factory = None

    def claim(self, people: Collection[int]) -> bool:  # noqa: ARG002
        """Nobody else writes to a file at the time."""
        return True

    def ask(self, query: str, asked: Asked) -> list[Row]:
        """Ask about people and words, which the query calls `asked.person_id`, `asked.word`."""
        values = (json.dumps(list(asked)),)
        return self.cursor.execute(query.format(asked=self.asked), values).fetchall()

    def keys(self, number: int) -> Sequence[int]:
        """So many keys that no row has."""
        (last,) = self.cursor.execute(LAST_KEY).fetchone()
        return range(last + 1, last + 1 + number)

    def put(self, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows, given by these columns."""
        marks = ", ".join("?" * len(columns))
        insert = f"INSERT INTO activity ({', '.join(columns)}) VALUES ({marks})"
        self.cursor.executemany(insert, rows)


class OnServer:
    """The table on a server that others use as well.

    Args:
        connection: To the server.
        write: Whether rows will be added: then no other import runs until the end.
    """

    # To read the number in a name takes a server longer than to compare all names.
    number = "2147483647"
    asked = "unnest(%s::bigint[], %s::text[]) AS asked (person_id, word)"
    claimed = (
        "SELECT count(*) FROM (SELECT id FROM person WHERE id = ANY(%s) ORDER BY id FOR UPDATE) "
        "AS claimed"
    )

    def __init__(self, connection: Plain, *, write: bool) -> None:
        from psycopg.rows import tuple_row

        self.cursor = connection.driver.cursor(row_factory=tuple_row)
        if write:
            # Two that claim people in pieces would else wait for each other for ever.
            self.cursor.execute("SELECT pg_advisory_xact_lock(%s)", (IMPORTING,))

    def claim(self, people: Collection[int]) -> bool:
        """Keep others from writing about people until the end; whether all are there."""
        found = self.cursor.execute(self.claimed, (list(people),)).fetchall()
        return bool(found[0][0] == len(people))

    def ask(self, query: str, asked: Asked) -> list[Row]:
        """Ask about people and words, which the query calls `asked.person_id`, `asked.word`."""
        values = [person for person, _ in asked], [word for _, word in asked]
        return self.cursor.execute(query.format(asked=self.asked).encode(), values).fetchall()

    def keys(self, number: int) -> Sequence[int]:
        """So many keys that no row has, nor one that somebody else is adding."""
        query = (
            "SELECT nextval(pg_get_serial_sequence('activity', 'id')) FROM generate_series(1, %s)"
        )
        return [key for (key,) in self.cursor.execute(query, (number,))]

    def put(self, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Add rows, given by these columns."""
        copy = f"COPY activity ({', '.join(columns)}) FROM STDIN"
        with self.cursor.copy(copy.encode()) as stream:
            for row in rows:
                stream.write_row(row)


def table_of(connection: Connection, *, write: bool) -> ActivityTable:
    """The table of activities of a store, within a transaction."""
    if isinstance(connection, sqlite3.Connection):
        return InFile(connection)
    assert isinstance(connection, Plain)
    return OnServer(connection, write=write)


PILE = (
    "CREATE TABLE activity (id INTEGER PRIMARY KEY AUTOINCREMENT, name, person_id, "
    f"{', '.join(COLUMNS)})",
    "CREATE INDEX activity_day ON activity (person_id, completed_on)",
    "CREATE INDEX activity_name ON activity (person_id, name)",
    "CREATE TABLE named (person_id, name, PRIMARY KEY (person_id, name)) WITHOUT ROWID",
    "CREATE TABLE called (folded, person_id, is_number)",
    "BEGIN",
)


@contextmanager
def pile() -> Iterator[sqlite3.Connection]:
    """A private database for what need not fit into memory, gone afterwards.

    In it are rows that are not to be written, the ids that a file names, and what people
    are called.
    """
    # The empty name is SQLite's for a private file that is deleted when closed.
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        for statement in PILE:
            connection.execute(statement)
        yield connection
