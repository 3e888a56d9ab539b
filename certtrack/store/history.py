"""The history of changes: what each command did, row by row, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Column, Insert, Table, bindparam, insert, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, col, select

from certtrack.store.change_tables import ChangeRow, ChangeSetRow
from certtrack.store.delivery_tables import DeliveryRow, SilenceRow
from certtrack.store.dialect import in_chunks
from certtrack.store.forgetting import forget
from certtrack.store.location import Place
from certtrack.store.sessions import driver, unit_of_work
from certtrack.store.tables import PersonRow
from certtrack.store.users import user

R = TypeVar("R", bound=SQLModel)
OTHERS = (DeliveryRow, SilenceRow)
"""Tables that no command here names, but the history may: importing them declares them."""

DIALECT = sqlite.dialect()
AT_ONCE = 1000
"""Changes that are held before they are written into the history."""

CLAIMED = (
    select(PersonRow.id)
    .where(col(PersonRow.id).in_(bindparam("some", expanding=True)))
    .order_by(col(PersonRow.id))
    .with_for_update()
)

THROUGH, ROWS = "through", "rows"
"""In the place of a row's columns: the change added all rows of somebody up to the one with this
key, and how many they are."""


class Work:
    """One command's writes: each row changed is remembered as it was and as it became.

    Args:
        session: The session to write through.
        what: What is done, in words, for `undo` to name.
        made_at: The moment, as ISO text in UTC.

    Attributes:
        about: What it is done to, in words; joins what is done in the history.
    """

    def __init__(self, session: Session, what: str, made_at: str) -> None:
        self.session = session
        self.about = ""
        self._what = what
        self._made_at = made_at
        self._changes: list[dict[str, Any]] = []
        self._done: int | None = None

    def claim(self, *people: int) -> bool:
        """Keep others from writing about people until the end; whether all are there.

        In a store that is shared, who writes about a person first claims them and then
        reads: what was read stays true. Always in the order of their numbers, so that no
        two wait for each other.
        """
        return len(claimed(self.session, people)) == len(set(people))

    def add(self, row: SQLModel) -> int:
        """Add a row; gives its key."""
        # Not by the session: to find out what has changed takes it longer than the database.
        values = {column.name: value for column, value in _values(row) if column.name != "id"}
        return self.add_all(type(row), [values])[0]

    def add_all(self, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> list[int]:
        """Add many rows, given by their columns, at once; gives their keys in order."""
        if not rows:
            return []
        made = _table(table)
        found = self.session.connection().execute(_adding(made), rows)
        keys = [int(key) for key in found.scalars()]
        for key, row in zip(keys, rows, strict=True):
            values = {"id": key, **row}
            after = {column.name: _raw(column, values.get(column.name)) for column in made.c}
            self._note(made.name, key, before=None, after=after)
        return keys

    def get(self, table: type[R], number: int, *person: int) -> R:
        """The row with a number, and its person if it is someone's; it was seen before."""
        return self.session.get_one(table, (number, *person))

    def edit(self, row: SQLModel, values: dict[str, Any]) -> None:
        """Set some of a row's values."""
        before = _stored(row)
        for name, value in values.items():
            setattr(row, name, value)
        self.session.flush()
        if (after := _stored(row)) != before:
            self._remember(row, before=before, after=after)

    def remove(self, row: SQLModel) -> None:
        """Remove a row; what hangs on it must be removed first."""
        self._remember(row, before=_stored(row), after=None)
        self.session.delete(row)
        self.session.flush()

    def added_in_bulk(self, table: str, first: int, last: int) -> None:
        """Remember rows that plain SQL added under all the keys from one to another."""
        query = (
            f"SELECT person_id, min(id), max(id), count(*) FROM {table} "
            "WHERE id BETWEEN ? AND ? GROUP BY person_id"
        )
        for some in in_chunks(driver(self.session), query, AT_ONCE, (first, last)):
            for person, begin, end, rows in some:
                added = {"person_id": person, THROUGH: end, ROWS: rows}
                self._note(table, begin, before=None, after=added)

    def _remember(
        self, row: SQLModel, *, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        self._note(_table(row).name, _key(row), before=before, after=after)

    def _note(
        self, table: str, key: int, *, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        state = before or after or {}
        person = key if table == _table(PersonRow).name else state.get("person_id")
        values = {"table_name": table, "row_id": key, "before": before, "after": after}
        self._changes.append({**values, "person_id": person})
        if len(self._changes) >= AT_ONCE:
            self.write_down()

    def write_down(self) -> None:
        """Write into the history what has changed so far, so that it need not be held."""
        what = f"{self._what}{self.about}"
        sets = _table(ChangeSetRow)
        execute = self.session.connection().execute
        if self._done is not None:
            execute(update(sets).where(sets.c.id == self._done).values(what=what))
        elif self._changes:
            values = {"made_at": self._made_at, "made_by": user(), "what": what}
            self._done = int(execute(_adding(sets), [values]).scalar_one())
        if self._changes:
            rows = [{"change_set_id": self._done, **one} for one in self._changes]
            execute(insert(_table(ChangeRow)), rows)
            forget(self.session, {one["person_id"] for one in rows} - {None})
        self._changes.clear()


@contextmanager
def recorded(
    location: Place, what: str, made_at: str, *, may_create: bool = False, serial: bool = False
) -> Iterator[Work]:
    """A unit of work that is written into the history together with its changes.

    Args:
        location: The store.
        what: What is done, in words, for `undo` to name.
        made_at: The moment, as ISO text in UTC.
        may_create: Whether a store that is not there yet is made.
        serial: Whether it must be as if nobody else wrote at the time, because it is
            decided by more than the rows of people who are claimed.
    """
    with unit_of_work(location, may_create=may_create, serial=serial) as session:
        work = Work(session, what, made_at)
        yield work
        work.write_down()


def claimed(session: Session, people: Iterable[int]) -> list[int]:
    """Keep others from writing about people until the end; the numbers of those who are there."""
    numbers = sorted(set(people))
    found: list[int] = []
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        rows = session.connection().execute(CLAIMED, {"some": some}).scalars()
        found += [number for number in rows if number is not None]
    return found


def _table(row: SQLModel | type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


def _key(row: SQLModel) -> int:
    return int(row.id)  # type: ignore[attr-defined]


def _stored(row: SQLModel) -> dict[str, Any]:
    """A row's values as the database keeps them, by column."""
    return {column.name: _raw(column, value) for column, value in _values(row)}


def _values(row: SQLModel) -> list[tuple[Column[Any], Any]]:
    """A row's columns, each with its value."""
    return [(column, getattr(row, key)) for key, column in row.__mapper__.columns.items()]  # type: ignore[attr-defined]


@lru_cache(maxsize=32)
def _adding(table: Table) -> Insert:
    """Adds rows to a table and gives their keys in order."""
    return insert(table).returning(table.c.id, sort_by_parameter_order=True)


def _raw(column: Column[Any], value: Any) -> Any:
    kind = column.type
    return kind.process_bind_param(value, DIALECT) if isinstance(kind, TypeDecorator) else value
