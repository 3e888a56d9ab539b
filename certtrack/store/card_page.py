"""One page of a roster: the cycles that end next, found without looking at the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from certtrack.rules.answers import Standing
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


def words_of(connection: Connection, column: str, manager: str | None = None) -> list[str]:
    """The different words that people have as department, manager or state, in order.

    Args:
        connection: To the store.
        column: Which of these.
        manager: Only whom this manager looks after, in either case; None for all.
    """
    assert column in ("department", "manager", "state")
    query = f"SELECT DISTINCT {column} AS word FROM person WHERE {column} IS NOT NULL"
    if manager is not None:
        query += f" AND {FILTERS['manager']}"
    values = () if manager is None else (manager,)
    return sorted(str(row["word"]) for row in connection.execute(query, values))


def open_cycles(
    connection: Connection,
    rules: str,
    on: date,
    days: Sequence[date],
    by: str,
    manager: str | None = None,
) -> Iterator[tuple[str | None, Standing, str, int]]:
    """How many cycles that are not complete end when, by what people have in a column.

    Args:
        connection: To the store.
        rules: What the rules are known by; cards made by others are passed over.
        on: The day asked about; cards that are not true on it are passed over.
        days: Days in order, each the last one of a stretch; what ends later is left out.
        by: The column: department, manager or state.
        manager: Only whom this manager looks after, in either case; None for all.

    Returns:
        What people have there, the standing, the last day of the stretch as ISO text, and how
        many cycles.
    """
    assert by in COLUMNS
    day, marks = on.isoformat(), [one.isoformat() for one in days]
    of_manager = "" if manager is None else f"AND {FILTERS['manager']} "
    stretch = " ".join("WHEN card.last_day <= ? THEN ?" for _ in marks)
    query = (
        f"SELECT person.{by} AS word, card.standing, CASE {stretch} END AS until, "
        "count(*) AS cycles FROM card JOIN person ON person.id = card.counted_id "
        f"JOIN counted ON counted.id = card.counted_id WHERE {TRUE} "
        f"AND card.last_day <= ? AND card.standing <> 'complete' {of_manager}GROUP BY 1, 2, 3"
    )
    values: list[Any] = [one for mark in marks for one in (mark, mark)]
    values += [rules, day, day, marks[-1], *(() if manager is None else (manager,))]
    for row in connection.execute(query, values):
        yield row["word"], row["standing"], row["until"], int(row["cycles"])
