"""Tables of activities as people have them: looked through, shown, and taken in or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from certtrack.errors import Fault, Refused, refuse
from certtrack.records.activity_csv import PERSON
from certtrack.records.sheets.column import Misunderstood
from certtrack.records.sheets.entries import Entry
from certtrack.rules.rulebook import Library
from certtrack.services.copies_before import before_import
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.services.sheet_reading import Understood
from certtrack.services.sheet_rows import Judge, Log, Outcome, activity_of
from certtrack.services.watching import Watch, unwatched
from certtrack.store import people
from certtrack.store.activity_table import pile
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection
from certtrack.store.directory import Directory
from certtrack.store.history import Work, recorded
from certtrack.store.known import find, known
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading

EVERY = 500
"""Rows after which whoever watches is told how far it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a table did to the store, or would do.

    Args:
        outcomes: What becomes of each row, in their order.
        written: Whether it was written: never when a row is refused.
    """

    outcomes: tuple[Outcome, ...]
    written: bool

    def numbers(self) -> Counter[str]:
        """How many rows are new, the same, changed, and refused."""
        return Counter(one.what for one in self.outcomes)


@persistent
def import_sheet(
    who: Who,
    understood: Understood,
    library: Library,
    moment: Moment,
    *,
    write: bool,
    force: bool,
    copy: bool = True,
    watch: Watch = unwatched,
) -> Done:
    """Put the rows of a table into the store, all or none; or look what that would do.

    Args:
        who: Whose they are, where no column tells.
        understood: The table.
        library: The rulebooks.
        moment: When they are imported.
        write: Whether to write them.
        force: Whether rows that look like a repeat or a slip of the pen are meant.
        copy: Whether the store's file is copied before a large import.
        watch: Is told how far it is.

    Raises:
        Misunderstood: When a column tells whose they are, and that is said already.
        Refused: When there is no store, or nobody can tell whose they are.
    """
    has_person = _has_person(understood, who)
    many = len(understood.entries) if write and copy else 0
    with (
        before_import(locate(who.store), many, moment.made_at) as keep_copy,
        _store(who, moment, write=write) as (connection, work),
        pile() as aside,
    ):
        only = None if has_person else find(connection, who.person)
        rows = _Rows(connection, work, Directory(connection, aside), only)
        judge = Judge(library, moment.latest, force=force)
        outcomes = tuple(_outcomes(understood, rows, judge, watch))
        refused = any(one.what == "refused" for one in outcomes)
        if work and not refused:
            work.about = f" {understood.table.name}"
            _write(work, outcomes, rows, watch)
            keep_copy(any(one.what != "same" for one in outcomes))
        return Done(outcomes=outcomes, written=write and not refused)


def _has_person(understood: Understood, who: Who) -> bool:
    """Whether a column tells whose rows are."""
    has_person = any(column.key == PERSON for column in understood.columns)
    if has_person and who.person:
        hint = "Leave one of them out. A column is left out with --map NAME=ignore."
        fault = Fault("a column of the file tells the person", "--person", hint)
        raise Misunderstood([fault], understood.columns)
    return has_person


@contextmanager
def _store(who: Who, moment: Moment, *, write: bool) -> Iterator[tuple[Connection, Work | None]]:
    """The store, for writing in one change or only for looking."""
    location = locate(who.store)
    if write:
        with recorded(location, "ceu import", moment.made_at) as work:
            yield driver(work.session), work
    else:
        with reading(location) as connection:
            yield connection, None


class _Rows:
    """Whose each row is, and what is on record of them; they are claimed when first named.

    Args:
        connection: To the store.
        work: What is written through; None for only looking.
        directory: Finds people.
        only: Whose all rows are; None where each tells.
    """

    def __init__(
        self, connection: Connection, work: Work | None, directory: Directory, only: int | None
    ) -> None:
        self.connection, self.work, self.directory, self.only = connection, work, directory, only
        self.logs: dict[int, Log] = {}
        self.ids: dict[int, set[str]] = {}

    def claim(self, entries: Sequence[Entry]) -> None:
        """Keep others from writing about the people named."""
        named = {self._named(entry) for entry in entries} - {None}
        if self.work and not self.work.claim(*(one for one in named if one)):
            raise refuse("a person was removed by somebody else just now", hint="Try again.")

    def person(self, entry: Entry) -> int:
        """Whose a row is.

        Raises:
            Refused: When nobody can tell.
        """
        if self.only is not None:
            return self.only
        if not entry.person:
            raise refuse("it does not tell whose it is")
        return self.directory.find(entry.person)

    def _named(self, entry: Entry) -> int | None:
        try:
            return self.person(entry)
        except Refused:
            return None

    def log(self, person: int) -> Log:
        """What is on record of a person."""
        if person not in self.logs:
            entries = known(self.connection, person, ("activity",)).entries["activity"]
            self.logs[person] = Log(entries)
            self.ids[person] = {content["id"] for _, content in entries}
        return self.logs[person]

    def free_id(self, person: int) -> str:
        """The first of a1, a2, … that no activity of a person's has, nor will have."""
        ids = self.ids[person]
        number = len(ids) + 1
        while f"a{number}" in ids:
            number += 1
        ids.add(f"a{number}")
        return f"a{number}"


def _outcomes(understood: Understood, rows: _Rows, judge: Judge, watch: Watch) -> Iterator[Outcome]:
    rows.claim(understood.entries)
    for done, entry in enumerate(understood.entries, start=1):
        if done % EVERY == 0:
            watch("Comparing", done, len(understood.entries))
        faults = [Fault(what) for what in entry.faults]
        try:
            person = rows.person(entry)
        except Refused as refused:
            faults += refused.faults
        if faults:
            yield Outcome(row=entry.row, what="refused", faults=tuple(faults))
        else:
            yield judge.outcome(entry, person, rows.log(person))


def _write(work: Work, outcomes: Sequence[Outcome], rows: _Rows, watch: Watch) -> None:
    for one in outcomes:
        if one.person is not None and one.values.get("id"):
            rows.ids[one.person].add(one.values["id"])
    changed = [one for one in outcomes if one.what in ("new", "changed")]
    for done, one in enumerate(changed, start=1):
        if done % EVERY == 0:
            watch("Writing", done, len(changed))
        assert one.person is not None, "a row that is taken is somebody's"
        if one.number is not None:
            people.edit_fact(work, one.person, "activity", one.number, activity_of(one.values))
            continue
        named = {"id": rows.free_id(one.person), **one.values}
        people.add_fact(work, one.person, "activity", activity_of(named))


def as_tables(understood: Understood, done: Done) -> dict[str, Any]:
    """All of it as plain tables, with stable keys."""
    numbers = done.numbers()
    return {
        "file": understood.table.name,
        "rows": len(done.outcomes),
        "added": numbers["new"],
        "known": numbers["same"],
        "changed": numbers["changed"],
        "refused": numbers["refused"],
        "written": done.written,
        "columns": [
            {"name": one.name, "taken_for": one.key, "why": one.why, "example": one.example}
            for one in understood.columns
        ],
        "notes": list(understood.notes),
        "outcomes": [_table_of(one) for one in done.outcomes],
    }


def _table_of(one: Outcome) -> dict[str, Any]:
    return {
        "row": one.row,
        "what": one.what,
        "person": one.person,
        "entry": one.values or None,
        "number": one.number,
        "changes": [{"key": key, "was": was, "now": now} for key, was, now in one.changes],
        "faults": [str(fault) for fault in one.faults],
    }
