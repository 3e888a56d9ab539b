"""Recertification cycles: which spans of days a credential's CEUs must be earned in.

Cycles are computed from an anchor day; dates that the certifying body itself states
win over computed ones, and later cycles count on from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count

from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Holding
from certtrack.rules.period import Period, anniversary, day_after, nth_cycle
from certtrack.rules.recertification import AnniversaryCycle


@dataclass(frozen=True, slots=True)
class Cycle:
    """One recertification cycle of a holding.

    Args:
        period: Its days, both ends included.
        rule: The rule it was computed by.
        stated: Whether its dates are the body's own, as entered by the holder.
    """

    period: Period
    rule: AnniversaryCycle
    stated: bool = False


def cycles_of(holding: Holding, rules: Sequence[AnniversaryCycle], on: date) -> list[Cycle]:
    """The cycles of a holding from its first to the one that contains `on`, in order.

    They leave no gap and do not overlap. Empty when `on` comes before the exam was
    passed, or when no rule is known for that time.
    """
    rule = in_force(rules, anchored(on=on, passed_on=holding.passed_on))
    if rule is None or on < holding.passed_on:
        return []
    stated = _stated(holding, rule)
    found = []
    for cycle in _all_cycles(holding.passed_on, rule, stated):
        found.append(cycle)
        if on <= cycle.period.last:
            break
    return found


def _stated(holding: Holding, rule: AnniversaryCycle) -> Period | None:
    """The cycle that the body states: both days, or only the last one."""
    if holding.cycle is not None:
        return Period(holding.cycle.from_, holding.cycle.until)
    if holding.valid_until is None:
        return None
    first = anniversary(day_after(holding.valid_until), years=-rule.years)
    return Period(max(first, holding.passed_on), holding.valid_until)


def _all_cycles(passed_on: date, rule: AnniversaryCycle, stated: Period | None) -> Iterator[Cycle]:
    """Every cycle: computed up to a stated one, that one, then counted on from its end."""
    if stated is None:
        yield from _computed(passed_on, rule)
        return
    for cycle in _computed(passed_on, rule):
        if cycle.period.first >= stated.first:
            break
        yield Cycle(_cut(cycle.period, stated), rule)
        if cycle.period.last >= stated.first:
            break
    yield Cycle(stated, rule, stated=True)
    yield from _computed(day_after(stated.last), rule)


def _computed(anchor: date, rule: AnniversaryCycle) -> Iterator[Cycle]:
    return (Cycle(nth_cycle(anchor, years=rule.years, number=n), rule) for n in count())


def _cut(period: Period, stated: Period) -> Period:
    """A computed cycle shortened so that the stated one follows without overlap."""
    return period if period.last < stated.first else period.until_before(stated.first)
