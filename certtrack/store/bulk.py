"""Activities into the store by the million: plain SQL, one transaction, flat memory.

Rows come in checked and in chunks. Those of one person are compared with what is on
record of that person, the rows before them included, so that nothing is added twice.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Any

from sqlalchemy.types import TypeDecorator

from certtrack.errors import Fault, refuse
from certtrack.store.activity_table import COLUMNS, ActivityTable, Entry, InFile, Row
from certtrack.store.history import DIALECT, Work
from certtrack.store.numbering import Numbering
from certtrack.store.sessions import driver
from certtrack.store.tables import ActivityRow, PersonRow

Doubt = Callable[[int, Fault], None]
"""Takes what is wrong with the row of a number."""

SAME_DAY = (
    "SELECT a.person_id, a.completed_on, a.title, a.provider, a.minutes, a.ceus, a.credits, "
    "a.reference, a.name, a.id FROM {asked} CROSS JOIN activity AS a "
    "WHERE a.person_id = asked.person_id AND a.completed_on = asked.word ORDER BY a.id"
)
NAMED = (
    "SELECT a.person_id, a.name FROM {asked} CROSS JOIN activity AS a "
    "WHERE a.person_id = asked.person_id AND a.name = asked.word"
)
WORDS = (
    "SELECT a.source, a.kind, a.domain, a.audience FROM {asked} CROSS JOIN activity AS a "
    "WHERE a.person_id = asked.person_id"
)


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


class Intake:
    """Takes activities into the store, or only looks what taking them in would do.

    Args:
        table: The store's.
        pile: A private database, where rows are put that are not to be written.
        columns: The table's columns that the file has, besides person and name.
        doubt: Is told what is wrong with a row, which then is not taken in.
        write: Whether they are written.
        force: Whether rows that look like another one are meant.

    Attributes:
        added: How many are added.
        known: How many are on record already.
        runs: First and last key of those that were written, as far as keys follow each other.
        numbering: Gives names to those that have none.
    """

    def __init__(
        self,
        table: ActivityTable,
        pile: sqlite3.Connection,
        columns: Iterable[str],
        doubt: Doubt,
        *,
        write: bool,
        force: bool,
    ) -> None:
        self.tables = [table] if write else [table, InFile(pile)]
        self.numbering = Numbering(table, pile)
        self.columns = [column for column in COLUMNS if column in set(columns)]
        self.cells = attrgetter("person", *self.columns)
        self.doubt, self.write, self.force = doubt, write, force
        self.added = self.known = 0
        self.runs: list[list[int]] = []

    def take(self, entries: list[Entry]) -> None:
        """Take in some rows, in the order of people; one person's in the order they have.

        Raises:
            Refused: When a person was removed meanwhile.
        """
        entries.sort(key=attrgetter("person"))
        if self.write and not self.tables[0].claim({entry.person for entry in entries}):
            raise refuse("a person was removed by somebody else just now", hint="Try again.")
        new = list(self._new(entries))
        table = self.tables[-1]
        keys = table.keys(len(new))
        names = self.numbering.names(new) if self.write else [entry.name for entry in new]
        cells = map(self.cells, new)
        columns = ("id", "name", "person_id", *self.columns)
        table.put(columns, [(*one, *more) for *one, more in zip(keys, names, cells, strict=True)])
        self.added += len(new)
        for key in keys if self.write else ():
            if self.runs and self.runs[-1][1] == key - 1:
                self.runs[-1][1] = key
            else:
                self.runs.append([key, key])

    def words_of(self, person: int) -> list[dict[str, Any]]:
        """The words of the field that a person's activities have."""
        keys = ("source", "kind", "domain", "audience")
        rows = (row for table in self.tables for row in table.ask(WORDS, [(person, None)]))
        return [dict(zip(keys, row, strict=True)) for row in rows]

    def _new(self, entries: list[Entry]) -> Iterator[Entry]:
        """The rows that are not on record yet."""
        same_days = self._same_days(entries)
        named = {(entry.person, entry.name) for entry in entries if entry.name}
        used = {one for table in self.tables for one in table.ask(NAMED, named)}
        for entry in entries:
            others = same_days[entry.person, entry.completed_on]
            mine = _compared(entry)
            if others and any(other[:-1] == mine for other in others):
                self.known += 1
            elif (others or entry.name) and (fault := self._fault(entry, others, used)):
                self.doubt(entry.row, fault)
            else:
                others.append((*mine, None))
                if entry.name:
                    used.add((entry.person, entry.name))
                yield entry

    def _same_days(self, entries: list[Entry]) -> defaultdict[tuple[int, str], list[Row]]:
        """By person and day what is on record: what is compared, and the name.

        Rows that were taken in before have none: who reads of them knows no name of theirs.
        """
        # In the order of people, as they stand on the disk.
        days = dict.fromkeys((entry.person, entry.completed_on) for entry in entries)
        found = defaultdict(list)
        for table in self.tables:
            for person, day, *compared, name, key in table.ask(SAME_DAY, days):
                ours = table is not self.tables[0] or any(a <= key <= b for a, b in self.runs)
                found[person, day].append((*compared, None if ours else name))
        return found

    def _fault(self, entry: Entry, others: list[Row], used: set[Row]) -> Fault | None:
        """Why a row cannot be taken for a new activity, or None."""
        if entry.name and (entry.person, entry.name) in used:
            return Fault(f"the id {entry.name!r} is used twice")
        for title, *_, reference, name in () if self.force else others:
            alike = title.casefold() == entry.title.casefold()
            if alike or (reference and reference == entry.reference):
                told = f"entry {name}" if name else "an earlier row"
                why = f"the same day, and the same {'title' if alike else 'reference'}"
                hint = "If it is another one, add --force."
                return Fault(f"this looks like {told}: {why}", hint=hint)
        return None


def remember(work: Work, intake: Intake) -> None:
    """Write into the history what was taken in: one change that can be taken back.

    Whoever said that there are no activities no longer does.
    """
    query = (
        "SELECT id FROM person WHERE none_of LIKE '%\"activity\"%' AND EXISTS "
        "(SELECT 1 FROM activity WHERE person_id = person.id AND activity.id BETWEEN ? AND ?)"
    )
    connection = driver(work.session)
    for run in intake.runs:
        for number in [row["id"] for row in connection.execute(query, run)]:
            row = work.get(PersonRow, number)
            work.edit(row, {"none_of": [one for one in row.none_of if one != "activity"]})
        work.added_in_bulk("activity", *run)


def _compared(entry: Entry) -> Row:
    """What is the same in a row and in one on record that is the same activity."""
    amount = (entry.minutes, entry.ceus, entry.credits)
    return entry.title, entry.provider, *amount, entry.reference
