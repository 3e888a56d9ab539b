"""What the store knows of a person, read by plain SQL.

Rows come out as a record file has them and go through the same reader, so that a record
from the store is held to the same rules as one from a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from certtrack.errors import did_you_mean, refuse
from certtrack.reading.locate import Path
from certtrack.reading.shapes import read
from certtrack.rules.facts import Person, Section
from certtrack.rules.record import Record
from certtrack.store.dialect import Connection, Row

SECTIONS: tuple[Section, ...] = (
    "education",
    "course",
    "training",
    "experience",
    "application",
    "exam",
    "credential",
    "activity",
    "decision",
)

LISTS = ("memberships", "none_of", "accreditation", "topics", "cycle", "for_codes")
AMOUNTS = ("ceus", "hours_per_week", "credits", "hours")
FLAGS = ("passed", "next_cycle", "part_of_program")
OTHERWISE = frozenset((*LISTS, *AMOUNTS, *FLAGS))
"""Columns that are not kept as they are written: JSON text, hundredths, 0 or 1."""

KEYS = {"first_day": "from", "for_codes": "for"}
"""Columns that are called otherwise in a record file."""

LONGEST_NUMBER = 18
"""Digits: a longer number is nobody's, and no database can compare it."""

Entry = tuple[int, dict[str, Any]]
"""An entry's number and its keys as a record file has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A person as the store knows them.

    Args:
        number: The person's number.
        who: The keys of the record's table `person`.
        none_of: Sections of which the person said that there is nothing.
        entries: For each section its entries, in the order they were added.
    """

    number: int
    who: dict[str, Any]
    none_of: tuple[str, ...]
    entries: Mapping[Section, list[Entry]]

    def tables(self) -> dict[str, Any]:
        """The same as the plain tables of a record file.

        A section without entries is not told, unless the person said there is nothing.
        """
        told: dict[str, Any] = {
            section: [content for _, content in entries]
            for section, entries in self.entries.items()
            if entries or section in self.none_of
        }
        return {"schema": 1, "person": self.who, **told}

    def facts(self) -> Person:
        """The person's facts."""
        return read(Record, self.tables(), in_store).facts()


def in_store(path: Path) -> str:
    """Where a key path stands, for faults: in the store."""
    return f"the store, {'.'.join(map(str, path))}"


def find(connection: Connection, who: str | None) -> int:
    """The number of the person meant.

    Args:
        connection: To the store.
        who: A name in either case or the person's number; None for the only person.

    Raises:
        Refused: When nobody or more than one is meant.
    """
    if who is None:
        return _only(connection)
    numbered = "SELECT id FROM person WHERE id = ?"
    digits = who.isascii() and who.isdecimal() and len(who) < LONGEST_NUMBER
    if digits and (row := connection.execute(numbered, (int(who),)).fetchone()):
        return int(row["id"])
    numbers = namesakes(connection, who)
    if len(numbers) > 1:
        listed = ", ".join(map(str, numbers))
        raise refuse(f"{who!r} is the name of several people", hint=f"Give a number: {listed}.")
    if not numbers:
        names = [row["name"] for row in connection.execute("SELECT name FROM person")]
        raise refuse(f"nobody is called {who!r}", hint=did_you_mean(who, names))
    return numbers[0]


def namesakes(connection: Connection, name: str) -> list[int]:
    """The numbers of the people with a name, in either case."""
    rows = connection.execute("SELECT id, name FROM person ORDER BY id")
    return [row["id"] for row in rows if row["name"].casefold() == name.casefold()]


def name_of(connection: Connection, number: int) -> str | None:
    """The name of the person with a number; None when there is nobody."""
    row = connection.execute("SELECT name FROM person WHERE id = ?", (number,)).fetchone()
    return str(row["name"]) if row else None


def everyone(connection: Connection) -> list[dict[str, Any]]:
    """Who everyone in the store is, in the order they were added."""
    rows = connection.execute("SELECT * FROM person ORDER BY id").fetchall()
    return [{"number": row["id"], **content_of(row)} for row in rows]


def contacts(connection: Connection) -> Iterator[tuple[int, str | None, str]]:
    """Number, e-mail and name of everyone in the store, one after another."""
    for row in connection.execute("SELECT id, email, name FROM person ORDER BY id"):
        yield row["id"], row["email"], row["name"]


NOBODY = "nobody"
"""What to write for the manager of people who have none."""


