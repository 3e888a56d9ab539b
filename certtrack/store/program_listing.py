"""A file of the directory laid over the store: what it tells otherwise is kept beside the old."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from certtrack.store.dialect import Connection, Row, in_chunks, put

if TYPE_CHECKING:
    from sqlmodel import Session

AT_ONCE = 500
"""Rows that are compared with the store, and written, together."""

Values = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """What a file does to the directory.

    Args:
        new: Rows whose key was not there.
        same: Rows that are there as they are told.
        changed: Rows that are told otherwise from now on.
        gone: Rows that were there and are not told any more.
    """

    new: int = 0
    same: int = 0
    changed: int = 0
    gone: int = 0

    def rows(self) -> int:
        """How many rows the file has."""
        return self.new + self.same + self.changed


class Listing:
    """One file of a directory laid over what the store has of the same kind.

    Args:
        connection: To the store.
        session: What is written through; None for only looking.
        table: The table for its rows.
        source: The columns that tell of the file.
        speaks_for: The column that says for what the file speaks; rows that have there what no
            row of the file has stay as they are. None where it speaks for all.
    """

    def __init__(
        self,
        connection: Connection,
        session: Session | None,
        table: str,
        source: Values,
        speaks_for: str | None = None,
    ) -> None:
        self.tally = Tally()
        self._connection, self._session = connection, session
        self._table, self._source = table, source
        self._speaks_for, self._spoken_for = speaks_for, set[str]()
        self._forms = _stored_forms(table)
        self._number: int | None = None
        some = f"SELECT 1 AS one FROM {table} WHERE gone_in IS NULL LIMIT 1"
        self._is_empty = connection.execute(some).fetchone() is None

    def take(self, rows: Iterable[Values], repeated: Callable[[str], None]) -> None:
        """Take in every row of the file, then close those that it does not tell any more.

        Args:
            rows: The rows; all tell the same columns, in one order.
            repeated: Is told each key that the file tells again; such a row is not taken in.
        """
        # The empty name is SQLite's for a private file that is deleted when closed.
        with closing(sqlite3.connect("", isolation_level=None)) as aside:
            aside.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")
            aside.execute("BEGIN")
            entries = iter(rows)
            while some := list(islice(entries, AT_ONCE)):
                self._take_some(list(_firsts(aside, some, repeated)))
            # Of what was not there before nothing can be gone.
            if not self._is_empty:
                self._close_others(aside)

    def _take_some(self, rows: Sequence[Values]) -> None:
        if not rows:
            return
        if self._speaks_for:
            self._spoken_for |= {one[self._speaks_for] for one in rows}
        known = {} if self._is_empty else self._known([one["key"] for one in rows])
        added, closed = [], []
        for one in rows:
            self._to_stored_forms(one)
            row = known.get(one["key"])
            if row is None:
                self.tally.new += 1
            elif all(row[name] == value for name, value in one.items()):
                self.tally.same += 1
                continue
            else:
                self.tally.changed += 1
                closed.append(row["id"])
            added.append(one)
        self._close(closed)
        if added and self._session:
            source = (self._in_source(),)
            columns = ", ".join([*added[0], "listed_in"])
            listed = (tuple(one.values()) + source for one in added)
            put(self._connection, self._table, columns, listed)

    def _to_stored_forms(self, values: Values) -> None:
        for name, form in self._forms.items():
            if (value := values[name]) is not None:
                values[name] = form(value, None)

    def _known(self, keys: Sequence[str]) -> dict[str, Row]:
        marks = ", ".join("?" * len(keys))
        query = f"SELECT * FROM {self._table} WHERE gone_in IS NULL AND key IN ({marks})"
        return {row["key"]: row for row in self._connection.execute(query, keys)}

    def _close_others(self, aside: sqlite3.Connection) -> None:
        of = self._speaks_for or "NULL"
        query = f"SELECT id, key, {of} FROM {self._table} WHERE gone_in IS NULL"
        found = "SELECT 1 FROM seen WHERE key = ?"
        gone: list[int] = []
        with closing(in_chunks(self._connection, query, AT_ONCE)) as chunks:
            for rows in chunks:
                gone += [
                    id_
                    for id_, key, whose in rows
                    if not self._speaks_for or whose in self._spoken_for
                    if not aside.execute(found, (key,)).fetchone()
                ]
        self.tally.gone = len(gone)
        for start in range(0, len(gone), AT_ONCE):
            self._close(gone[start : start + AT_ONCE])

    def _close(self, numbers: Sequence[int]) -> None:
        if not numbers or not self._session:
            return
        from sqlalchemy import update

        table = _table(self._table)
        change = update(table).where(table.c.id.in_(numbers)).values(gone_in=self._in_source())
        self._session.connection().execute(change)

    def _in_source(self) -> int:
        """The number of the file, which is put on record when it says something new."""
        assert self._session, "only what is written is from a source"
        if self._number is None:
            from sqlalchemy import insert

            sources = _table("directory_source")
            made = insert(sources).values(self._source).returning(sources.c.id)
            self._number = int(self._session.connection().execute(made).scalar_one())
        return self._number


def _firsts(
    aside: sqlite3.Connection, rows: Sequence[Values], repeated: Callable[[str], None]
) -> Iterator[Values]:
    """Rows whose keys were not seen before; the keys of the others are told."""
    note = "INSERT OR IGNORE INTO seen VALUES (?)"
    keys = [(one["key"],) for one in rows]
    aside.execute("SAVEPOINT unseen")
    are_new = aside.executemany(note, keys).rowcount == len(keys)
    if not are_new:
        # Some are told again: which ones, is asked one by one.
        aside.execute("ROLLBACK TO unseen")
    aside.execute("RELEASE unseen")
    if are_new:
        yield from rows
        return
    for one, key in zip(rows, keys, strict=True):
        if aside.execute(note, key).rowcount:
            yield one
        else:
            repeated(one["key"])


def _table(name: str) -> Any:
    from sqlmodel import SQLModel

    from certtrack.store import program_tables

    assert program_tables, "importing it declares the tables"
    return SQLModel.metadata.tables[name]


def _stored_forms(table: str) -> dict[str, Any]:
    """By column, what makes of a value the form in which the store has it."""
    from sqlalchemy.types import TypeDecorator

    columns = _table(table).c
    return {
        one.name: one.type.process_bind_param
        for one in columns
        if isinstance(one.type, TypeDecorator)
    }
