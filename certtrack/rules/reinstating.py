"""Coming back: how a credential that lapsed is reinstated, and which cycle it has then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from certtrack.rules.answers import ReinstatementStatus, StandingOn
from certtrack.rules.cycles import Cycle
from certtrack.rules.editions import in_force
from certtrack.rules.facts import Activity, Decision
from certtrack.rules.period import Period, day_before
from certtrack.rules.pooling import Pooled
from certtrack.rules.reckoning import Terms, reckon


def reinstatement_of(
    pooled: Pooled,
    cycle: Cycle,
    lapse: StandingOn,
    activities: Sequence[Activity],
    decisions: Sequence[Decision],
    on: date,
) -> ReinstatementStatus | None:
    """How a cycle that ended unmet can be made good.

    Args:
        pooled: The credentials that share the cycle.
        cycle: The cycle.
        lapse: The standing on the day asked about.
        activities: Those that may serve the credentials, up to that day.
        decisions: What the body itself decided.
        on: The day asked about.

    Returns:
        None when no rule is known, when it is still valid, or when it is too late.
    """
    _, book = pooled.primary
    rule = in_force(book.recertification.reinstatement, pooled.days(cycle.period, on))
    if rule is None or lapse.inactive_on is None or on < lapse.inactive_on:
        return None
    until = day_before(lapse.inactive_on + relativedelta(months=rule.within_months))
    if on > until:
        return None
    earning = Period(cycle.period.first, until)
    terms = Terms(instead=rule.amounts, earning=earning)
    made_good = reckon(pooled, cycle, activities, decisions, on, terms)
    told = rule.earning != "not-known"
    return ReinstatementStatus(
        until=until,
        required=made_good.asked.ceus if made_good.asked and told else None,
        counted=made_good.account.counted,
        rules=made_good.rules if told else (),
        fee=rule.fee,
        currency=rule.currency,
        because=rule.in_words(),
        citation=book.cite(rule),
    )


def restarted(
    pooled: Pooled, cycles: Sequence[Cycle], decisions: Sequence[Decision], on: date
) -> list[Cycle]:
    """The cycles, those that a reinstatement cut short from the day it was decided.

    PTCB: whoever is reinstated has what is left of the cycle, not two new years.
    """
    _, book = pooled.primary
    days = [one.decided_on for one in decisions if one.kind == "reinstatement"]
    found = []
    for number, cycle in enumerate(cycles):
        rule = in_force(book.recertification.reinstatement, pooled.days(cycle.period, on))
        cuts = [day for day in days if day in cycle.period]
        if number and cuts and rule and rule.then == "rest-of-the-cycle":
            cycle = replace(cycle, period=Period(max(cuts), cycle.period.last))  # noqa: PLW2901
        found.append(cycle)
    return found
