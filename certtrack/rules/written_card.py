"""A card in plain values, as it is kept and handed on, and what those values say.

Among many cards few values are different, and reading one takes longer than finding it
again: what was read is remembered by its text.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from certtrack.rules.answers import Standing
from certtrack.rules.card import Card

REMEMBERED = 50_000
"""Different values of one kind of which it is remembered what they say."""


class WrittenCard(NamedTuple):
    """A card in plain values.

    Args:
        first_day: The cycle's first day, as ISO text.
        last_day: Its last day.
        pace_until: The last day on which what counts keeps pace; None when not known.
        body: The certifying body's code.
        credentials: The codes of the credentials, as a JSON list.
        standing: Their standing.
        required: CEUs required, in hundredths; None when not known.
        counted: CEUs that count, in hundredths.
        remaining: CEUs still to be earned at least; None when not known. What a share
            lacks can have more decimals than CEUs have, so it is text.
        lacking: Every rule that is not met, as a JSON list of its id, words and CEUs.
    """

    first_day: str
    last_day: str
    pace_until: str | None
    body: str
    credentials: str
    standing: Standing
    required: int | None
    counted: int
    remaining: str | None
    lacking: str


def written(card: Card) -> WrittenCard:
    """A card in plain values."""
    return WrittenCard(
        first_day=card.period.first.isoformat(),
        last_day=card.period.last.isoformat(),
        pace_until=card.pace_until.isoformat() if card.pace_until else None,
        body=card.body,
        credentials=json.dumps(card.credentials),
        standing=card.standing,
        required=None if card.required is None else _hundredths(card.required),
        counted=_hundredths(card.counted),
        remaining=None if card.remaining is None else f"{card.remaining:f}",
        lacking=json.dumps([[id_, words, f"{ceus:f}"] for id_, words, ceus in card.lacking]),
    )


def _hundredths(ceus: Decimal) -> int:
    scaled = ceus * 100
    if scaled != int(scaled):
        raise ValueError(f"{ceus} has more than two decimals")
    return int(scaled)


@lru_cache(REMEMBERED)
def ceus_of(hundredths: int) -> Decimal:
    """CEUs without zeros that say nothing."""
    whole, rest = divmod(hundredths, 100)
    return Decimal(whole) if not rest else (Decimal(hundredths) / 100).normalize()


day_of = lru_cache(REMEMBERED)(date.fromisoformat)
exactly = lru_cache(REMEMBERED)(Decimal)


@lru_cache(REMEMBERED)
def codes_of(text: str) -> tuple[str, ...]:
    """Codes from a JSON list."""
    return tuple(json.loads(text))


@lru_cache(REMEMBERED)
def lacking_of(text: str) -> tuple[tuple[str, str, Decimal], ...]:
    """Rules that are not met: id, words and CEUs."""
    return tuple((id_, words, Decimal(ceus)) for id_, words, ceus in json.loads(text))
