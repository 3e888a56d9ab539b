"""The walk: from a holding's first cycle to the one that matters on a day, judging each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from certtrack.rules.answers import Ended, PastCycle, StandingOn
from certtrack.rules.cycles import Cycle, cycles_of
from certtrack.rules.decisions import about, deferred, extended, settled_before
from certtrack.rules.duty_status import filing_of
from certtrack.rules.editions import in_force
from certtrack.rules.facts import Activity, Decision, Person
from certtrack.rules.period import days_from
from certtrack.rules.pooling import Pooled
from certtrack.rules.reckoning import Reckoned, Terms, reckon
from certtrack.rules.reinstating import restarted
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.standing import lapsed, running


@dataclass(frozen=True, slots=True)
class Matter:
    """What is looked at: credentials that share a cycle, on a day.

    Args:
        pooled: The credentials.
        activities: Those up to the day that may serve them.
        decisions: What the body itself decided up to the day.
        on: The day asked about.
    """

    pooled: Pooled
    activities: tuple[Activity, ...]
    decisions: tuple[Decision, ...]
    on: date


@dataclass(frozen=True, slots=True)
class Reached:
    """The cycle that matters, with the standing in it and what was before it."""

    reckoned: Reckoned
    now: StandingOn
    past: tuple[PastCycle, ...]

    def books(self, matter: Matter) -> tuple[Rulebook, ...]:
        """The rules of the credentials that share the cycle."""
        last = self.reckoned.cycle.period.last
        return matter.pooled.maintained(min(matter.on, last)).books


def matter_of(person: Person, pooled: Pooled, on: date) -> Matter:
    """What is on record by a day for credentials that share a cycle."""
    activities = tuple(one for one in person.on_record_by(on) if pooled.concerns(one.for_))
    return Matter(pooled, activities, about(person, pooled, on), on)


def walk(matter: Matter) -> Reached | None:
    """The cycle that contains the day, unless an earlier one ended unmet.

    None when no cycle is known on the day.
    """
    cycles = _cycles(matter)
    known_from = _first_known(matter, cycles)
    owed: dict[str, Decimal] = {}
    past: list[PastCycle] = []
    for cycle in cycles:
        over = matter.on not in cycle.period
        presumed = over and (known_from is None or cycle.period.last < known_from)
        if presumed and not _reinstated(matter, cycle):
            # Whatever counts in it, it is presumed renewed: it need not be reckoned.
            past.append(_presumed(cycle))
            owed = {}
            continue
        terms = Terms(owed=owed)
        reckoned = reckon(
            matter.pooled, cycle, matter.activities, matter.decisions, matter.on, terms
        )
        if not over:
            now = running(cycle.period.last, met=reckoned.outcome == "met")
            return Reached(reckoned, now, tuple(past))
        ended = _ended(matter, reckoned, presumed=presumed)
        if ended is None:
            return Reached(reckoned, _lapsed(matter, reckoned), tuple(past))
        owed = reckoned.lacking if ended.outcome == "deferred" else {}
        past.append(ended)
    return None


def _cycles(matter: Matter) -> list[Cycle]:
    holding, book = matter.pooled.primary
    origin = replace(holding, passed_on=matter.pooled.first_day)
    computed = cycles_of(origin, book.recertification.cycle, matter.on)
    cycles = extended(computed, matter.decisions, matter.on)
    return restarted(matter.pooled, cycles, matter.decisions, matter.on)


def _first_known(matter: Matter, cycles: Sequence[Cycle]) -> date | None:
    """The first day of which anything is known; cycles before it are presumed renewed.

    Whoever the body gives a cycle, or reinstates, was not lost in an earlier one.
    """
    settled = settled_before(matter.decisions)
    stated = [cycle.period.first for cycle in cycles if cycle.stated]
    if stated or settled:
        return max(filter(None, (*stated, settled)))
    days = [one.completed_on for one in matter.activities]
    days += [day for holding, _ in matter.pooled.holdings if (day := holding.tracked_from)]
    return min(days, default=None)


def _ended(matter: Matter, reckoned: Reckoned, *, presumed: bool) -> PastCycle | None:
    """What became of a cycle that is over; None when it ended unmet, and that stands.

    Where it cannot be judged, it is presumed renewed.
    """
    cycle = reckoned.cycle
    if reckoned.outcome == "not-met":
        if presumed:
            # One that was not also reinstated was not reckoned at all.
            return _past(matter, reckoned, "reinstated")
        if deferred(matter.decisions, cycle.period, cycle.rule.years):
            return _past(matter, reckoned, "deferred")
        return None
    sure = reckoned.outcome == "met" and not presumed
    return _past(matter, reckoned, "renewed" if sure else "presumed-renewed")


def _presumed(cycle: Cycle) -> PastCycle:
    return PastCycle(period=cycle.period, outcome="presumed-renewed", required=None, counted=None)


def _reinstated(matter: Matter, cycle: Cycle) -> bool:
    """Whether a reinstatement settled this very cycle: one in which something was done."""
    settled = settled_before(matter.decisions)
    worked = any(one.completed_on in cycle.period for one in matter.activities)
    return bool(settled and settled > cycle.period.last and worked)


def _past(matter: Matter, reckoned: Reckoned, outcome: Ended) -> PastCycle:
    period = reckoned.cycle.period
    judged = outcome != "presumed-renewed"
    filing = filing_of(matter.pooled, period, matter.on)
    still_to_do = filing and not filing.handed_in_on and matter.on <= filing.due
    return PastCycle(
        period=period,
        outcome=outcome,
        required=reckoned.asked.ceus if reckoned.asked and judged else None,
        counted=reckoned.account.counted if judged else None,
        filing=filing if judged and still_to_do else None,
    )


def _lapsed(matter: Matter, reckoned: Reckoned) -> StandingOn:
    period = reckoned.cycle.period
    _, book = matter.pooled.primary
    rule = in_force(book.recertification.lapse, matter.pooled.days(period, matter.on))
    cured_until = None
    if days := reckoned.cure_days:
        filing = filing_of(matter.pooled, period, matter.on)
        cured_until = days_from(filing.due if filing else period.last, days)
    return lapsed(period.last, rule, matter.on, cured_until)
