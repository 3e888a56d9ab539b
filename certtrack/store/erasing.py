"""Forgetting a person for good: rows, what the history tells of them, and the bytes in the file.

The history keeps that somebody was forgotten, and when; its rows about them stay, empty.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import Connection as Opened
from sqlalchemy import text
from sqlmodel import Session

from certtrack.errors import refuse
from certtrack.store import evidence
from certtrack.store.change_tables import ChangeSetRow
from certtrack.store.copying import all_tables
from certtrack.store.dialect import Connection
from certtrack.store.file_faults import FAILURES, trouble
from certtrack.store.location import Location, Place
from certtrack.store.purging import named_by_neighbours
from certtrack.store.sessions import WAIT, driver
from certtrack.store.users import user

COMMAND = re.compile(
    r"((undo: )*)((roster |ceu |person |\w+ )?(add|edit|remove|import))\b.*", re.DOTALL
)
"""What was done in the words of the history: the command, then what it was done to."""

FORGOTTEN = "somebody who was forgotten"

EMPTIED = "UPDATE change SET before = NULL, after = NULL WHERE person_id = :person"
ONLY_ABOUT = (
    "SELECT DISTINCT change_set_id FROM change AS mine WHERE mine.person_id = :person "
    "AND NOT EXISTS (SELECT 1 FROM change WHERE change.change_set_id = mine.change_set_id "
    "AND coalesce(change.person_id, 0) <> :person)"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is forgotten.

    Args:
        number: Their number.
        name: Their name.
        email: Their e-mail, if it is known.
    """

    number: int
    name: str
    email: str | None

    @property
    def called(self) -> tuple[str, ...]:
        """Everything they are called by."""
        return tuple(word for word in (self.name, self.email) if word)


def forget(session: Session, person: Person, made_at: str) -> int:
    """Take everything about a person out of a store; they were claimed.

    Args:
        session: The unit of work.
        person: The person.
        made_at: The moment, as ISO text in UTC.

    Returns:
        How many others name them as their manager, and go on doing so.
    """
    connection = session.connection()
    if isinstance(driver(session), sqlite3.Connection):
        # Until the file is made anew, what is deleted is at least overwritten.
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    number = {"person": person.number}
    theirs = connection.execute(text(ONLY_ABOUT), number).scalars()
    _shorten(connection, set(theirs), person)
    connection.execute(text(EMPTIED), number)
    _delete(connection, person)
    what = f"person forget: number {person.number}"
    session.add(ChangeSetRow(made_at=made_at, made_by=user(), what=what))
    query = text("SELECT count(*) FROM person WHERE manager = :a OR manager = :b")
    named = {"a": person.name, "b": person.email or person.name}
    return int(connection.execute(query, named).scalar_one())


def evidence_of_nobody_else(session: Session, place: Place, person: Person) -> set[str]:
    """The hashes of the files that only this person keeps, or kept as the history has it.

    The vault is held until the end of the work, so that nobody attaches one of them meanwhile.

    Args:
        session: The unit of work, before anything is forgotten.
        place: The store; what another store in the same folder names stays.
        person: The person.

    Raises:
        Refused: When what looks like another store cannot be read.
    """
    evidence.hold(session, alone=True)
    connection = driver(session)
    query = (
        "SELECT before, after FROM change WHERE table_name = 'evidence' AND person_id = ? "
        "AND (before IS NOT NULL OR after IS NOT NULL)"
    )
    mine: set[str] = set()
    others: set[str] = set()
    for row in connection.execute("SELECT sha256, person_id FROM evidence"):
        (mine if row["person_id"] == person.number else others).add(row["sha256"])
    for row in connection.execute(query, (person.number,)):
        mine.add(json.loads(row["before"] or row["after"])["sha256"])
    if mine and isinstance(place, Location):
        others.update(named_by_neighbours(place))
    return mine - others


def removed(connection: Connection, who: str) -> Person | None:
    """Somebody whom the store has no more, but whom the history still knows.

    Args:
        connection: To the store.
        who: Their number or name.
    """
    query = (
        "SELECT row_id, coalesce(after, before) AS known FROM change WHERE table_name = 'person' "
        "AND coalesce(after, before) IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM person WHERE person.id = row_id) ORDER BY id DESC"
    )
    for row in connection.execute(query):
        last = json.loads(row["known"])
        if who == str(row["row_id"]) or who.casefold() == last["name"].casefold():
            return Person(row["row_id"], last["name"], last["email"])
    return None


def make_anew(location: Location) -> None:
    """Write a store's file anew, so that nothing of what was deleted is left in it.

    Raises:
        Refused: When another process has it open, or there is no room.
    """
    try:
        with closing(sqlite3.connect(location.path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA busy_timeout={WAIT}")
            connection.execute("VACUUM")
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except FAILURES as error:
        raise trouble(error, location) from error
    if busy:
        raise refuse(
            "another process reads the store, so its file still has what was deleted",
            where=location.shown,
            hint="Close it, then: certtrack db compact.",
        )


def _delete(connection: Opened, person: Person) -> None:
    for table in all_tables():
        if table.name != "person" and "manager" in table.c:
            # A digest about others that went to them.
            mine = table.c.manager.in_(person.called)
            connection.execute(table.delete().where(mine))
    # Everything else about a person goes with them: that is how the tables are made.
    row = next(table for table in all_tables() if table.name == "person")
    connection.execute(row.delete().where(row.c.id == person.number))


def _shorten(connection: Opened, theirs: set[int], person: Person) -> None:
    """Take names and titles out of what the history says in words."""
    deeds = connection.execute(text("SELECT id, what, undoes FROM change_set ORDER BY id"))
    for number, what, undoes in deeds.all():
        if number in theirs or undoes in theirs or _names(what, person.called):
            theirs.add(number)
            values = {"what": _shortened(what), "id": number}
            connection.execute(text("UPDATE change_set SET what = :what WHERE id = :id"), values)


def _names(what: str, called: Sequence[str]) -> bool:
    return any(word.casefold() in what.casefold() for word in called)


def _shortened(what: str) -> str:
    found = COMMAND.fullmatch(what)
    return f"{found[1]}{found[3]} {FORGOTTEN}" if found else f"a change about {FORGOTTEN}"
