"""The cards of the people in a store: which are there and true, and keeping them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from certtrack.rules.written_card import WrittenCard
from certtrack.store.dialect import Connection, Dialect, dialect_of, in_chunks

if TYPE_CHECKING:
    from sqlmodel import Session

TRUE = "counted.rules = ? AND counted.valid_from <= ? AND counted.valid_until >= ?"
"""When a person's cards are true: by rules, on a day, and the same day again."""

NEVER = {"rules": "", "valid_from": date.max, "valid_until": date.min}
"""What is kept of somebody of whom no card is there: true by no rules, on no day."""

NOT_TRUE = " UNION ALL ".join(
    f"SELECT id FROM counted WHERE {condition}"
    for condition in (
        "rules < ?",
        "rules > ?",
        "rules = ? AND valid_until < ?",
        "rules = ? AND valid_from > ?",
    )
)
"""Whose cards are not true; apart, so that each is found by an index alone."""

AT_ONCE = 500
"""Cards that are read at a time."""

MANY = 20
"""Where a card in so many is due, SQLite finds them sooner by going through all in order: to
sort one that is found by its day costs as much as passing by about forty."""


@dataclass(frozen=True, slots=True)
class Made:
    """What is kept of one person.

    Args:
        number: The person's number.
        cards: Their cards.
        without: Credentials of which no cycle is known: body, code and what to call it.
        valid_until: The last day on which that is true.
    """

    number: int
    cards: tuple[WrittenCard, ...]
    without: tuple[tuple[str, str, str], ...]
    valid_until: date


def without_cards(
    connection: Connection, rules: str, on: date, after: int, at_most: int
) -> list[int]:
    """The numbers of the next people whose cards are not there, or not true on a day.

    Args:
        connection: To the store.
        rules: What the rules are known by.
        on: The day.
        after: The number after which to look.
        at_most: How many.
    """
    query = (
        f"SELECT person.id FROM person LEFT JOIN counted ON counted.id = person.id AND {TRUE} "
        "WHERE person.id > ? AND counted.id IS NULL ORDER BY person.id LIMIT ?"
    )
    day = on.isoformat()
    return [row["id"] for row in connection.execute(query, (rules, day, day, after, at_most))]


def some_without(connection: Connection, rules: str, on: date, at_most: int) -> list[int]:
    """The numbers of some people whose cards are not there, or not true on a day.

    It takes as long in a large store as in a small one.

    Args:
        connection: To the store.
        rules: What the rules are known by.
        on: The day.
        at_most: How many.
    """
    day = on.isoformat()
    values = (rules, rules, rules, day, rules, day, at_most)
    return [row["id"] for row in connection.execute(f"{NOT_TRUE} LIMIT ?", values)]


def how_many_without(connection: Connection, rules: str, on: date) -> int:
    """Of how many people the cards are not there, or not true on a day."""
    query = (
        "SELECT (SELECT count(*) FROM person) "
        f"- (SELECT count(*) FROM counted WHERE {TRUE}) AS many"
    )
    day = on.isoformat()
    return int(connection.execute(query, (rules, day, day)).fetchone()["many"])


WHO = "person.id, person.name, person.email, person.department, person.manager, person.state"
CARD = ", ".join(f"card.{column}" for column in WrittenCard._fields)


def kept(
    connection: Connection, rules: str | None, on: date, until: date | None
) -> Iterator[tuple[Any, ...]]:
    """The true cards of cycles that end by a day, each with who it is about; by person.

    Args:
        connection: To the store.
        rules: What the rules are known by; None where all cards are known to be true.
        on: The day asked about.
        until: The day by which cycles end; None for all.

    Returns:
        Rows of the person's number, name, e-mail, department, manager and state, then the
        values of a `WrittenCard`, then the day asked about.
    """
    many = _much_is_due(connection, until)
    query, values = asked_of_kept(dialect_of(connection), rules, on, until, many=many)
    with closing(in_chunks(connection, query, AT_ONCE, values)) as chunks:
        for rows in chunks:
            yield from rows


def _much_is_due(connection: Connection, until: date | None) -> bool:
    """Whether a large share of all cards is of cycles that end by a day."""
    if until is None or dialect_of(connection).of_many is None:
        return True
    # The greatest number is known at once, and near enough to how many people there are.
    query = (
        "SELECT (SELECT count(*) FROM card WHERE last_day <= ?) AS due, "
        "(SELECT coalesce(max(id), 0) FROM person) AS people"
    )
    found = connection.execute(query, [until.isoformat()]).fetchone()
    return bool(found["due"] * MANY > found["people"])


def asked_of_kept(
    dialect: Dialect, rules: str | None, on: date, until: date | None, *, many: bool
) -> tuple[str, list[Any]]:
    """How a store is asked for those, with the values of the question; see `kept`.

    `many` says whether a large share of all cards is due.
    """
    by_person = dialect.of_many if many and dialect.of_many else dialect.by_person
    day = on.isoformat()
    due = "card" if until is None else "card WHERE last_day <= ?"
    values = [day] if until is None else [day, until.isoformat()]
    conditions, counted = "person.id = card.counted_id", ""
    if rules is not None:
        counted = " CROSS JOIN counted"
        conditions += f" AND counted.id = card.counted_id AND {TRUE}"
        values += [rules, day, day]
    query = (
        f"SELECT {WHO}, {CARD}, ? FROM {by_person.format(due=due)} "
        f"CROSS JOIN person{counted} WHERE {conditions}"
    )
    return f"{query} {dialect.order}", values


def kept_without(
    connection: Connection, rules: str, on: date
) -> Iterator[tuple[Any, list[list[str]]]]:
    """The credentials of which no cycle is known, each with whose they are."""
    query = (
        "SELECT person.id AS number, person.name, person.email, person.department, "
        "person.manager, person.state, counted.without "
        "FROM counted JOIN person ON person.id = counted.id "
        f"WHERE counted.without IS NOT NULL AND {TRUE} ORDER BY person.id"
    )
    day = on.isoformat()
    for row in connection.execute(query, (rules, day, day)):
        yield row, json.loads(row["without"])


def keep(session: Session, made: Sequence[Made], rules: str, on: date) -> None:
    """Keep cards that were made on a day, in the place of older ones."""
    from sqlalchemy import delete, insert
    from sqlmodel import col

    from certtrack.store.card_tables import CardRow, CountedRow

    numbers = [one.number for one in made]
    execute = session.connection().execute
    execute(delete(CardRow).where(col(CardRow.counted_id).in_(numbers)))
    execute(delete(CountedRow).where(col(CountedRow.id).in_(numbers)))
    counted = [
        {
            "id": one.number,
            "rules": rules,
            "valid_from": on,
            "valid_until": one.valid_until,
            "without": one.without or None,
        }
        for one in made
    ]
    cards = [{"counted_id": one.number, **card._asdict()} for one in made for card in one.cards]
    execute(insert(CountedRow), counted)
    if cards:
        execute(insert(CardRow), cards)
