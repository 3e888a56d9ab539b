"""Spans of civil days, inclusive at both ends as bodies, holders and files write them.

This is the one file that adds or takes away a day at an edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
DAYS_A_WEEK = 7
DAYS_A_MONTH = Fraction(146_097, 4_800)
"""On average: the calendar repeats after 400 years, which have so many days and months."""

REMEMBERED = 50_000
"""Anniversaries that are remembered: a roster asks for the same ones again and again."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both days included.

    Args:
        first: First day.
        last: Last day, not before `first`.

    Raises:
        ValueError: When the last day comes before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} comes before {self.first}")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"

    def until_before(self, day: date) -> Period:
        """The same span, ended on the day before `day`."""
        return Period(self.first, day_before(day))


@lru_cache(REMEMBERED)
def anniversary(anchor: date, *, years: int) -> date:
    """The same day `years` later (or earlier); 29 February falls on the 28th in other years."""
    return anchor + relativedelta(years=years)


def nth_cycle(anchor: date, *, years: int, number: int) -> Period:
    """The `number`-th span of `years` years counted from `anchor` (0 is the first).

    Every span is computed from the anchor, never from the one before it, so that an
    anchor on 29 February does not drift. Spans tile the calendar.
    """
    first = anniversary(anchor, years=years * number)
    return Period(first, day_before(anniversary(anchor, years=years * (number + 1))))


def day_before(day: date) -> date:
    """The day before, or the first day of the calendar itself."""
    return day if day == date.min else day - ONE_DAY


def day_after(day: date) -> date:
    """The day after, or the last day of the calendar itself."""
    return day if day == date.max else day + ONE_DAY


def days_from(start: date, days: int) -> date:
    """The day that comes `days` days after `start`."""
    return start + timedelta(days=days)


def months_between(start: date, end: date) -> Fraction:
    """Months from `start` up to, not including, `end`: whole ones, then a part of the next."""
    passed = relativedelta(end, start)
    whole = passed.years * 12 + passed.months
    here = start + relativedelta(months=whole)
    there = start + relativedelta(months=whole + 1)
    return whole + Fraction((end - here).days, (there - here).days)


def months_after(start: date, months: Fraction) -> date:
    """The day that comes so many months later; a part of a month is rounded up to a day."""
    whole = int(months)
    here = start + relativedelta(months=whole)
    there = start + relativedelta(months=whole + 1)
    return here + timedelta(days=ceil((months - whole) * (there - here).days))
