"""Experience: months of full-time work of a kind; overlaps once, part-time in proportion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta
from pydantic import Field

from certtrack.rules.facts import FULL_TIME, Experience
from certtrack.rules.findings import Finding
from certtrack.rules.period import anniversary, day_after
from certtrack.rules.requirements.case import Case, Cited
from certtrack.rules.shape import Slug, Whole, shape


@shape
class ExperienceRequirement(Cited):
    """Months of work of any of the named kinds, where asked within the last years.

    In a rule file: ``{ kind = "experience", work = ["coding"], months = 24 }``
    """

    kind: Literal["experience"]
    work: Annotated[
        tuple[Slug, ...], Field(min_length=1, description="Kinds of work that will do.")
    ]
    perhaps: Annotated[
        tuple[Slug, ...],
        Field(description="Kinds of work that may be of the kind asked; the record does not say."),
    ] = ()
    months: Annotated[Whole, Field(gt=0, description="Months of full-time work asked for.")]
    within_years: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Count only work in the last so many years; absent: any time."),
    ] = None

    def judge(self, case: Case) -> Finding:
        """Met when the months of matching work up to the day asked about suffice."""
        words = self.in_words()
        if case.person.experience is None:
            return Finding(
                requirement=words,
                outcome="unknown",
                because="No work experience is on record.",
                citation=case.citation,
                find_out="your work: for each job its kind, first and last day, hours a week",
            )
        earliest = (
            day_after(anniversary(case.on, years=-self.within_years))
            if self.within_years
            else date.min
        )
        jobs = [job for job in case.person.experience if job.kind in self.work]
        unsure = [job for job in case.person.experience if job.kind in self.perhaps]
        worked = full_time_months(jobs, earliest, case.on)
        perhaps = full_time_months([*jobs, *unsure], earliest, case.on)
        met, unknown = worked >= self.months, perhaps >= self.months
        since = f" since {earliest}" if self.within_years else ""
        told = f"{_shown(worked)} of {self.months} months on record{since}, up to {case.on}."
        doubtful = f"whether your work in {_listed(self.perhaps)} was {self._works()}"
        return Finding(
            requirement=words,
            outcome="met" if met else "unknown" if unknown else "not-met",
            because=told if met or not unknown else f"{told} More only with other work.",
            citation=case.citation,
            find_out=doubtful if unknown and not met else None,
            step=None
            if met
            else f"Work {_shown(self.months - worked)} more months in {self._works()}.",
        )

    def _works(self) -> str:
        return _listed(self.work)

    def in_words(self) -> str:
        """The requirement in words."""
        if self.words:
            return self.words
        within = f" within the last {self.within_years} years" if self.within_years else ""
        return f"{self.months} months of experience in {self._works()}{within}"


def full_time_months(jobs: Sequence[Experience], first: date, last: date) -> Fraction:
    """Months of full-time work between two days, both included.

    Jobs held at the same time count once: their hours add up to at most full time. A
    stretch of even hours counts its whole months from its own first day, then the days
    that are left as a part of the month they fall in, so that half a year from any day
    is six months.
    """
    spans = [
        (max(job.from_, first), day_after(min(job.until or last, last)), job.hours_per_week)
        for job in jobs
        if job.from_ <= last and (job.until is None or job.until >= first)
    ]
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    stretches: list[tuple[date, date, Decimal]] = []
    for start, end in pairwise(edges):
        hours = sum((per for a, b, per in spans if a <= start and end <= b), Decimal(0))
        hours = min(hours, FULL_TIME)
        if stretches and stretches[-1][1:] == (start, hours):
            stretches[-1] = (stretches[-1][0], end, hours)
        else:
            stretches.append((start, end, hours))
    return sum(
        (_months(start, end) * Fraction(hours / FULL_TIME) for start, end, hours in stretches),
        Fraction(0),
    )


def _listed(kinds: Sequence[str]) -> str:
    return " or ".join(kind.replace("-", " ") for kind in kinds)


def _months(start: date, end: date) -> Fraction:
    """Months from `start` up to, not including, `end`."""
    passed = relativedelta(end, start)
    whole = passed.years * 12 + passed.months
    here = start + relativedelta(months=whole)
    there = start + relativedelta(months=whole + 1)
    part = Fraction((end - here).days, (there - here).days)
    return Fraction(whole) + part


def _shown(months: Fraction) -> str:
    """Months with one decimal, rounded down, so that nearly enough never reads as enough."""
    tenths = months * 10 // 1
    return str(Decimal(tenths) / 10) if tenths % 10 else str(tenths // 10)
