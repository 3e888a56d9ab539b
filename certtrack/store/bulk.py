"""Activities into the store by the million: plain SQL, one transaction, flat memory.

Rows come in checked and in chunks. Those of one person are compared with what is on
record of that person, the rows before them included, so that nothing is added twice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy.types import TypeDecorator

from certtrack.errors import Fault, refuse
from certtrack.store.history import DIALECT, Work
from certtrack.store.tables import ActivityRow, PersonRow

Doubt = Callable[[int, Fault], None]
"""Takes what is wrong with the row of a number."""


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


COLUMNS = Entry._fields[2:]
INSERT = (
    f"INSERT INTO {{}} (id, person_id, {', '.join(COLUMNS)}) "
    f"VALUES ({', '.join('?' * (len(COLUMNS) + 2))})"
)
SAME_DAY = (
    "SELECT title, provider, minutes, ceus, credits, reference, name, id "
    "FROM {} WHERE person_id = ?1 AND completed_on = ?2"
)
NAMED = "SELECT 1 FROM {} WHERE person_id = ?1 AND name = ?2"
GLANCE = (
    "SELECT same_day, next, "
    "EXISTS (SELECT 1 FROM activity WHERE person_id = ?1 AND name = 'a' || next) "
    "FROM (SELECT count(*) + 1 AS next, total(completed_on = ?2) AS same_day "
    "FROM activity WHERE person_id = ?1)"
)
"""How many activities of a person are of one day, the next number, and whether it is taken."""

WORDS = "SELECT source, kind, domain, audience FROM {} WHERE person_id = ?1"


def kept(column: str, read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Reads what a column of the table keeps.

    Args:
        column: The column.
        read: Reads the core's value.
    """
    kind = ActivityRow.__table__.c[column].type  # type: ignore[attr-defined]
    if isinstance(kind, TypeDecorator):
        return lambda text: kind.process_bind_param(read(text), DIALECT)
    return read


