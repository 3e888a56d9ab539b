"""Experience: months of full-time work of a kind, or hours of it; overlaps count once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.facts import FULL_TIME, Experience
from certtrack.rules.findings import Asked, Finding, Outcome, Said
from certtrack.rules.period import (
    DAYS_A_MONTH,
    DAYS_A_WEEK,
    anniversary,
    day_after,
    days_from,
    months_between,
)
from certtrack.rules.requirements.case import Case, Cited, Ground
from certtrack.rules.shape import Slug, Whole, shape

UNTOLD = Said(
    "No work experience is on record.",
    find_out="your work: for each job its kind, first and last day, hours a week",
    untold=True,
)

LONGEST_WAIT = 10_000
"""Days to look ahead for the day when work that goes on will suffice."""


@shape
class ExperienceRequirement(Cited):
    """Months or hours of work of any of the named kinds, where asked within the last years.

    Months are of full-time work, part-time in proportion; hours are the hours a week times
    the weeks. NCRA's route B: 1,950 hours in the cancer registry field.

    In a rule file: ``{ kind = "experience", work = ["coding"], months = 24 }``, or
    ``hours = 1950`` in the place of months
    """

    kind: Literal["experience"]
    work: Annotated[
        tuple[Slug, ...], Field(min_length=1, description="Kinds of work that will do.")
    ]
    perhaps: Annotated[
        tuple[Slug, ...],
        Field(description="Kinds of work that may be of the kind asked; the record does not say."),
    ] = ()
    months: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Months of full-time work asked for; or else hours."),
    ] = None
    hours: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Hours of work asked for; or else months."),
    ] = None
    within_years: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Count only work in the last so many years; absent: any time."),
    ] = None

    def __post_init__(self) -> None:
        if (self.months is None) == (self.hours is None):
            raise ValueError("experience is asked for in months or in hours, exactly one of them")

    def judge(self, ground: Ground, asked: Asked, case: Case) -> Finding:
        """Met when the matching work up to the day asked about suffices."""
        jobs = case.person.experience
        if jobs is None:
            return Finding(asked, "unknown", UNTOLD)
        worked = self._worked(jobs, self.work, ground.on)
        outcome: Outcome = "met" if worked >= self._asked else "not-met"
        either = (*self.work, *self.perhaps)
        if outcome == "not-met" and self._worked(jobs, either, ground.on) >= self._asked:
            outcome = "unknown"
        return Finding(asked, outcome, lambda: self._said(jobs, worked, outcome, ground.on))

    def _said(
        self, jobs: Sequence[Experience], worked: Fraction, outcome: Outcome, on: date
    ) -> Said:
        doubt = f"whether your work in {_listed(self.perhaps)} was {_listed(self.work)}"
        lacking = self._asked - Fraction(worked * 10 // 1, 10)
        more = f"{_shown(lacking)} more {self._unit} in {_listed(self.work)}"
        return Said(
            self._told(worked, on),
            find_out=doubt if outcome == "unknown" else None,
            step=f"Work {more}." if outcome != "met" else None,
            not_before=self._reached(jobs, on) if outcome == "not-met" else None,
            work=self._full_time(self._asked - worked) if outcome == "not-met" else None,
        )

    def _full_time(self, amount: Fraction) -> Fraction:
        """Months of full-time work that months or hours make."""
        if self.months:
            return amount
        return amount / Fraction(FULL_TIME) * DAYS_A_WEEK / DAYS_A_MONTH

    def _told(self, worked: Fraction, on: date) -> str:
        since = f" since {self._first_day(on)}" if self.within_years else ""
        return f"{_shown(worked)} of {self._asked} {self._unit} on record{since}, up to {on}."

    @property
    def _asked(self) -> int:
        return self.months or self.hours or 0

    @property
    def _unit(self) -> str:
        return "months" if self.months else "hours"

    def _worked(self, jobs: Sequence[Experience], kinds: Sequence[str], on: date) -> Fraction:
        measure = full_time_months if self.months else hours_worked
        return measure([one for one in jobs if one.kind in kinds], self._first_day(on), on)

    def _reached(self, jobs: Sequence[Experience], on: date) -> date | None:
        """The day after `on` when work that goes on will suffice; None when none does."""
        going_on = [one for one in jobs if one.kind in self.work and one.until is None]
        if not going_on:
            return None
        soonest, latest = 1, LONGEST_WAIT
        while soonest < latest:
            days = (soonest + latest) // 2
            if self._worked(jobs, self.work, days_from(on, days)) >= self._asked:
                latest = days
            else:
                soonest = days + 1
        return days_from(on, soonest) if soonest < LONGEST_WAIT else None

    def _first_day(self, on: date) -> date:
        """The first day that counts: `on` is the last of so many whole years."""
        if self.within_years is None:
            return date.min
        return anniversary(day_after(on), years=-self.within_years)

    def in_words(self) -> str:
        """The requirement in words."""
        if self.words:
            return self.words
        within = f" within the last {self.within_years} years" if self.within_years else ""
        return f"{self._asked:,} {self._unit} of experience in {_listed(self.work)}{within}"


def full_time_months(jobs: Sequence[Experience], first: date, last: date) -> Fraction:
    """Months of full-time work between two days, both included.

    Jobs held at the same time count once: their hours add up to at most full time.
    Half a year from any day is six months, though months differ in length: whole months
    are counted from a day on which work began or changed, and the days left over as a part
    of the month they fall in. Of all ways to choose such days the one that counts most is
    taken, so that a further job can never make the sum less.
    """
    stretches = _stretches(jobs, first, last)
    best = [Fraction(0)]
    for end in range(1, len(stretches) + 1):
        best.append(max(best[at] + _worked(stretches[at:end]) for at in range(end)))
    return best[-1]


def hours_worked(jobs: Sequence[Experience], first: date, last: date) -> Fraction:
    """Hours of work between two days, both included: the hours a week times the weeks.

    A day is a seventh of a week, whichever days were worked. Jobs held at the same time
    count once: their hours add up to at most full time.
    """
    return sum(
        (
            Fraction((end - start).days, DAYS_A_WEEK) * Fraction(hours)
            for start, end, hours in _stretches(jobs, first, last)
        ),
        Fraction(0),
    )


Stretch = tuple[date, date, Decimal]
"""From a day up to, not including, another, with the same hours a week throughout."""


def _stretches(jobs: Sequence[Experience], first: date, last: date) -> list[Stretch]:
    spans = [
        (max(job.from_, first), day_after(min(job.until or last, last)), job.hours_per_week)
        for job in jobs
        if job.from_ <= last and (job.until is None or job.until >= first)
    ]
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    stretches: list[Stretch] = []
    for start, end in pairwise(edges):
        hours = sum((per for a, b, per in spans if a <= start and end <= b), Decimal(0))
        hours = min(hours, FULL_TIME)
        if stretches and stretches[-1][2] == hours:
            stretches[-1] = (stretches[-1][0], end, hours)
        else:
            stretches.append((start, end, hours))
    return stretches


def _worked(stretches: Sequence[Stretch]) -> Fraction:
    """Full-time months of adjoining stretches, months counted from the first day of all."""
    anchor = stretches[0][0]
    return sum(
        (
            (months_between(anchor, end) - months_between(anchor, start))
            * Fraction(hours / FULL_TIME)
            for start, end, hours in stretches
        ),
        Fraction(0),
    )


def _listed(kinds: Sequence[str]) -> str:
    return " or ".join(kind.replace("-", " ") for kind in kinds)


def _shown(amount: Fraction) -> str:
    """An amount with one decimal, rounded down, so that nearly enough never reads as enough."""
    tenths = amount * 10 // 1
    return str(Decimal(tenths) / 10) if tenths % 10 else str(tenths // 10)
