"""The history of changes: what each command did, row by row, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Column, Table, delete, insert, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, col, select

from certtrack.errors import refuse
from certtrack.store.change_tables import ChangeRow, ChangeSetRow
from certtrack.store.location import Location
from certtrack.store.sessions import unit_of_work

R = TypeVar("R", bound=SQLModel)
DIALECT = sqlite.dialect()

THROUGH = "through"
"""In the place of a row's columns: the change added all rows up to the one with this key."""


class Work:
    """One command's writes: each row changed is remembered as it was and as it became.

    Args:
        session: The session to write through.

    Attributes:
        about: What it is done to, in words; joins what is done in the history.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self.changes: list[ChangeRow] = []
        self.about = ""

    def add(self, row: SQLModel) -> int:
        """Add a row; gives its key."""
        self.session.add(row)
        self.session.flush()
        self._remember(row, before=None, after=_stored(row))
        return _key(row)

    def get(self, table: type[R], number: int) -> R:
        """The row with a number; that it exists was seen before."""
        return self.session.get_one(table, number)

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
        change = ChangeRow(
            change_set_id=0, table_name=table, row_id=first, before=None, after={THROUGH: last}
        )
        self.changes.append(change)

    def _remember(
        self, row: SQLModel, *, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        change = ChangeRow(
            change_set_id=0,
            table_name=_table(row).name,
            row_id=_key(row),
            before=before,
            after=after,
        )
        self.changes.append(change)


@contextmanager
def recorded(
    location: Location, what: str, made_at: str, *, may_create: bool = False
) -> Iterator[Work]:
    """A unit of work that is written into the history together with its changes.

    Args:
        location: The store.
        what: What is done, in words, for `undo` to name.
        made_at: The moment, as ISO text in UTC.
        may_create: Whether a store that is not there yet is made.
    """
    with unit_of_work(location, may_create=may_create) as session:
        work = Work(session)
        yield work
        if work.changes:
            done = ChangeSetRow(made_at=made_at, what=f"{what}{work.about}")
            session.add(done)
            session.flush()
            for change in work.changes:
                change.change_set_id = _key(done)
                session.add(change)


def undo_last(location: Location, made_at: str) -> tuple[str, str]:
    """Take back the last change that is not taken back yet.

    Args:
        location: The store.
        made_at: The moment of undoing, as ISO text in UTC.

    Returns:
        What was undone in words, and the moment it had been done.

    Raises:
        Refused: When there is nothing to undo.
    """
    with unit_of_work(location) as session:
        undone = select(ChangeSetRow.undoes).where(col(ChangeSetRow.undoes).is_not(None))
        last = session.exec(
            select(ChangeSetRow)
            .where(col(ChangeSetRow.undoes).is_(None), col(ChangeSetRow.id).not_in(undone))
            .order_by(col(ChangeSetRow.id).desc())
        ).first()
        if last is None:
            raise refuse("there is nothing to undo", where=str(location.path))
        changes = session.exec(
            select(ChangeRow)
            .where(ChangeRow.change_set_id == last.id)
            .order_by(col(ChangeRow.id).desc())
        ).all()
        for change in changes:
            _take_back(session, change)
        session.add(ChangeSetRow(made_at=made_at, what=f"undo: {last.what}", undoes=last.id))
        return last.what, last.made_at


def _take_back(session: Session, change: ChangeRow) -> None:
    table = SQLModel.metadata.tables[change.table_name]
    this = table.c.id == change.row_id
    if change.before is None and (last := (change.after or {}).get(THROUGH)):
        this = table.c.id.between(change.row_id, last)
    if change.before is None:
        session.connection().execute(delete(table).where(this))
        return
    values = {name: _loaded(table.c[name], raw) for name, raw in change.before.items()}
    if change.after is None:
        session.connection().execute(insert(table).values(**values))
    else:
        session.connection().execute(update(table).where(this).values(**values))


def _table(row: SQLModel) -> Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


def _key(row: SQLModel) -> int:
    return int(row.id)  # type: ignore[attr-defined]


def _stored(row: SQLModel) -> dict[str, Any]:
    """A row's values as the database keeps them, by column."""
    names = {column.name: key for key, column in row.__mapper__.columns.items()}  # type: ignore[attr-defined]
    return {column.name: _raw(column, getattr(row, names[column.name])) for column in _table(row).c}


def _raw(column: Column[Any], value: Any) -> Any:
    kind = column.type
    return kind.process_bind_param(value, DIALECT) if isinstance(kind, TypeDecorator) else value


def _loaded(column: Column[Any], raw: Any) -> Any:
    kind = column.type
    return kind.process_result_value(raw, DIALECT) if isinstance(kind, TypeDecorator) else raw
