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

OF_PEOPLE = {"department": "lower(department)", "manager": "lower(manager)", "state": "state"}
"""What of these people have, and as what the database puts it in order."""

FEW = 1_000
"""Of so many people all cycles are looked at, and sorted. Where more are meant, cycles are gone
through in the order of their days: those of so many soon fill a page. Databases are told which
way to take, because SQLite does not know how many people have a word."""

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
    few = next((key for key in OF_PEOPLE if _are_few(connection, key, filters.get(key))), None)
    source, conditions, values = _through_people(few, filters) if few else _through_days(filters)
    conditions += ["card.last_day <= ?", TRUE]
    values += [until.isoformat(), rules, day := on.isoformat(), day]
    if after is not None:
        conditions.append("(card.last_day, card.counted_id, card.id) > (?, ?, ?)")
        values += [after.last_day, after.person, after.card]
    query = (
        f"SELECT {WHO}, {CARD}, card.id AS card FROM {source} CROSS JOIN counted "
        "WHERE person.id = card.counted_id AND counted.id = card.counted_id "
        f"AND {' AND '.join(conditions)} "
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


Part = tuple[str, list[str], list[Any]]
"""What is asked, where it is true, and the values of these."""


def _through_people(few: str, filters: Mapping[str, str]) -> Part:
    """The cycles of a few people, who have a word in common; all of them are looked at."""
    source = (
        f"(SELECT id FROM person WHERE {FILTERS[few]} LIMIT {FEW}) AS few "
        "CROSS JOIN person CROSS JOIN card"
    )
    # With something put before it, a column of a card is not what the card is found by.
    conditions = [FILTERS[key].replace("card.", "'' || card.") for key in filters]
    return source, ["person.id = few.id", *conditions], [filters[few], *filters.values()]


def _through_days(filters: Mapping[str, str]) -> Part:
    """All cycles, in the order of their days, until a page is full."""
    # Each person is looked up: to ask first who else is like that would take all people.
    conditions = [
        FILTERS[key].replace(f"person.{key}", f"(SELECT {key} FROM person WHERE id = counted_id)")
        for key in filters
    ]
    return "card CROSS JOIN person", conditions, list(filters.values())


def _are_few(connection: Connection, key: str, word: str | None) -> bool:
    """Whether people have a word as department, manager or state, but not many of them."""
    if word is None:
        return False
    query = (
        "SELECT count(*) AS people FROM "
        f"(SELECT 1 FROM person WHERE {FILTERS[key]} LIMIT {FEW + 1}) AS found"
    )
    return bool(connection.execute(query, (word,)).fetchone()["people"] <= FEW)


def words_of(
    connection: Connection, column: str, at_most: int, manager: str | None = None
) -> list[str]:
    """The words that people have as department, manager or state, each once, in order.

    Args:
        connection: To the store.
        column: Which of these.
        at_most: How many.
        manager: Only whom this manager looks after, in either case; None for all.
    """
    if manager is not None:
        query = (
            f"SELECT min({column}) AS word FROM person WHERE {column} IS NOT NULL "
            f"AND {FILTERS['manager']} GROUP BY {OF_PEOPLE[column]} LIMIT ?"
        )
        rows = connection.execute(query, (manager, at_most))
    else:
        rows = connection.execute(_from_word_to_word(column), (at_most,))
    return sorted((str(row["word"]) for row in rows), key=str.casefold)


def _from_word_to_word(column: str) -> str:
    """Asks for the words in a column, each in one spelling, by looking for the next of each.

    No database does so by itself, and with all its rows they take as long as there are people.
    """
    key = OF_PEOPLE[column]
    following = f"SELECT {key} FROM person WHERE {key} > word.folded ORDER BY {key} LIMIT 1"
    spelt = f"SELECT {column} FROM person WHERE {key} >= word.folded ORDER BY {key} LIMIT 1"
    return (
        "WITH RECURSIVE word (folded) AS (SELECT '' "
        f"UNION ALL SELECT ({following}) FROM word WHERE word.folded IS NOT NULL) "
        f"SELECT ({spelt}) AS word FROM word WHERE word.folded > '' LIMIT ?"
    )


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
