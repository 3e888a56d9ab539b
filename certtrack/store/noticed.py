"""Kept reminders of the people in a store: who must be looked at, keeping and moving on."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from certtrack.store.dialect import Connection, Row

if TYPE_CHECKING:
    from sqlmodel import Session

NOT_TRUE = ""
"""In the place of the rules: something about the person was changed since."""

WAITING = (
    "SELECT id FROM noticed WHERE rules = ? AND wishes = ? AND next_day <= ?",
    "SELECT id FROM noticed WHERE rules < ?",
    "SELECT id FROM noticed WHERE rules > ?",
    "SELECT id FROM noticed WHERE rules = ? AND wishes < ?",
    "SELECT id FROM noticed WHERE rules = ? AND wishes > ?",
)
"""Who must be looked at; apart, so that each is found by the index alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """A person's kept reminders.

    Args:
        number: The person's number.
        reminders: The reminders, as `reminders.written` has them.
        valid_from: The first day on which they are true.
        valid_until: The last day.
        made: Tells one making from the next.
    """

    number: int
    reminders: str
    valid_from: date
    valid_until: date
    made: str


@dataclass(frozen=True, slots=True)
class MovedOn:
    """That there is nothing to tell a person before a day.

    Args:
        number: The person's number.
        made: Of which making of their reminders that is so.
        next_day: The day on which to look at them again.
    """

    number: int
    made: str
    next_day: date


def to_look_at(connection: Connection, rules: str, wishes: str, latest: date) -> array[int]:
    """The numbers of the people who may have to be told something by a day, in order.

    Args:
        connection: To the store.
        rules: What the rules are known by.
        wishes: What all that people wish is known by.
        latest: The day.
    """
    day = latest.isoformat()
    values = ((rules, wishes, day), (rules,), (rules,), (rules, wishes), (rules, wishes))
    found = set(_without(connection))
    for query, those in zip(WAITING, values, strict=True):
        found.update(row["id"] for row in connection.execute(query, those))
    return array("q", sorted(found))


def _without(connection: Connection) -> Iterator[int]:
    """The people of whom nothing is kept: nearly always the ones who came last."""
    many = (
        "SELECT (SELECT count(*) FROM person) - (SELECT count(*) FROM noticed) AS number, "
        "coalesce((SELECT max(id) FROM noticed), 0) AS last"
    )
    row = connection.execute(many).fetchone()
    if not row["number"]:
        return
    newest = "SELECT id FROM person WHERE id > ?"
    found = [each["id"] for each in connection.execute(newest, (row["last"],))]
    if len(found) != row["number"]:
        anyone = "SELECT id FROM person EXCEPT SELECT id FROM noticed"
        found = [each["id"] for each in connection.execute(anyone)]
    yield from found


def of_people(connection: Connection, numbers: Sequence[int]) -> list[Row]:
    """Who some people are, with what is kept of them, by their numbers.

    Returns:
        Rows of `number`, `name`, `email`, `time_zone`, and all of `noticed` but its key;
        only None where nothing is kept.
    """
    query = (
        "SELECT person.id AS number, person.name, person.email, person.time_zone, "
        "noticed.rules, noticed.wishes, noticed.valid_from, noticed.valid_until, "
        "noticed.next_day, noticed.made, noticed.reminders "
        "FROM person LEFT JOIN noticed ON noticed.id = person.id "
        f"WHERE person.id IN ({_marks(numbers)}) ORDER BY person.id"
    )
    return connection.execute(query, numbers).fetchall()


def keep(session: Session, kept: Sequence[Noticed], rules: str, wishes: str) -> None:
    """Keep reminders in the place of older ones; they are to be looked at from the first day."""
    from sqlalchemy import delete, insert
    from sqlmodel import col

    from certtrack.store.noticed_tables import NoticedRow

    execute = session.connection().execute
    execute(delete(NoticedRow).where(col(NoticedRow.id).in_([one.number for one in kept])))
    rows = [
        {
            "id": one.number,
            "rules": rules,
            "wishes": wishes,
            "valid_from": one.valid_from,
            "valid_until": one.valid_until,
            "next_day": one.valid_from,
            "made": one.made,
            "reminders": one.reminders,
        }
        for one in kept
    ]
    execute(insert(NoticedRow), rows)


def move_on(session: Session, moved: Sequence[MovedOn], wishes: str) -> None:
    """Look at people again on a later day, unless something about them was changed meanwhile."""
    from sqlalchemy import bindparam, update

    from certtrack.store.noticed_tables import NoticedRow

    rows = NoticedRow.__table__  # type: ignore[attr-defined]
    of = (rows.c.id == bindparam("number")) & (rows.c.made == bindparam("making"))
    statement = update(rows).where(of).values(wishes=wishes, next_day=bindparam("day"))
    values = [{"number": one.number, "making": one.made, "day": one.next_day} for one in moved]
    session.connection().execute(statement, values)


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