class Directory:
    """Finds people by number, name or e-mail, whatever their case.

    Args:
        connection: To the store.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._listed = False
        span = "SELECT coalesce(min(id), 0), coalesce(max(id), 0), count(*) FROM person"
        first, last, number = connection.execute(span).fetchone()
        # Where no number is left out, any number between is somebody's.
        self._unbroken = range(first, last + 1) if number == last + 1 - first else range(0)

    def find(self, who: str) -> int:
        """The number of the person meant.

        Raises:
            Refused: When nobody or more than one is meant.
        """
        if who.isdecimal():
            if (number := int(who)) in self._unbroken:
                return number
            numbered = "SELECT id FROM person WHERE id = ?"
            if row := self.connection.execute(numbered, (who,)).fetchone():
                return int(row[0])
        if not self._listed:
            self._list()
        named = "SELECT DISTINCT person_id FROM temp.called WHERE folded = ? LIMIT 6"
        numbers = [row[0] for row in self.connection.execute(named, (who.casefold(),))]
        if len(numbers) > 1:
            hint = f"Give a number: {', '.join(map(str, numbers))}."
            raise refuse(f"person: {who!r} is the name of several people", hint=hint)
        if not numbers:
            hint = "See certtrack person list."
            raise refuse(f"person: nobody is called {who!r}", hint=hint)
        return int(numbers[0])

    def _list(self) -> None:
        """Names and e-mails in small letters, beside the store: it may hold a million."""
        self.connection.create_function("folded", 1, str.casefold, deterministic=True)
        for statement in (
            "CREATE TEMP TABLE called (folded TEXT, person_id INTEGER)",
            "INSERT INTO called SELECT folded(name), id FROM person",
            "INSERT INTO called SELECT folded(email), id FROM person WHERE email IS NOT NULL",
            "CREATE INDEX temp.called_folded ON called (folded)",
        ):
            self.connection.execute(statement)
        self._listed = True


class Intake:
    """Takes activities into the store, or only looks what taking them in would do.

    Args:
        connection: To the store, within a transaction.
        write: Whether they are written; else they are put beside the store for as long as
            the connection is open.
        doubt: Is told what is wrong with a row, which then is not taken in.
        force: Whether rows that look like another one are meant.

    Attributes:
        first: The key of the first activity that is added.
        added: How many are added.
        known: How many are on record already.
    """

    def __init__(
        self, connection: sqlite3.Connection, doubt: Doubt, *, write: bool, force: bool
    ) -> None:
        self.cursor = connection.cursor()
        self.looking = connection.cursor()
        for one in (self.cursor, self.looking):
            one.row_factory = None
        self.write = write
        tables = ["activity"] if write else ["main.activity", "temp.fresh"]
        self.insert = INSERT.format(tables[-1])
        self.queries = {
            query: " UNION ALL ".join(query.format(table) for table in tables)
            for query in (SAME_DAY, NAMED, WORDS)
        }
        if not write:
            self.cursor.execute("CREATE TEMP TABLE fresh AS SELECT * FROM activity LIMIT 0")
            self.cursor.execute("CREATE INDEX temp.fresh_day ON fresh (person_id, completed_on)")
        (last,) = self.cursor.execute("SELECT coalesce(max(id), 0) FROM activity").fetchone()
        self.first: int = last + 1
        self.doubt, self.force = doubt, force
        self.added = self.known = 0

    def take(self, entries: list[Entry]) -> None:
        """Take in some rows, in the order of people, who are looked up one by one."""
        entries.sort(key=attrgetter("person"))
        self.cursor.executemany(self.insert, self._new(entries))

    def words_of(self, person: int) -> list[dict[str, Any]]:
        """The words of the field that a person's activities have."""
        keys = ("source", "kind", "domain", "audience")
        return [dict(zip(keys, row, strict=True)) for row in self._of(WORDS, person)]

    def _of(self, query: str, *asked: Any) -> list[tuple[Any, ...]]:
        """What is on record, the rows that were taken in before included."""
        return self.looking.execute(self.queries[query], asked).fetchall()

    def _new(self, entries: list[Entry]) -> Iterator[tuple[Any, ...]]:
        """The rows that are not on record yet, each with its key and a name.

        Each is written before the next is asked for, which therefore is compared with it.
        """
        for entry in entries:
            others, number = self._look(entry)
            if others and any(_same(entry, other) for other in others):
                self.known += 1
            elif (others or entry.name) and (fault := self._fault(entry, others)):
                self.doubt(entry.row, fault)
            else:
                name = entry.name or (f"a{number}" if number else None)
                yield self.first + self.added, entry.person, name, *entry[3:]
                self.added += 1

    def _look(self, entry: Entry) -> tuple[list[tuple[Any, ...]], int | None]:
        """The activities of the same person and day, and the number of the next free name.

        Rows that are not written need no name.
        """
        if not self.write:
            return self._of(SAME_DAY, entry.person, entry.completed_on), None
        asked = (entry.person, entry.completed_on)
        same_day, number, taken = self.looking.execute(GLANCE, asked).fetchone()
        while taken:
            number += 1
            taken = self._of(NAMED, entry.person, f"a{number}")
        return self._of(SAME_DAY, *asked) if same_day else [], number

    def _fault(self, entry: Entry, others: list[tuple[Any, ...]]) -> Fault | None:
        """Why a row cannot be taken for a new activity, or None."""
        if entry.name and self._of(NAMED, entry.person, entry.name):
            return Fault(f"the id {entry.name!r} is used twice")
        for title, *_, reference, name, key in () if self.force else others:
            alike = title.casefold() == entry.title.casefold()
            if alike or (reference and reference == entry.reference):
                told = f"entry {name}" if key < self.first else "an earlier row"
                why = f"the same day, and the same {'title' if alike else 'reference'}"
                hint = "If it is another one, add --force."
                return Fault(f"this looks like {told}: {why}", hint=hint)
        return None


def remember(work: Work, intake: Intake) -> None:
    """Write into the history what was taken in: one change that can be taken back.

    Whoever said that there are no activities no longer does.
    """
    if not intake.added:
        return
    query = (
        "SELECT id FROM person WHERE none_of LIKE '%\"activity\"%' AND EXISTS "
        "(SELECT 1 FROM activity WHERE person_id = person.id AND id >= ?)"
    )
    for (number,) in intake.looking.execute(query, (intake.first,)).fetchall():
        row = work.get(PersonRow, number)
        work.edit(row, {"none_of": [one for one in row.none_of if one != "activity"]})
    work.added_in_bulk("activity", intake.first, intake.first + intake.added - 1)


def _same(entry: Entry, other: tuple[Any, ...]) -> bool:
    """Whether a row is the same as one on record of the same person and day."""
    amount = (entry.minutes, entry.ceus, entry.credits)
    mine = (entry.title, entry.provider, *amount, entry.reference)
    return other[: len(mine)] == mine
