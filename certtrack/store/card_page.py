"""One page of a roster: the cycles that end next, found without looking at the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from certtrack.rules.written_card import WrittenCard
from certtrack.store.cards import CARD, TRUE, WHO
from certtrack.store.dialect import Connection

FILTERS = {
    "department": "lower(person.department) = lower(?)",
    "manager": "lower(person.manager) = lower(?)",
    "state": "person.state = upper(?)",
    "body": "card.body = ?",
    "standing": "card.standing = ?",
}
"""What a page can be narrowed down by."""

COLUMNS = ("id", "name", "email", "department", "manager", "state", *WrittenCard._fields)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a cycle stands among all: by its last day, then by person, then by card.

    Args:
        last_day: The cycle's last day, as ISO text.
        person: The person's number.
        card: The card's number.
    """

    last_day: str
    person: int
    card: int


def page_of(
    connection: Connection,
    rules: str,
    on: date,
    until: date,
    filters: Mapping[str, str],
    after: Place | None,
    at_most: int,
) -> list[tuple[Place, tuple[Any, ...]]]:
    """The cycles that end by a day, those that end first at the beginning.

    Args:
        connection: To the store.
        rules: What the rules are known by; cards made by others are passed over.
        on: The day asked about; cards that are not true on it are passed over.
        until: The day by which cycles end, included.
        filters: What they are narrowed down by, by the keys of `FILTERS`; case is ignored.
        after: The last place of the page before; None for the first.
        at_most: How many.

    Returns:
        For each where it stands, and a row as `cards.kept` gives it.
    """
    day = on.isoformat()
    conditions = ["card.last_day <= ?", TRUE, *(FILTERS[key] for key in filters)]
    values: list[Any] = [until.isoformat(), rules, day, day, *filters.values()]
    if after is not None:
        conditions.append("(card.last_day, card.counted_id, card.id) > (?, ?, ?)")
        values += [after.last_day, after.person, after.card]
    query = (
        f"SELECT {WHO}, {CARD}, card.id AS card FROM card "
        "JOIN person ON person.id = card.counted_id JOIN counted ON counted.id = card.counted_id "
        f"WHERE {' AND '.join(conditions)} "
        "ORDER BY card.last_day, card.counted_id, card.id LIMIT ?"
    )
    rows = connection.execute(query, [*values, at_most]).fetchall()
    return [
        (
            Place(row["last_day"], row["id"], row["card"]),
            (*(row[column] for column in COLUMNS), day),
        )
        for row in rows
    ]


def words_of(connection: Connection, column: str) -> list[str]:
    """The different words that people have as department, manager or state, in order."""
    assert column in ("department", "manager", "state")
    query = f"SELECT DISTINCT {column} AS word FROM person WHERE {column} IS NOT NULL"
    return sorted(str(row["word"]) for row in connection.execute(query))
