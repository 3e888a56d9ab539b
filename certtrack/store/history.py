"""The history of changes: what each command did, row by row, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Column, Table, delete, insert, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, col, select

from certtrack.errors import refuse
from certtrack.store.cards import forget
from certtrack.store.change_tables import ChangeRow, ChangeSetRow
from certtrack.store.location import Place
from certtrack.store.sessions import unit_of_work
from certtrack.store.tables import PersonRow

R = TypeVar("R", bound=SQLModel)
DIALECT = sqlite.dialect()


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

    def claim(self, *people: int) -> bool:
        """Keep others from writing about people until the end; whether all are there.

        In a store that is shared, who writes about a person first claims them and then
        reads: what was read stays true. Always in the order of their numbers, so that no
        two wait for each other.
        """
        return len(_claimed(self.session, people)) == len(set(people))

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
        work = Work(session)
        yield work
        if work.changes:
            forget(session, {one for change in work.changes for one in _concerned(change)})
            done = ChangeSetRow(made_at=made_at, what=f"{what}{work.about}")
            session.add(done)
            session.flush()
            for change in work.changes:
                change.change_set_id = _key(done)
                session.add(change)


def undo_last(location: Place, made_at: str) -> tuple[str, str]:
    """Take back the last change that is not taken back yet.

    Args:
        location: The store.
        made_at: The moment of undoing, as ISO text in UTC.

    Returns:
        What was undone in words, and the moment it had been done.

    Raises:
        Refused: When there is nothing to undo.
    """
    with unit_of_work(location, serial=True) as session:
        undone = select(ChangeSetRow.undoes).where(col(ChangeSetRow.undoes).is_not(None))
        last = session.exec(
            select(ChangeSetRow)
            .where(col(ChangeSetRow.undoes).is_(None), col(ChangeSetRow.id).not_in(undone))
            .order_by(col(ChangeSetRow.id).desc())
            .limit(1)
        ).first()
        if last is None:
            raise refuse("there is nothing to undo", where=location.shown)
        changes = session.exec(
            select(ChangeRow)
            .where(ChangeRow.change_set_id == last.id)
            .order_by(col(ChangeRow.id).desc())
        ).all()
        concerned = {one for change in changes for one in _concerned(change)}
        _claimed(session, concerned)
        forget(session, concerned)
        for change in changes:
            _take_back(session, change)
        session.add(ChangeSetRow(made_at=made_at, what=f"undo: {last.what}", undoes=last.id))
        return last.what, last.made_at


def _claimed(session: Session, people: Iterable[int]) -> Sequence[int | None]:
    wanted = select(PersonRow.id).where(col(PersonRow.id).in_(set(people)))
    return session.exec(wanted.order_by(col(PersonRow.id)).with_for_update()).all()


def _concerned(change: ChangeRow) -> Iterator[int]:
    """The people whose facts a change changed."""
    if change.table_name == _table(PersonRow).name:
        yield change.row_id
    for state in (change.before, change.after):
        if state and state.get("person_id") is not None:
            yield state["person_id"]


def _take_back(session: Session, change: ChangeRow) -> None:
    table = SQLModel.metadata.tables[change.table_name]
    this = table.c.id == change.row_id
    if change.before is None:
        session.connection().execute(delete(table).where(this))
        return
    values = {name: _loaded(table.c[name], raw) for name, raw in change.before.items()}
    if change.after is None:
        session.connection().execute(insert(table).values(**values))
    else:
        session.connection().execute(update(table).where(this).values(**values))


def _table(row: SQLModel | type[SQLModel]) -> Table:
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
