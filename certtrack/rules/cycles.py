"""Recertification cycles: which spans of days a credential's CEUs must be earned in.

Cycles are computed from an anchor day; dates that the certifying body itself states
win over computed ones, and later cycles count on from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, takewhile

from certtrack.rules.calendars import Calendar, Stated
from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Decision, Holding
from certtrack.rules.period import Period, anniversary, day_after, nth_cycle


@dataclass(frozen=True, slots=True)
class Cycle:
    """One recertification cycle of a holding.

    Args:
        period: Its days, both ends included.
        rule: The rule it was computed by.
        stated: Whether its dates are the body's own, as entered by the holder.
        granted: The body's decision that extended it; empty when there is none.
    """

    period: Period
    rule: Calendar
    stated: bool = False
    granted: tuple[Decision, ...] = ()


def cycles_of(holding: Holding, rules: Sequence[Calendar], on: date) -> list[Cycle]:
    """The cycles of a holding from its first to the one that contains `on`, in order.

    They leave no gap and do not overlap. Empty when `on` comes before the exam was
    passed, when no rule is known for that time, or when only the body could tell.
    """
    rule = in_force(rules, anchored(on=on, passed_on=holding.passed_on))
    if rule is None or on < holding.passed_on:
        return []
    found = []
    for cycle in _all_cycles(holding.passed_on, rule, _stated(holding, rule)):
        found.append(cycle)
        if on <= cycle.period.last:
            break
    return found


def _stated(holding: Holding, rule: Calendar) -> Period | None:
    """The cycle that the body states: both days, or only the last one."""
    if holding.cycle is not None:
        return Period(holding.cycle.from_, holding.cycle.until)
    if holding.valid_until is None:
        return None
    last = rule.ends_on(holding.valid_until)
    computed = takewhile(lambda one: one.last <= last, rule.periods(holding.passed_on))
    if same := next((one for one in computed if one.last == last), None):
        return same
    first = anniversary(day_after(last), years=-rule.years)
    return Period(max(first, holding.passed_on), last)


def _all_cycles(passed_on: date, rule: Calendar, stated: Period | None) -> Iterator[Cycle]:
    """Every cycle: computed up to a stated one, that one, then counted on from its end.

    Where the stated cycle is one of the computed ones, nothing moves.
    """
    computed = rule.periods(passed_on)
    if stated and isinstance(rule, Stated):
        computed = _before(stated, passed_on, rule)
    for period in computed:
        if stated and period == stated:
            yield Cycle(stated, rule, stated=True)
            yield from (Cycle(later, rule) for later in computed)
            return
        if stated and period.last >= stated.first:
            # A stub before the stated cycle; it is shortened so that nothing overlaps.
            if period.first < stated.first:
                yield Cycle(period.until_before(stated.first), rule)
            break
        yield Cycle(period, rule)
    if stated is None:
        return
    yield Cycle(stated, rule, stated=True)
    yield from (Cycle(period, rule) for period in _after(stated, rule))


def _before(stated: Period, passed_on: date, rule: Calendar) -> Iterator[Period]:
    """Cycles counted back from a stated one to the day the exam was passed."""
    back = (nth_cycle(stated.first, years=rule.years, number=-n) for n in count(1))
    earlier = list(takewhile(lambda one: one.last >= passed_on, back))
    return (Period(max(one.first, passed_on), one.last) for one in reversed(earlier))


def _after(stated: Period, rule: Calendar) -> Iterator[Period]:
    """Cycles that end on the same day of the year as a stated one."""
    first = day_after(stated.last)
    for n in count(1):
        last = anniversary(stated.last, years=rule.years * n)
        yield Period(first, last)
        first = day_after(last)
