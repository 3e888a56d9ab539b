"""Take a roster into the store: read, match, merge, and write all of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import Fault, refuse
from certtrack.records.roster_columns import DAYS
from certtrack.records.roster_file import open_roster
from certtrack.records.sheets.column import Column, Misunderstood
from certtrack.records.sheets.day_order import DayOrder
from certtrack.records.sheets.days import Order, written
from certtrack.records.sheets.form import Form
from certtrack.rules.facts import Person
from certtrack.rules.record import PersonTable
from certtrack.rules.rulebook import Library
from certtrack.services.copies_before import before_import
from certtrack.services.edit import Moment
from certtrack.services.roster_match import match
from certtrack.services.roster_merge import Merged, merged
from certtrack.services.row_faults import RowFaults
from certtrack.services.watching import Watch, unwatched
from certtrack.store.known import contacts, known
from certtrack.store.location import locate
from certtrack.store.roster_pile import Pile, pile
from certtrack.store.sessions import driver, is_there, reading

if TYPE_CHECKING:
    from certtrack.store.dialect import Connection
    from certtrack.store.history import Work
    from certtrack.store.location import Place

AT_ONCE = 500
"""New people that are written together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a roster does to the store, or would do.

    Args:
        people: How many people are new, changed and the same.
        credentials: How many credentials are new, changed and the same.
        rows: How many rows were read.
        repeats: How many of them say nothing that another does not say.
        columns: What the roster's columns are taken for.
        notes: What else was understood, in words.
        outcomes: What becomes of each person, in the order of the roster; to be gone
            through once.
    """

    people: Counter[str]
    credentials: Counter[str]
    rows: int
    repeats: int
    columns: tuple[Column, ...]
    notes: tuple[str, ...]
    outcomes: Iterator[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How a roster is imported.

    Args:
        write: Whether it is written; else only said what would be.
        force: Whether someone whose name is there with another e-mail is another person.
        copy: Whether the store's file is copied before a large import.
    """

    write: bool
    force: bool = False
    copy: bool = True


