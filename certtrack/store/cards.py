"""The cards of the people in a store: which are there and true, keeping and forgetting them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from certtrack.rules.card import Card
from certtrack.rules.period import Period
from certtrack.store.dialect import Connection

if TYPE_CHECKING:
    from sqlalchemy import Table
    from sqlmodel import Session

NOTHING = Decimal(0)

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


def how_many_without(connection: Connection, rules: str, on: date) -> int:
    """Of how many people the cards are not there, or not true on a day."""
    query = (
        "SELECT count(*) AS many FROM person "
        f"LEFT JOIN counted ON counted.id = person.id AND {TRUE} WHERE counted.id IS NULL"
    )
    day = on.isoformat()
    return int(connection.execute(query, (rules, day, day)).fetchone()["many"])


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
        "SELECT person.id AS number, person.name, person.email, person.department, "
        "person.manager, person.state, card.* FROM card "
        "JOIN counted ON counted.id = card.counted_id JOIN person ON person.id = card.counted_id "
        f"WHERE {TRUE}"
    )
    values: list[Any] = [rules, day, day]
    if until is not None:
        query, values = f"{query} AND card.last_day <= ?", [*values, until.isoformat()]
    # The plus keeps SQLite from going through all cards in that order instead of the due ones.
    for row in connection.execute(f"{query} ORDER BY +card.counted_id, card.id", values):
        yield row, _read(row)


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
    cards = [_columns(one.number, card) for one in made for card in one.cards]
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


def _columns(number: int, card: Card) -> dict[str, Any]:
    return {
        "counted_id": number,
        "first_day": card.period.first,
        "last_day": card.period.last,
        "pace_until": card.pace_until,
        "body": card.body,
        "credentials": list(card.credentials),
        "standing": card.standing,
        "required": card.required,
        "counted": card.counted,
        "remaining": None if card.remaining is None else f"{card.remaining:f}",
        "lacking": [[id_, words, f"{ceus:f}"] for id_, words, ceus in card.lacking],
    }


def _read(row: Any) -> Card:
    pace_until = row["pace_until"]
    return Card(
        body=row["body"],
        credentials=_codes(row["credentials"]),
        period=_period(row["first_day"], row["last_day"]),
        standing=row["standing"],
        required=_ceus(row["required"]),
        counted=_ceus(row["counted"]) or NOTHING,
        remaining=None if row["remaining"] is None else _exactly(row["remaining"]),
        lacking=_lacking(row["lacking"]),
        pace_until=_day(pace_until) if pace_until else None,
    )


# Among many cards few of these are different, and reading one takes longer than finding it.
_day = lru_cache(50_000)(date.fromisoformat)
_exactly = lru_cache(50_000)(Decimal)


@lru_cache(50_000)
def _period(first: str, last: str) -> Period:
    return Period(_day(first), _day(last))


@lru_cache(50_000)
def _ceus(hundredths: int | None) -> Decimal | None:
    if hundredths is None:
        return None
    whole, rest = divmod(hundredths, 100)
    return Decimal(whole) if not rest else (Decimal(hundredths) / 100).normalize()


@lru_cache(50_000)
def _codes(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


@lru_cache(50_000)
def _lacking(written: str) -> tuple[tuple[str, str, Decimal], ...]:
    return tuple((id_, words, Decimal(ceus)) for id_, words, ceus in json.loads(written))
