"""What a route takes: months and money as ranges, part by part, with who says so.

Nothing is guessed: of what nobody tells it is said that it is not known.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from certtrack.programs.directory import Listed
from certtrack.programs.ranges import NONE, UNKNOWN, Range, exactly, total
from certtrack.programs.tuition import tuition
from certtrack.rules.period import months_after, months_between
from certtrack.rules.routes import ASK_THE_END, Lack, LackKind, Route
from certtrack.rules.shape import Level
from certtrack.rules.studies import Education

By = Literal["steps", "months", "cost"]
"""What routes are put in order by."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the directory knows of study.

    Args:
        usual: By award what is usual for programs that give it.
        enrolled: A program that somebody is taken to have begun, and what is then on record.
    """

    usual: Mapping[Level, Listed]
    enrolled: tuple[Listed, Collection[Education]] | None = None

    def of(self, lack: Lack) -> Listed | None:
        """Who tells how long a study takes that is to begin, or is taken to have begun."""
        if lack.study and self.enrolled and lack.study in self.enrolled[1]:
            return self.enrolled[0]
        return self.usual.get(lack.award) if lack.award else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that takes time or money on a route.

    Args:
        kind: What it is.
        words: It in words.
        months: How long it takes from the day asked about, full-time.
        until: The day on which time alone will have filled it; None where there is none.
        cost: Tuition, in US dollars.
        told: Who tells the figures; None where they follow from rules and record.
        early: Whether a stage before its end will do.
    """

    kind: LackKind
    words: str
    months: Range
    until: date | None
    cost: Range
    told: Listed | None
    early: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a route takes.

    Args:
        route: The route.
        on: The day asked about.
        parts: What takes time or money; of facts to be found out those before which nothing can
            be said.
    """

    route: Route
    on: date
    parts: tuple[Part, ...]

    @property
    def hangs_on_facts(self) -> bool:
        """Whether the figures hold only if what must be found out turns out well."""
        return bool(self.route.find_out)

    @property
    def months(self) -> Range:
        """Months from the day asked about to the exam.

        At the least everything is done at once; at the most what can be begun freely is done
        full-time, one after another, after study that goes on.
        """
        least = max((one.months.least for one in self.parts), default=Fraction(0))
        if not all(one.months.is_known for one in self.parts):
            return Range(least, None)
        waits = [_most(one) for one in self.parts if one.until and one.kind != "study"]
        going_on = [_most(one) for one in self.parts if one.until and one.kind == "study"]
        freely = sum((_most(one) for one in self.parts if not one.until), Fraction(0))
        return Range(least, max([*waits, max(going_on, default=Fraction(0)) + freely]))

    @property
    def cost(self) -> Range:
        """Tuition in US dollars; exam fees, books and living are not in it."""
        return total(one.cost for one in self.parts)

    @property
    def this_week(self) -> tuple[str, ...]:
        """What can be done now; for study that is only taken to have begun: to begin it."""
        begun = [one.told for one in self.parts if one.kind == "study" and one.told]
        ask = [f"Ask {one.program.name} when you can enroll." for one in begun]
        told = self.route.this_week
        return (*ask, *(line for line in told if not (begun and line == ASK_THE_END)))

    @property
    def ends_early(self) -> bool:
        """Whether a stage before the end of a study will do; nobody tells when it is reached."""
        return any(one.early for one in self.parts)

    @property
    def latest(self) -> date | None:
        """The day by which the exam can be sat; None where nobody knows."""
        months = self.months.most
        return None if months is None else months_after(self.on, months)

    @property
    def earliest(self) -> date | None:
        """The first day on which the exam can be sat.

        None where nobody knows how long it takes, or how long before its end a study
        reaches the stage that will do.
        """
        if not self.months.is_known or self.ends_early:
            return None
        waits = [one.until for one in self.parts if one.until]
        return max([months_after(self.on, self.months.least), *waits])


def _most(part: Part) -> Fraction:
    return part.months.most or Fraction(0)


def estimate(route: Route, on: date, known: Known) -> Estimate:
    """What a route takes from a day on.

    Args:
        route: The route.
        on: The day asked about.
        known: What the directory knows of study.
    """
    lacks = [one for one in route.lacks if one.kind != "find-out" or one.untold]
    return Estimate(route=route, on=on, parts=tuple(_parts(lacks, on, known)))


def _parts(lacks: Iterable[Lack], on: date, known: Known) -> Iterator[Part]:
    """Of several things that one program to be begun will fill, the program once."""
    begun: set[Level] = set()
    for one in lacks:
        if one.award in begun:
            continue
        if one.award:
            begun.add(one.award)
        told = known.of(one)
        yield Part(
            kind=one.kind,
            words=one.words,
            months=_months(one, on, told),
            until=one.until,
            cost=_cost(one, told),
            told=told,
            early=one.early,
        )


def _months(lack: Lack, on: date, told: Listed | None) -> Range:
    if lack.until:
        found = exactly(months_between(on, lack.until))
    elif lack.work is not None:
        found = exactly(lack.work)
    elif told and (span := told.program.months):
        found = Range(Fraction(span.least), Fraction(span.most))
    else:
        found = UNKNOWN
    # How long before its end a study reaches its last stages, nobody tells.
    return Range(Fraction(0), found.most) if lack.early else found


def _cost(lack: Lack, told: Listed | None) -> Range:
    if lack.kind in ("wait", "work"):
        return NONE
    return tuition(told.program) if told else UNKNOWN


def ordered(found: Iterable[Estimate], by: By) -> tuple[Estimate, ...]:
    """Routes in order: what nobody knows comes last, what hangs on facts before that.

    Args:
        found: The routes, the nearest first; among equals this order stays.
        by: What they are put in order by; steps: as they come.
    """
    kept = tuple(found)
    return kept if by == "steps" else tuple(sorted(kept, key=lambda one: standing(one, by)))


def standing(one: Estimate, by: By) -> tuple[int, Fraction, Fraction]:
    """Where a route stands by steps, months or cost: less comes first."""
    if by == "steps":
        steps = len(one.route.steps) + len(one.route.find_out)
        return int(one.route.outcome != "met"), Fraction(steps), Fraction(0)
    figure = one.months if by == "months" else one.cost
    return sureness(one, by), figure.least if figure.most is None else figure.most, figure.least


def sureness(one: Estimate, by: By) -> int:
    """0 where a figure is known, 1 where it hangs on facts, 2 where nobody knows it."""
    if by == "steps":
        return 0
    figure = one.months if by == "months" else one.cost
    return int(one.hangs_on_facts) if figure.is_known else 2
