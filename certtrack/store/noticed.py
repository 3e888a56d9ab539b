"""Kept reminders of the people in a store: who must be looked at, keeping and moving on."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from certtrack.store.dialect import Connection, Row

if TYPE_CHECKING:
    from sqlmodel import Session

NOT_TRUE = ""
"""In the place of the rules: something about the person was changed since."""

OF_OTHERS = (
    "SELECT id FROM noticed WHERE rules < ?",
    "SELECT id FROM noticed WHERE rules > ?",
)
"""Whose reminders were made by other rules; apart, so that each is found by the index alone."""

WAITING = (
    "rules = ? AND wishes = ? AND next_day <= ?",
    "rules = ? AND wishes < ?",
    "rules = ? AND wishes > ?",
)
"""Whose reminders may have to be told: it is their day, or what is wished has changed."""

WITH_ZONE = (
    "SELECT noticed.id, noticed.valid_from, noticed.valid_until, noticed.next_day, "
    "person.time_zone FROM noticed JOIN person ON person.id = noticed.id WHERE "
)

Test = Callable[[Row], bool]
"""Says something of a person by what is kept, and by the day it is where they are."""


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


def not_true(
    connection: Connection, rules: str, wishes: str, latest: date, is_true: Test
) -> array[int]:
    """The numbers of the people of whom no true reminders are kept, in order.

    Args:
        connection: To the store.
        rules: What the rules are known by.
        wishes: What all that people wish is known by.
        latest: The latest day that it is anywhere.
        is_true: Tells whether a row of `time_zone`, `valid_from` and `valid_until` is true.
    """
    found = set(_of_others(connection, rules))
    expired = f"{WITH_ZONE} valid_until < ? AND "
    day = latest.isoformat()
    for condition, values in zip(WAITING, _values(rules, wishes, latest), strict=True):
        rows = connection.execute(expired + condition, (day, *values))
        found.update(row["id"] for row in rows if not is_true(row))
    return array("q", sorted(found))


def to_look_at(
    connection: Connection, rules: str, wishes: str, latest: date, has_come: Test
) -> set[int]:
    """The numbers of the people who may have to be told something now.

    Args:
        connection: To the store.
        rules: What the rules are known by.
        wishes: What all that people wish is known by.
        latest: The latest day that it is anywhere.
        has_come: Tells whether the `next_day` of a row with `time_zone` has come.
    """
    found = set(_of_others(connection, rules))
    on_their_day, *wish_otherwise = WAITING
    usual, *others = _values(rules, wishes, latest)
    rows = connection.execute(WITH_ZONE + on_their_day, usual)
    found.update(row["id"] for row in rows if has_come(row))
    for condition, values in zip(wish_otherwise, others, strict=True):
        query = f"SELECT id FROM noticed WHERE {condition}"
        found.update(row["id"] for row in connection.execute(query, values))
    return found


def _values(rules: str, wishes: str, latest: date) -> tuple[tuple[str, ...], ...]:
    return (rules, wishes, latest.isoformat()), (rules, wishes), (rules, wishes)


def numbers_of_all(connection: Connection) -> array[int]:
    """The numbers of all people, in order."""
    rows = connection.execute("SELECT id FROM person ORDER BY id")
    return array("q", (row["id"] for row in rows))


def _of_others(connection: Connection, rules: str) -> Iterator[int]:
    """The people whose reminders were made by other rules, before a change, or not yet."""
    yield from _without(connection)
    for query in OF_OTHERS:
        yield from (row["id"] for row in connection.execute(query, (rules,)))


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
    if rows:
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
    # A list of none is no SQL everywhere; nothing is the same as NULL.
    return ", ".join("?" * len(values)) or "NULL"
