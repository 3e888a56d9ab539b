"""What each row of a table would do to the store: new, the same, changed, or refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from certtrack.errors import Fault, Refused, refuse
from certtrack.reading.locate import Path
from certtrack.reading.shapes import read, write
from certtrack.records.plausible import implausible
from certtrack.records.sheets.entries import Entry
from certtrack.rules.facts import Activity, Person
from certtrack.rules.record import Record
from certtrack.rules.rulebook import Library
from certtrack.services.vocabulary import questioned

What = Literal["new", "same", "changed", "refused"]
KINDS: tuple[What, ...] = ("new", "same", "changed", "refused")
WORTH = ("minutes", "ceus", "credits")
HANDLES = ("id", "reference")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a row.

    Args:
        row: Its number in the table.
        what: Whether it is new, the same as on record, changed, or refused.
        person: The number of the person it is about; None when nobody can tell.
        values: The activity's keys afterwards, as a record file has them.
        number: The number of the entry on record that it is about, if there is one.
        changes: For each key that changes, what it was and what it is now.
        faults: Why it is refused.
    """

    row: int
    what: What
    person: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    number: int | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(slots=True)
class _Kept:
    """An activity on record, or of an earlier row."""

    number: int | None
    values: dict[str, Any]
    row: int | None = None

    def called(self) -> str:
        if self.row:
            return f"row {self.row}"
        return f"entry {self.values.get('id', self.number)}"


class Log:
    """A person's activities, those of earlier rows included, found by what rows tell.

    Args:
        entries: What is on record, with numbers.
    """

    def __init__(self, entries: Iterable[tuple[int, dict[str, Any]]]) -> None:
        self.by_handle: dict[tuple[str, str], _Kept] = {}
        self.by_day: dict[tuple[str, date], list[_Kept]] = {}
        self.words: list[dict[str, Any]] = []
        for number, values in entries:
            self.keep(_Kept(number, _plain(values)))

    def keep(self, one: _Kept) -> None:
        """Take in one more."""
        for key in HANDLES:
            if told := one.values.get(key):
                self.by_handle.setdefault((key, str(told)), one)
        self.by_day.setdefault(_day(one.values), []).append(one)
        self.words.append(one.values)

    def find(self, values: Mapping[str, Any]) -> _Kept | None:
        """The one that a row is about: by id, by reference, by title, day and amount."""
        for key in HANDLES:
            if (told := values.get(key)) and (one := self.by_handle.get((key, str(told)))):
                return one
        return next(
            (
                one
                for one in self.by_day.get(_day(values), ())
                if _worth(one.values) == _worth(values)
                and not any(_apart(one, values, key) for key in HANDLES)
            ),
            None,
        )

    def like(self, values: Mapping[str, Any]) -> _Kept | None:
        """One of the same title and day that nobody has told apart.

        Whoever writes a table tells its rows apart by ids; those on record may have been
        given theirs.
        """
        for one in self.by_day.get(_day(values), ()):
            handles = HANDLES if one.row else ("reference",)
            if not any(_apart(one, values, key) for key in handles):
                return one
        return None


def _day(values: Mapping[str, Any]) -> tuple[str, date]:
    return values["title"].casefold(), values["completed_on"]


def _worth(values: Mapping[str, Any]) -> list[Any]:
    return [values.get(key) for key in WORTH]


def _apart(one: _Kept, values: Mapping[str, Any], key: str) -> bool:
    """Whether both tell a key, and otherwise."""
    return bool(values.get(key) and one.values.get(key)) and values[key] != one.values[key]


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """The keys as reading them gives them, so that they compare with a row's."""
    return write(activity_of(values))


def activity_of(values: Mapping[str, Any]) -> Activity:
    """The activity that these keys tell.

    Raises:
        Refused: With every fault, each with its key.
    """
    tables = {"schema": 1, "person": {"name": "-"}, "activity": [dict(values)]}
    (activity,) = read(Record, tables, _key).activity or ()
    return activity


def _key(path: Path) -> str:
    return str(path[-1]) if path[:1] == ("activity",) else ""


class Judge:
    """Tells what becomes of each row.

    Args:
        library: The rulebooks.
        latest: The last day on which something may be said to have happened.
        force: Whether rows that look like a repeat or a slip of the pen are meant.
    """

    def __init__(self, library: Library, latest: date, *, force: bool) -> None:
        self.library, self.latest, self.force = library, latest, force

    def outcome(self, entry: Entry, person: int, log: Log) -> Outcome:
        """What becomes of a row of a person's; a row that is taken is kept in their log."""
        try:
            values = self._read(entry.values)
            found = log.find(values)
            if found is None:
                return self._new(entry, person, values, log)
            return self._against(entry, person, values, found, log)
        except Refused as refused:
            return Outcome(row=entry.row, what="refused", person=person, faults=refused.faults)

    def _new(self, entry: Entry, person: int, values: dict[str, Any], log: Log) -> Outcome:
        if not self.force and (like := log.like(values)):
            what = f"this looks like {like.called()}: title and day are the same, the rest is not"
            raise refuse(what, hint="If it is another one, add --force.")
        self._refuse_slips(values, log)
        log.keep(_Kept(None, values, entry.row))
        return Outcome(row=entry.row, what="new", person=person, values=values)

    def _against(
        self, entry: Entry, person: int, values: dict[str, Any], found: _Kept, log: Log
    ) -> Outcome:
        """A row that is about an activity which is known: what it changes of it."""
        now = {**found.values, **values}
        for key in WORTH:
            if any(one in values for one in WORTH) and key not in values:
                now.pop(key, None)
        keys = [key for key in {**found.values, **now} if found.values.get(key) != now.get(key)]
        if not keys:
            return Outcome(
                row=entry.row, what="same", person=person, values=now, number=found.number
            )
        if found.row:
            what = f"it is the same activity as row {found.row} and says something else of it"
            raise refuse(what, hint=f"See {', '.join(keys)}.")
        now = self._read(now)
        self._refuse_slips(now, log)
        changes = tuple((key, found.values.get(key), now.get(key)) for key in keys)
        found.values, found.row = now, entry.row
        return Outcome(
            row=entry.row,
            what="changed",
            person=person,
            values=now,
            number=found.number,
            changes=changes,
        )

    def _read(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The keys, held to everything that one added by hand is held to.

        Raises:
            Refused: With all that is wrong.
        """
        activity = activity_of(values)
        person = Person(name="-", activity=(activity,))
        doubts = [
            Fault(what, None, hint)
            for _, what, hint in implausible(person, self.library, self.latest)
        ]
        if doubts:
            raise Refused(*doubts)
        return write(activity)

    def _refuse_slips(self, values: Mapping[str, Any], log: Log) -> None:
        faults = questioned("activity", activity_of(values), log.words, self.library)
        if faults and not self.force:
            raise Refused(*(replace(one, where=(one.where or "")[2:]) for one in faults))
