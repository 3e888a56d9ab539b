"""Finds people as a file with thousands of rows calls them, without asking for each."""

from __future__ import annotations

import sqlite3

from certtrack.errors import refuse
from certtrack.store.dialect import Connection, in_chunks
from certtrack.store.known import LONGEST_NUMBER

CHUNK = 5_000
"""People held in memory at a time."""


class Directory:
    """Finds people by number, name or e-mail, whatever their case.

    Args:
        connection: To the store.
        pile: A private database: who is in the store may not fit into memory.
    """

    def __init__(self, connection: Connection, pile: sqlite3.Connection) -> None:
        self.connection, self.pile = connection, pile
        self._listed = False
        span = (
            "SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last, "
            "count(*) AS number FROM person"
        )
        found = connection.execute(span).fetchone()
        numbers = range(found["first"], found["last"] + 1)
        # Where no number is left out, any number between is somebody's.
        self._unbroken = numbers if found["number"] == len(numbers) else range(0)

    def find(self, who: str) -> int:
        """The number of the person meant.

        Raises:
            Refused: When nobody or more than one is meant.
        """
        if who.isdecimal() and len(who) < LONGEST_NUMBER:
            if (number := int(who)) in self._unbroken:
                return number
            if self._called(str(number), is_number=True):
                return number
        numbers = self._called(who.casefold(), is_number=False)
        if len(numbers) > 1:
            hint = f"Give a number: {', '.join(map(str, numbers))}."
            raise refuse(f"person: {who!r} is the name of several people", hint=hint)
        if not numbers:
            hint = "See certtrack person list."
            raise refuse(f"person: nobody is called {who!r}", hint=hint)
        return numbers[0]

    def _called(self, folded: str, *, is_number: bool) -> list[int]:
        if not self._listed:
            self._list()
        query = (
            "SELECT DISTINCT person_id FROM called WHERE folded = ? AND is_number = ? "
            "ORDER BY person_id LIMIT 6"
        )
        return [number for (number,) in self.pile.execute(query, (folded, is_number))]

    def _list(self) -> None:
        """Numbers, names and e-mails, in small letters."""
        for people in in_chunks(self.connection, "SELECT id, name, email FROM person", CHUNK):
            called = [(str(number), number, True) for number, *_ in people]
            called += [
                (word.casefold(), number, False)
                for number, *words in people
                for word in words
                if word
            ]
            self.pile.executemany("INSERT INTO called VALUES (?, ?, ?)", called)
        self.pile.execute("CREATE INDEX called_folded ON called (folded, is_number)")
        self._listed = True
