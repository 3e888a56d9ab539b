"""Taking back what was done last: every row as it was before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Column, delete, insert, update
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, col, select

from certtrack.errors import Fault, Outdated, refuse
from certtrack.store.calendar_tables import CalendarEntryRow
from certtrack.store.change_tables import ChangeRow, ChangeSetRow
from certtrack.store.forgetting import forget
from certtrack.store.history import AT_ONCE, DIALECT, THROUGH, claimed
from certtrack.store.location import Place
from certtrack.store.sessions import driver, unit_of_work
from certtrack.store.undoable import Last, last_done
from certtrack.store.users import user

RENUMBERED = frozenset({str(CalendarEntryRow.__tablename__)})
"""Tables whose rows also come and go outside the history: one that comes back is numbered anew."""


def undo_last(
    location: Place, made_at: str, only: int | None = None, person: int | None = None
) -> tuple[str, str]:
    """Take back the last change that is not taken back yet.

    Args:
        location: The store.
        made_at: The moment of undoing, as ISO text in UTC.
        only: The number of what is meant; None for whatever is the last.
        person: Of what concerns the person with this number, the last, and only where all of
            it is theirs; None for the last of everything.

    Returns:
        What was undone in words, and the moment it had been done.

    Raises:
        Refused: When there is nothing to undo, or it is not the person's alone.
        Outdated: When something else was done since.
    """
    with unit_of_work(location, serial=True) as session:
        last = last_done(driver(session), person)
        if last is None:
            raise refuse("there is nothing to undo", where=location.shown)
        if only not in (None, last.number):
            raise Outdated(Fault(f"something else was done since: {last.what}"))
        if last.obstacle:
            raise refuse(f"only an admin can take back {last.what}: {last.obstacle}")
        people = _people(session, last)
        claimed(session, people)
        for change in _changes(session, last):
            _take_back(session, change)
        forget(session, people)
        what = f"undo: {last.what}"
        session.add(ChangeSetRow(made_at=made_at, made_by=user(), what=what, undoes=last.number))
        return last.what, last.made_at


def _people(session: Session, done: Last) -> set[int]:
    """Whose facts were changed."""
    found = select(ChangeRow.person_id).where(ChangeRow.change_set_id == done.number).distinct()
    return {one for one in session.exec(found) if one is not None}


def _changes(session: Session, done: Last) -> Iterable[ChangeRow]:
    """The changes of a whole, the last first; no more than some of them are held."""
    return session.exec(
        select(ChangeRow)
        .where(ChangeRow.change_set_id == done.number)
        .order_by(col(ChangeRow.id).desc()),
        execution_options={"yield_per": AT_ONCE},
    )


def _take_back(session: Session, change: ChangeRow) -> None:
    if change.before is None and change.after is None:
        # Whoever it concerned was forgotten.
        return
    table = SQLModel.metadata.tables[change.table_name]
    this = table.c.id == change.row_id
    if change.before is None and (last := (change.after or {}).get(THROUGH)):
        this = table.c.id.between(change.row_id, last)
    if person := (change.before or change.after or {}).get("person_id"):
        this &= table.c.person_id == person
    if change.before is None:
        session.connection().execute(delete(table).where(this))
        return
    values = {name: _loaded(table.c[name], raw) for name, raw in change.before.items()}
    if change.after is None:
        if change.table_name in RENUMBERED:
            del values["id"]
        session.connection().execute(insert(table).values(**values))
    else:
        session.connection().execute(update(table).where(this).values(**values))


def _loaded(column: Column[Any], raw: Any) -> Any:
    kind = column.type
    return kind.process_result_value(raw, DIALECT) if isinstance(kind, TypeDecorator) else raw
