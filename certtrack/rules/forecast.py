"""The next cycle: when it begins, and which of its rules differ from this one's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from certtrack.rules.editions import Dated, in_force
from certtrack.rules.period import Period, anniversary, day_after
from certtrack.rules.pooling import Pooled
from certtrack.rules.recertification import Recertification

BY_ANOTHER_DAY = ("cycle", "counting", "alignment", "not_checked")
"""Parts of the rules that are not one series bound by the cycle."""


def next_rules(pooled: Pooled, cycle: Period, years: int) -> tuple[str, ...]:
    """What will be otherwise in the cycle after this one, in words; nothing when all stays.

    Args:
        pooled: The credentials that share the cycle.
        cycle: This cycle.
        years: The length of the next one.
    """
    first = day_after(cycle.last)
    after = Period(first, anniversary(first, years=years))
    now, then = dict(_bound(pooled, cycle)), dict(_bound(pooled, after))
    changed = [words for id_, words in then.items() if now.get(id_) != words]
    gone = [words for id_, words in now.items() if id_ not in then]
    return (
        *(f"In the cycle that begins on {first}: {words}" for words in changed),
        *(f"No longer in the cycle that begins on {first}: {words}" for words in gone),
    )


def _bound(pooled: Pooled, cycle: Period) -> Iterator[tuple[str, str]]:
    """The rules that a cycle binds, by id, in words."""
    _, book = pooled.primary
    days = pooled.days(cycle, cycle.first)
    for each in fields(Recertification):
        if each.name not in BY_ANOTHER_DAY:
            editions: tuple[Dated, ...] = getattr(book.recertification, each.name)
            if rule := in_force(editions, days):
                yield each.name, rule.in_words()  # type: ignore[attr-defined]
    for id_, rule in pooled.maintained(cycle.last).counting(days).items():
        yield id_, rule.in_words()