@dataclass(slots=True)
class Importer:
    """One import under way.

    Args:
        library: The rulebooks, which know the codes of credentials.
        moment: When it is done.
        watch: Is told how far it is.
        rows: The rows of the roster.
        faults: What is wrong with them.
        force: Whether someone whose name is there with another e-mail is another person.
    """

    library: Library
    moment: Moment
    watch: Watch
    rows: Pile
    faults: RowFaults
    force: bool
    read: int = 0
    repeats: int = 0
    columns: tuple[Column, ...] = ()
    notes: list[str] = field(default_factory=list)
    people: Counter[str] = field(default_factory=Counter)
    credentials: Counter[str] = field(default_factory=Counter)
    _orders: dict[str, Order | None] = field(default_factory=dict)
    _new: list[Person] = field(default_factory=list)

    def take_in(self, file: Path, form: Form) -> None:
        """Lay every row of the file on the pile.

        Raises:
            Unsettled: When nobody can tell the order of day and month, or which sheet is meant.
            Misunderstood: When nobody can tell what a column is.
            Refused: When the file cannot be read, or has no row.
        """
        with open_roster(file, form) as table:
            self.columns = table.columns
            self.notes += [table.note] if table.note else []
            days = {one.key: DayOrder(file.name, one.name) for one in table.columns}
            for row in table.rows:
                self.read += 1
                if isinstance(row, Fault):
                    self.faults.take(self.read, row)
                elif not {"name", "email"} & row.cells.keys():
                    self.faults.add(row.number, "neither name nor e-mail is told")
                else:
                    self.rows.lay(row.number, row.cells)
                    for key in row.cells.keys() & DAYS:
                        days[key].see(row.number, row.cells[key])
                    self.watch("Reading", row.done, table.size)
        if not self.read:
            raise refuse("there is no row under the header", where=file.name)
        for key in days.keys() & DAYS:
            self._orders[key] = form.dates or days[key].settled()
            self.notes += days[key].notes(form.dates)

    def settle(self, connection: Connection | None, work: Work | None = None) -> None:
        """Say what becomes of everyone, and write it.

        Args:
            connection: To the store; None when there is none yet.
            work: Takes what is written; None when nothing is.

        Raises:
            Misunderstood: With what is wrong with the rows.
        """
        for number, email, name in contacts(connection) if connection else ():
            self.rows.know(number, email, name)
        self.rows.ready()
        match(self.rows, self.faults, force=self.force)
        for one in self._everyone(connection):
            self._tell(one)
            if work and not self.faults.number:
                self._write(work, one)
        if self.faults.number:
            raise Misunderstood(self.faults.told(), self.columns)
        if work:
            self._write_new(work)

    def start_again(self) -> None:
        """Forget what was settled, to settle it with a store."""
        self.rows.start_again()
        self.repeats = 0
        self.people.clear()
        self.credentials.clear()

    def _everyone(self, connection: Connection | None) -> Iterator[Merged]:
        """Everyone in the roster of whom nothing is wrong."""
        whole = self.rows.how_many()
        for done, (who, rows) in enumerate(self.rows.people(), start=1):
            on_record = None
            if connection and who.isdecimal():
                on_record = known(connection, int(who), ("credential",))
            dated = [(number, self._with_days(cells)) for number, cells in rows]
            one = merged(dated, on_record, self.library, self.moment.latest, self.faults)
            if one is not None:
                yield one
            self.watch("Comparing", done, whole)

    def _with_days(self, cells: dict[str, str]) -> dict[str, str]:
        """The same cells, days as a record has them; what is no day stays as it is."""
        days = {}
        for key, order in self._orders.items():
            with suppress(ValueError):
                days[key] = written(cells.get(key, "")).in_order(order).isoformat()
        return {**cells, **days}

    def _tell(self, one: Merged) -> None:
        changes = list(one.changes())
        what = "new" if one.before is None else "changed" if changes else "same"
        self.repeats += one.repeats
        self.people[what] += 1
        for key, number in zip(("new", "changed", "same"), one.holdings(), strict=True):
            self.credentials[key] += number
        codes = [holding.code for holding in one.person.credential or ()]
        self.rows.tell(
            {
                "what": what,
                "row": one.row,
                "number": one.number,
                "person": one.person.name,
                "credentials": codes,
                "changes": changes,
            }
        )

    def _write(self, work: Work, one: Merged) -> None:
        from certtrack.store import people

        if one.number is None or one.before is None:
            self._new.append(one.person)
            if len(self._new) >= AT_ONCE:
                self._write_new(work)
            return
        who = {each.name: getattr(one.person, each.name) for each in fields(PersonTable)}
        if any(getattr(one.before, key) != value for key, value in who.items()):
            values = {**who, "memberships": list(one.person.memberships)}
            people.edit_person(work, one.number, values)
        held = one.before.credential or ()
        for index, holding in enumerate(one.person.credential or ()):
            if index >= len(held):
                people.add_fact(work, one.number, "credential", holding)
            elif holding != held[index]:
                people.edit_fact(work, one.number, "credential", one.entries[index], holding)

    def _write_new(self, work: Work) -> None:
        from certtrack.store import people

        people.add_holders(work, self._new)
        self._new.clear()

    def done(self) -> Imported:
        """What came of it."""
        return Imported(
            people=self.people,
            credentials=self.credentials,
            rows=self.read,
            repeats=self.repeats,
            columns=self.columns,
            notes=tuple(self.notes),
            outcomes=self.rows.outcomes(),
        )


@contextmanager
def roster_import(
    store: str | None,
    file: Path,
    form: Form,
    library: Library,
    moment: Moment,
    how: How,
    watch: Watch = unwatched,
) -> Iterator[Imported]:
    """What a roster does to the store; it is written already when this is entered.

    Args:
        store: The store.
        file: The roster, a .csv or .xlsx file.
        form: How it is written.
        library: The rulebooks.
        moment: When it is done.
        how: Whether and how it is written.
        watch: Is told how far it is.

    Raises:
        Unsettled: When nobody can tell the order of day and month, or which sheet is meant.
        Misunderstood: With the first faults of the roster and their number.
        Refused: When it cannot be read.
        Nothing is written then.
    """
    location = locate(store)
    with pile() as rows:
        one = Importer(library, moment, watch, rows, RowFaults(file.name), how.force)
        one.take_in(file, form)
        if not is_there(location):
            # A store is not made for a roster that is refused.
            one.settle(None)
        if how.write:
            many = one.read if how.copy else 0
            with before_import(location, many, moment.made_at) as keep_copy:
                _write(location, one, file.name)
                keep_copy(one.people["new"] + one.people["changed"] > 0)
        elif is_there(location):
            with reading(location) as connection:
                one.settle(connection)
        yield one.done()


def _write(location: Place, one: Importer, name: str) -> None:
    from certtrack.store.history import recorded

    if one.people:
        one.start_again()
    made_at = one.moment.made_at
    with recorded(location, "roster import", made_at, may_create=True, serial=True) as work:
        work.about = f" {name}"
        one.settle(driver(work.session), work)
