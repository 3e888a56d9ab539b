"""The roster's lines, and of which credentials there is no line because no cycle is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

from certtrack.reminders.roster import Missing, RosterLine
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.services.roster import Wanted, lines
from certtrack.store.known import Known, contacts, known
from certtrack.store.location import locate
from certtrack.store.sessions import reading

if TYPE_CHECKING:
    import sqlite3

OF_CYCLES: dict[str, Any] = dict.fromkeys(
    ("bodies", "credentials", "standings", "severities"), frozenset()
)
"""Filters that look at cycles, not at people."""

NO_MORE: tuple[None, Iterator[RosterLine]] = (None, iter(()))


def surveyed(
    store: str | None,
    library: Library,
    on: date,
    within: int | None,
    wanted: Wanted,
    missing: Missing,
) -> Iterator[RosterLine]:
    """The same lines as `roster.lines`, while what has none is noted.

    Both come person by person in the same order, so that no more than one is held.

    Args:
        store: The store.
        library: The rulebooks.
        on: The day asked about.
        within: How many days to look ahead, what is past included; None for all.
        wanted: Which lines are wanted.
        missing: Takes the credentials that are held and have no line.
    """
    found = _InStep(lines(store, library, on, None, replace(wanted, **OF_CYCLES)))
    with reading(locate(store)) as connection:
        for person in _people(connection, wanted):
            told = found.of(person.number)
            covered = {(line.body, code) for line in told for code in line.credentials}
            for book in _maintained(person, library, on):
                named = (book.body.code, book.code)
                if named not in covered and wanted.takes_credential(*named):
                    missing.add(person.number, person.who["name"], book.label)
            for line in told:
                if (within is None or line.days_left <= within) and wanted.takes(line):
                    yield line


class _InStep:
    """Lines that come person by person, asked for in the same order.

    Args:
        found: The lines.
    """

    def __init__(self, found: Iterator[RosterLine]) -> None:
        self._groups = groupby(found, key=lambda line: line.number)
        self._here: int | None
        self._mine: Iterator[RosterLine]
        self._here, self._mine = next(self._groups, NO_MORE)

    def of(self, number: int) -> list[RosterLine]:
        """The lines of the person with a number."""
        if number != self._here:
            return []
        mine = list(self._mine)
        self._here, self._mine = next(self._groups, NO_MORE)
        return mine


def _people(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[Known]:
    """Who is wanted and what they hold, one by one."""
    for number, _, _ in contacts(connection):
        person = known(connection, number, ("credential",))
        who = person.who
        if wanted.takes_person(who.get("department"), who.get("manager"), who.get("state")):
            yield person


def _maintained(person: Known, library: Library, on: date) -> list[Rulebook]:
    """The credentials a person holds on a day and that no other of theirs replaces."""
    held = []
    for _, content in person.entries["credential"]:
        earned = str(content["passed_on"]) <= str(on) <= str(content.get("held_until", on))
        if earned and (book := library.find(content["code"])):
            held.append(book)
    return [book for book in held if not any(book.is_called(*o.credential.replaces) for o in held)]
