"""What calendars told, in the store: read by plain SQL, written in one unit of work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from certtrack.reminders.calendar_entry import Concern, Kept, state_of
from certtrack.store.dialect import Connection, Row

if TYPE_CHECKING:
    from sqlmodel import Session


def kept_of(connection: Connection, person: int, form: str) -> dict[Concern, Kept]:
    """What calendars of one form told of a person.

    Args:
        connection: To the store.
        person: The person's number.
        form: The form's name.
    """
    query = "SELECT * FROM calendar_entry WHERE person_id = ? AND form = ?"
    found = map(_kept, connection.execute(query, (person, form)))
    return {one.concern: one for one in found}


def _kept(row: Row) -> Kept:
    return Kept(
        uid=row["uid"],
        concern=Concern.read(row["concern"]),
        due=date.fromisoformat(row["due"]),
        summary=row["summary"],
        digest=row["digest"],
        sequence=row["sequence"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
        state=state_of(row["state"]),
    )


def all_kept(connection: Connection, person: int) -> dict[str, list[Kept]]:
    """What calendars told of a person, by the name of their form."""
    query = "SELECT * FROM calendar_entry WHERE person_id = ? ORDER BY id"
    found: dict[str, list[Kept]] = {}
    for row in connection.execute(query, (person,)):
        found.setdefault(row["form"], []).append(_kept(row))
    return found


def keep(session: Session, person: int, form: str, changed: Iterable[Kept]) -> None:
    """Keep what calendars of one form tell of a person now, in the place of what they told.

    Args:
        session: A unit of work in which the person is claimed.
        person: The person's number.
        form: The form's name.
        changed: Entries that are new or are others now.
    """
    from sqlalchemy import delete, insert
    from sqlmodel import col

    from certtrack.store.calendar_tables import CalendarEntryRow as Table

    rows = [_row(one, person, form) for one in changed]
    if not rows:
        return
    mine = (col(Table.person_id) == person, col(Table.form) == form)
    concerns = [row["concern"] for row in rows]
    execute = session.connection().execute
    execute(delete(Table).where(*mine, col(Table.concern).in_(concerns)))
    execute(insert(Table), rows)


def _row(one: Kept, person: int, form: str) -> dict[str, object]:
    return {
        "person_id": person,
        "form": form,
        "concern": str(one.concern),
        "uid": one.uid,
        "due": one.due,
        "summary": one.summary,
        "digest": one.digest,
        "sequence": one.sequence,
        "changed_at": one.changed_at.isoformat(),
        "state": one.state,
    }
