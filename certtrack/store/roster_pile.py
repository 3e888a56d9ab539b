"""A pile for the rows of a roster: on disk, so that matching them needs little memory.

It is a private database of SQLite's that vanishes when it is closed; whatever kind the store
is, nothing of this is in it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

TABLES = """
CREATE TABLE row (number INTEGER PRIMARY KEY, email TEXT, name TEXT, cells TEXT, who TEXT);
CREATE TABLE known (number INTEGER PRIMARY KEY, email TEXT, name TEXT);
CREATE TABLE outcome (number INTEGER PRIMARY KEY, told TEXT);
"""
INDEXES = ("row (email, name)", "row (name, email)", "known (email)", "known (name)")


class Pile:
    """Rows of a roster and who is in the store, to be matched by e-mail and name.

    Args:
        connection: To the private database.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection
        connection.executescript(TABLES)
        connection.execute("BEGIN")

    def lay(self, number: int, cells: Mapping[str, str]) -> None:
        """Lay a row on the pile."""
        keys = [_key(cells.get("email")), _key(cells.get("name"))]
        self._sql.execute(
            "INSERT INTO row VALUES (?, ?, ?, ?, NULL)", (number, *keys, json.dumps(cells))
        )

    def know(self, number: int, email: str | None, name: str) -> None:
        """Someone who is in the store."""
        self._sql.execute("INSERT INTO known VALUES (?, ?, ?)", (number, _key(email), _key(name)))

    def ready(self) -> None:
        """All rows are laid and everyone is known: matching may begin."""
        for number, columns in enumerate(INDEXES):
            self._sql.execute(f"CREATE INDEX matching_{number} ON {columns}")

    def emails(self) -> Iterator[tuple[str, str, int]]:
        """Every e-mail of the rows, a name beside it, and the first row that has it."""
        yield from self._sql.execute(
            "SELECT email, max(name), min(number) FROM row WHERE email <> '' GROUP BY email"
        )

    def names(self) -> Iterator[tuple[str, int]]:
        """Every name of rows without an e-mail, and the first row that has it."""
        yield from self._sql.execute(
            "SELECT name, min(number) FROM row WHERE email = '' GROUP BY name"
        )

    def known_by_email(self, email: str) -> list[int]:
        """The numbers of the people in the store with an e-mail."""
        rows = self._sql.execute("SELECT number FROM known WHERE email = ?", (email,))
        return [number for (number,) in rows]

    def known_by_name(self, name: str) -> list[tuple[int, str]]:
        """Number and e-mail of the people in the store with a name."""
        return self._sql.execute(
            "SELECT number, email FROM known WHERE name = ?", (name,)
        ).fetchall()

    def emails_of(self, name: str) -> list[str]:
        """The e-mails that rows have beside a name."""
        rows = self._sql.execute(
            "SELECT DISTINCT email FROM row WHERE name = ? AND email <> ''", (name,)
        )
        return [email for (email,) in rows]

    def mark(self, who: str, *, email: str = "", name: str | None = None) -> None:
        """Say who the rows with an e-mail are, or those of a name without one."""
        if name is None:
            self._sql.execute("UPDATE row SET who = ? WHERE email = ?", (who, email))
        else:
            query = "UPDATE row SET who = ? WHERE name = ? AND email = ''"
            self._sql.execute(query, (who, name))

    def whose(self, name: str) -> list[str]:
        """Who the rows of a name are, as far as they are marked."""
        query = "SELECT DISTINCT who FROM row WHERE name = ? AND who IS NOT NULL"
        return [who for (who,) in self._sql.execute(query, (name,))]

    def people(self) -> Iterator[tuple[str, list[tuple[int, dict[str, str]]]]]:
        """Everyone who was marked with all their rows, in the order of their first rows."""
        self._sql.execute("CREATE INDEX row_who ON row (who, number)")
        firsts = self._sql.execute(
            "SELECT who FROM row WHERE who IS NOT NULL GROUP BY who ORDER BY min(number)"
        )
        for (who,) in firsts:
            rows = self._sql.execute(
                "SELECT number, cells FROM row WHERE who = ? ORDER BY number", (who,)
            )
            yield who, [(number, json.loads(cells)) for number, cells in rows]

    def start_again(self) -> None:
        """Forget who is in the store and what was made of the rows; they stay."""
        for statement in (
            "DELETE FROM known",
            "DELETE FROM outcome",
            "UPDATE row SET who = NULL",
            "DROP INDEX row_who",
            *(f"DROP INDEX matching_{number}" for number in range(len(INDEXES))),
        ):
            self._sql.execute(statement)

    def how_many(self) -> int:
        """How many people were marked."""
        (number,) = self._sql.execute("SELECT count(DISTINCT who) FROM row").fetchone()
        return int(number)

    def tell(self, told: dict[str, Any]) -> None:
        """Lay aside what becomes of someone."""
        self._sql.execute("INSERT INTO outcome (told) VALUES (?)", (json.dumps(told),))

    def outcomes(self) -> Iterator[dict[str, Any]]:
        """What becomes of everyone, in order."""
        for (told,) in self._sql.execute("SELECT told FROM outcome ORDER BY number"):
            yield json.loads(told)


@contextmanager
def pile() -> Iterator[Pile]:
    """An empty pile, gone afterwards."""
    # The empty name is SQLite's for a private file that is deleted when closed.
    with closing(sqlite3.connect("", isolation_level=None)) as connection:
        yield Pile(connection)


def _key(text: str | None) -> str:
    return (text or "").strip().casefold()
