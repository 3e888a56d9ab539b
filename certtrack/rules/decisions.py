"""Decisions of a certifying body about one person: they override the rules, and say so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from certtrack.rules.answers import RuleStatus
from certtrack.rules.cycles import Cycle
from certtrack.rules.facts import Decision, DecisionKind, Person
from certtrack.rules.findings import Citation, Source
from certtrack.rules.period import Period, anniversary, day_after
from certtrack.rules.pooling import CeuRequirement, Pooled


def about(person: Person, pooled: Pooled, on: date) -> tuple[Decision, ...]:
    """The decisions up to a day that concern any of these credentials, the latest last."""
    _, book = pooled.primary
    found = [
        one
        for one in person.decision or ()
        if one.body.casefold() == book.body.code.casefold()
        and one.decided_on <= on
        and pooled.concerns(one.for_)
    ]
    return tuple(sorted(found, key=lambda one: one.decided_on))


def in_cycle(
    decisions: Sequence[Decision], kind: DecisionKind, period: Period
) -> tuple[Decision, ...]:
    """The decisions of a kind that concern a cycle, the latest last."""
    return tuple(
        one for one in decisions if one.kind == kind and (one.concerns or one.decided_on) in period
    )


def extended(cycles: Sequence[Cycle], decisions: Sequence[Decision], on: date) -> list[Cycle]:
    """The cycles up to the one that contains `on`, with extensions granted.

    A cycle that follows an extended one begins the day after, so that nothing overlaps.
    """
    found: list[Cycle] = []
    for cycle in cycles:
        first = day_after(found[-1].period.last) if found else cycle.period.first
        if first > cycle.period.last:
            continue
        period = Period(max(first, cycle.period.first), cycle.period.last)
        granted = tuple(one for one in decisions if _extends(one, period, cycle.rule.years))
        if granted and (until := granted[-1].until) and until > period.last:
            period = Period(period.first, until)
        found.append(replace(cycle, period=period, granted=granted[-1:]))
        if on in period:
            break
    return found


def _extends(decision: Decision, period: Period, years: int) -> bool:
    """Whether a decision extends a cycle: the one it names, or the last to end before."""
    if decision.kind != "extension" or decision.until is None:
        return False
    if decision.concerns:
        return decision.concerns in period
    return period.last < decision.until <= anniversary(period.last, years=years)


def deferred(decisions: Sequence[Decision], period: Period, years: int) -> Decision | None:
    """The decision that what a cycle lacks is owed in the next one; None without one.

    Args:
        decisions: All decisions.
        period: The cycle: the one a decision names, or the last to end before it.
        years: The length of a cycle.
    """
    for one in decisions:
        day = one.concerns or one.decided_on
        follows = period.last < day <= anniversary(period.last, years=years)
        if one.kind == "deferral" and (day in period or (one.concerns is None and follows)):
            return one
    return None


def settled_before(decisions: Sequence[Decision]) -> date | None:
    """The day of the last reinstatement: cycles that ended before it are settled."""
    days = [one.decided_on for one in decisions if one.kind == "reinstatement"]
    return max(days, default=None)


def required(decisions: Sequence[Decision], period: Period) -> CeuRequirement | None:
    """The total that the body itself set for a cycle, or None when it set none."""
    found = in_cycle(decisions, "required-ceus", period)
    if not found or found[-1].ceus is None:
        return None
    return CeuRequirement(found[-1].ceus, found[-1].words(), ground(found[-1]))


def waived(
    rules: Sequence[RuleStatus], decisions: Sequence[Decision], period: Period
) -> tuple[RuleStatus, ...]:
    """The same rules, those that the body waived for the cycle met."""
    waivers = {one.rule: one for one in in_cycle(decisions, "waiver", period)}
    return tuple(
        replace(
            rule,
            outcome="met",
            because=f"Waived. {waivers[rule.id].words()} {rule.because}",
            citation=ground(waivers[rule.id]),
        )
        if rule.id in waivers
        else rule
        for rule in rules
    )


def ground(decision: Decision) -> Citation:
    """What stands on a decision cites it."""
    return Citation(source=Source(title=decision.words()), certainty="primary")
