"""The cards of the people in a store: which are there and true, keeping and forgetting them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from certtrack.rules.card import Card, Reached
from certtrack.rules.period import Period
from certtrack.store.dialect import Connection

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlmodel import Session

TRUE = "counted.rules = ? AND counted.valid_from <= ? AND counted.valid_until >= ?"
"""When a person's cards are true: by rules, on a day, and the same day again."""

AT_ONCE = 500
"""People whose cards are forgotten in one statement."""


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
    cards: tuple[Card, ...]
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


def kept(
    connection: Connection, rules: str, on: date, until: date | None
) -> Iterator[tuple[Any, Card]]:
    """The true cards of cycles that end by a day, each with who it is about.

    Args:
        connection: To the store.
        rules: What the rules are known by.
        on: The day asked about.
        until: The day by which cycles end; None for all.
    """
    day = on.isoformat()
    query = (
        "SELECT person.*, card.content FROM card "
        "JOIN counted ON counted.id = card.counted_id JOIN person ON person.id = card.counted_id "
        f"WHERE {TRUE}"
    )
    values: list[Any] = [rules, day, day]
    if until is not None:
        query, values = f"{query} AND card.last_day <= ?", [*values, until.isoformat()]
    for row in connection.execute(f"{query} ORDER BY card.counted_id, card.id", values):
        yield row, _read(row["content"])


def kept_without(
    connection: Connection, rules: str, on: date
) -> Iterator[tuple[Any, list[list[str]]]]:
    """The credentials of which no cycle is known, each with whose they are."""
    query = (
        "SELECT person.*, counted.without FROM counted JOIN person ON person.id = counted.id "
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
    cards = [
        {"counted_id": one.number, "last_day": card.period.last, "content": _written(card)}
        for one in made
        for card in one.cards
    ]
    execute(insert(CountedRow), counted)
    if cards:
        execute(insert(CardRow), cards)


def forget(session: Session, people: Collection[int]) -> None:
    """Take away the cards of people about whom something was changed."""
    from sqlalchemy import delete
    from sqlmodel import col

    from certtrack.store.card_tables import CardRow, CountedRow

    numbers = sorted(people)
    for start in range(0, len(numbers), AT_ONCE):
        some = numbers[start : start + AT_ONCE]
        execute = session.connection().execute
        execute(delete(CardRow).where(col(CardRow.counted_id).in_(some)))
        execute(delete(CountedRow).where(col(CountedRow.id).in_(some)))


def forget_added(session: Session, table: Table, first: int, last: int) -> None:
    """The same of everyone to whom a table's rows with keys from one to another belong."""
    from sqlalchemy import delete, select
    from sqlmodel import col

    from certtrack.store.card_tables import CardRow, CountedRow

    theirs = select(table.c.person_id).where(table.c.id.between(first, last))
    execute = session.connection().execute
    execute(delete(CardRow).where(col(CardRow.counted_id).in_(theirs)))
    execute(delete(CountedRow).where(col(CountedRow.id).in_(theirs)))


def _written(card: Card) -> str:
    return json.dumps(asdict(card), default=str, ensure_ascii=False, separators=(",", ":"))


def _read(content: str) -> Card:
    told = json.loads(content)
    first, last = (date.fromisoformat(told["period"][edge]) for edge in ("first", "last"))
    return Card(
        body=told["body"],
        credentials=tuple(told["credentials"]),
        period=Period(first, last),
        standing=told["standing"],
        required=_number(told["required"]),
        counted=Decimal(told["counted"]),
        remaining=_number(told["remaining"]),
        lacking=tuple((id_, words, Decimal(ceus)) for id_, words, ceus in told["lacking"]),
        rules=tuple(
            Reached(Decimal(one["counted"]), Decimal(one["required"]), one["met"])
            for one in told["rules"]
        ),
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