def of_manager(connection: Connection, manager: str | None) -> list[int]:
    """The numbers of the people of a manager, or of everyone, in the order they were added.

    Args:
        connection: To the store.
        manager: The manager as the record has them, in either case, or `nobody`; None for
            everyone.

    Raises:
        Refused: When nobody has such a manager.
    """
    rows = connection.execute("SELECT id, manager FROM person ORDER BY id").fetchall()
    managers = [(int(row["id"]), row["manager"] or NOBODY) for row in rows]
    if manager is None:
        return [number for number, _ in managers]
    folded = manager.casefold()
    found = [number for number, name in managers if name.casefold() == folded]
    if not found:
        hint = did_you_mean(manager, [name for _, name in managers])
        raise refuse(f"nobody in the store has the manager {manager!r}", hint=hint)
    return found


def known(connection: Connection, number: int, sections: Sequence[Section] = SECTIONS) -> Known:
    """What is on record about a person: everything, or only some sections."""
    row = connection.execute("SELECT * FROM person WHERE id = ?", (number,)).fetchone()
    who = content_of(row)
    none_of = tuple(who.pop("none_of"))
    if not who["memberships"]:
        del who["memberships"]
    entries = {section: _section(connection, section, number) for section in sections}
    return Known(number=number, who=who, none_of=none_of, entries=entries)


def number_of(entries: list[Entry], handle: str) -> int | None:
    """The number of an entry by its id, its code or its number; None if it is absent."""
    folded = handle.casefold()
    named = [number for number, content in entries if folded in _names(content)]
    numbered = [number for number, _ in entries if str(number) == handle]
    return next(iter(named + numbered), None)


def _names(content: Mapping[str, Any]) -> tuple[str, ...]:
    """What an entry is called by its owner: an activity's id, a credential's code."""
    return tuple(str(content[key]).casefold() for key in ("id", "code") if key in content)


def _only(connection: Connection) -> int:
    rows = connection.execute("SELECT id FROM person LIMIT 2").fetchall()
    if len(rows) > 1:
        raise refuse("the store has several people", hint="Say which: --person NAME or NUMBER.")
    if not rows:
        hint = "Add one: certtrack person add --name NAME."
        raise refuse("the store has nobody in it", hint=hint)
    return int(rows[0]["id"])


def entry_of(connection: Connection, person: int, section: Section, number: int) -> dict[str, Any]:
    """A person's entry with a number; that it exists was seen before."""
    query = f"SELECT * FROM {section} WHERE id = ? AND person_id = ?"
    return _entries(section, connection.execute(query, (number, person)).fetchall())[0][1]


def entry_told(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, as a record file has it.

    Args:
        table: The table that it is, or was, in.
        row: Its values by column.
    """
    return _told(row, _columns(row, _keys(table)))


def _keys(table: str) -> Mapping[str, str]:
    return {"name": "id", **KEYS} if table == "activity" else KEYS


def _section(connection: Connection, section: Section, number: int) -> list[Entry]:
    # The table's name is one of ours, never a user's.
    query = f"SELECT * FROM {section} WHERE person_id = ? ORDER BY id"
    return _entries(section, connection.execute(query, (number,)).fetchall())


def _entries(section: Section, rows: Sequence[Row]) -> list[Entry]:
    columns = _columns(rows[0], _keys(section)) if rows else []
    return [(row["id"], _told(row, columns)) for row in rows]


def content_of(row: Row) -> dict[str, Any]:
    """A row's keys that are told, as a record file has them."""
    return _told(row, _columns(row, KEYS))


def _columns(row: Row, keys: Mapping[str, str]) -> list[tuple[str, str]]:
    """The columns of a table that say something, each with its key in a record file."""
    # A row gives its values, not its keys.
    return [
        (column, keys.get(column, column))
        for column in row.keys()  # noqa: SIM118
        if column not in ("id", "person_id")
    ]


def _told(row: Row, columns: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        key: _value(column, kept) if column in OTHERWISE else kept
        for column, key in columns
        if (kept := row[column]) is not None
    }


def _value(column: str, kept: Any) -> Any:
    if column in AMOUNTS:
        return Decimal(kept) / 100
    if column in FLAGS:
        return bool(kept)
    try:
        return json.loads(kept)
    except ValueError:
        hint = "Another program may have changed it; restore a backup."
        raise refuse(f"{column} cannot be read", where="the store", hint=hint) from None
