"""Calendars: the ways in which bodies lay out recertification cycles.

Each knows the cycles of a credential passed on a day, in order and without a gap, or none
where they cannot be computed from that day alone.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from certtrack.rules.editions import Dated
from certtrack.rules.period import Period, anniversary, day_after, nth_cycle
from certtrack.rules.shape import Whole, shape

Years = Annotated[Whole, Field(gt=0, le=20, description="Length of a cycle in years.")]


@shape
class Anniversary(Dated):
    """Cycles of whole years counted from the day the exam was passed. AHIMA: two years."""

    kind: Literal["anniversary"]
    years: Years

    def in_words(self) -> str:
        """The rule in words."""
        return f"Cycles of {_years(self.years)} from the day the exam was passed."

    def periods(self, passed_on: date) -> Iterator[Period]:
        """Every cycle of a credential passed on a day."""
        return (nth_cycle(passed_on, years=self.years, number=n) for n in count())

    def ends_on(self, stated: date) -> date:
        """The last day of the cycle that goes with a day the body states."""
        return stated


@shape
class FixedDay(Dated):
    """Cycles that end on one day of the year for everybody, the first one longer.

    NCRA: two years to 31 December; the first from the day of passing to the end of the
    second year after it.
    """

    kind: Literal["fixed-day"]
    years: Years
    month: Annotated[Whole, Field(ge=1, le=12)]
    day: Annotated[Whole, Field(ge=1, le=31)]
    first_years: Annotated[
        Whole,
        Field(ge=0, description="The first cycle ends so many calendar years after the exam's."),
    ]

    def in_words(self) -> str:
        """The rule in words."""
        day = f"{self.day} {calendar.month_name[self.month]}"
        return (
            f"Cycles of {_years(self.years)} that end on {day}; the first from the day the exam "
            f"was passed to {day} of the {self.first_years}. year after that of the exam."
        )

    def periods(self, passed_on: date) -> Iterator[Period]:
        """Every cycle of a credential passed on a day."""
        end = self._day(passed_on.year + self.first_years)
        if end < passed_on:
            end = self._day(end.year + self.years)
        yield Period(passed_on, end)
        for n in count(1):
            first = day_after(self._day(end.year + self.years * (n - 1)))
            yield Period(first, self._day(end.year + self.years * n))

    def ends_on(self, stated: date) -> date:
        """The last day of the cycle that goes with a day the body states."""
        return stated

    def _day(self, year: int) -> date:
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@shape
class Stated(Dated):
    """Cycles whose end only the body tells; those after it follow at the same distance.

    PTCB: two years to the expiry date. With `month_parity` the year follows the month: a
    cycle that ends in an odd month ends in an odd year, as at AAPC, whose membership is
    renewed every year but whose CEUs are due every second one.
    """

    kind: Literal["stated"]
    years: Years
    month_parity: Annotated[
        bool, Field(description="Whether odd months fall due in odd years, even in even.")
    ] = False
    first_prorated: Annotated[
        bool,
        Field(description="Whether a first, shorter cycle asks for less, how much is not known."),
    ] = False

    def in_words(self) -> str:
        """The rule in words."""
        parity = ", in odd years for odd months and in even years for even" * self.month_parity
        less = "; a shorter first one asks for less, how much is not known" * self.first_prorated
        return f"Cycles of {_years(self.years)} that end on the day the body states{parity}{less}."

    def asks_less(self, period: Period, passed_on: date) -> bool:
        """Whether a cycle is a first, shorter one that asks for less than a whole one."""
        whole = anniversary(passed_on, years=self.years)
        return self.first_prorated and passed_on in period and day_after(period.last) < whole

    def periods(self, passed_on: date) -> Iterator[Period]:  # noqa: ARG002 - it tells nothing
        """None: they cannot be computed from the exam alone."""
        return iter(())

    def ends_on(self, stated: date) -> date:
        """The last day of the cycle that goes with a day the body states."""
        if self.month_parity and (stated.month - stated.year) % 2:
            return anniversary(stated, years=1)
        return stated


Calendar = Annotated[Anniversary | FixedDay | Stated, Discriminator("kind")]
"""Every way to lay out cycles; a new one is one class and one line here."""


def _years(years: int) -> str:
    return "a year" if years == 1 else f"{years} years"
