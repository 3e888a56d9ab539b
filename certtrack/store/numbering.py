"""Names for activities that have none: a1, a2, … of each person, passing over those in use."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from certtrack.store.activity_table import ActivityTable, Entry, InFile

KEPT = 10_000
"""People whose numbers are kept in memory."""

COUNTED = (
    "SELECT activity.person_id, count(*), max({number}) FROM {asked} CROSS JOIN activity "
    "WHERE activity.person_id = asked.person_id GROUP BY activity.person_id"
)
"""How many activities people have, and the highest number in a name, or a higher one."""

FURTHER = (
    "SELECT activity.person_id, activity.name FROM {asked} CROSS JOIN activity "
    "WHERE activity.person_id = asked.person_id AND substr(activity.name, 1, 1) = 'a' AND "
    "(length(activity.name) > length(asked.word) "
    "OR length(activity.name) = length(asked.word) AND activity.name >= asked.word)"
)
"""Names that may be higher than those which were counted."""

NAMED = (
    "SELECT named.person_id, named.name FROM {asked} CROSS JOIN named "
    "WHERE named.person_id = asked.person_id"
)
GIVEN = re.compile(r"a[1-9][0-9]*", re.ASCII)
"""A name like those that are given here."""


@dataclass(slots=True)
class _Numbers:
    """How many activities a person has, the last number given, and names that are not free."""

    count: int
    last: int = 0
    taken: set[str] = field(default_factory=set)

    def name(self, own: str | None) -> str:
        """The name of a further activity."""
        number = max(self.count, self.last) + 1
        self.count += 1
        if own:
            return own
        while (name := f"a{number}") in self.taken:
            number += 1
        self.last = number
        return name


class Numbering:
    """Names new activities, as one that is added by hand is named.

    Args:
        table: Those that are on record.
        pile: A private database, for the names that the file itself gives: they are kept
            for the rows that have them, however late these come.
    """

    def __init__(self, table: ActivityTable, pile: sqlite3.Connection) -> None:
        self.table, self.pile, self.in_pile = table, pile, InFile(pile)
        self._numbers: dict[int, _Numbers] = {}

    def keep(self, names: Iterable[tuple[int, str]]) -> None:
        """Keep names of people for rows that are still to come."""
        given = (one for one in names if GIVEN.fullmatch(one[1]))
        self.pile.executemany("INSERT OR IGNORE INTO named VALUES (?, ?)", given)

    def names(self, entries: list[Entry]) -> list[str]:
        """The names of new activities, the last of which are on record by the next call."""
        if len(self._numbers) > KEPT:
            self._numbers.clear()
        people = dict.fromkeys(entry.person for entry in entries)
        self._get_to_know([person for person in people if person not in self._numbers])
        return [self._numbers[entry.person].name(entry.name) for entry in entries]

    def _get_to_know(self, people: list[int]) -> None:
        counted = self.table.ask(
            COUNTED.replace("{number}", self.table.number), [(person, None) for person in people]
        )
        counts: dict[int, int] = {person: count for person, count, _ in counted}
        for person in people:
            self._numbers[person] = _Numbers(counts.get(person, 0))
        # Nearly everybody's names are a1, a2, … as they were given: those need no looking at.
        further = [
            (person, f"a{count + 1}") for person, count, highest in counted if highest > count
        ]
        taken = self.table.ask(FURTHER, further) if further else []
        taken += self.in_pile.ask(NAMED, [(person, None) for person in people])
        for person, name in taken:
            self._numbers[person].taken.add(name)
