"""The reckoning of a cycle: what it asks for, what counts, and how far each rule is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certtrack.rules.answers import RuleStatus
from certtrack.rules.counting.count import Account, MinimumCount, count
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.window import counts_in
from certtrack.rules.cycles import Cycle
from certtrack.rules.decisions import in_cycle, required, waived
from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Activity, Decision
from certtrack.rules.findings import Outcome, all_of
from certtrack.rules.pooling import CeuRequirement, Pooled, required_ceus

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A cycle with its requirement and the count of its activities."""

    cycle: Cycle
    asked: CeuRequirement | None
    account: Account
    rules: tuple[RuleStatus, ...]

    @property
    def outcome(self) -> Outcome:
        """Whether every rule of the cycle is met; unknown where its rules are not known."""
        return all_of([rule.outcome for rule in self.rules]) if self.asked else "unknown"


def reckon(
    pooled: Pooled,
    cycle: Cycle,
    activities: Sequence[Activity],
    decisions: Sequence[Decision],
    on: date,
) -> Reckoned:
    """Count a cycle's activities against what it asks for.

    Args:
        pooled: The credentials that share the cycle.
        cycle: The cycle.
        activities: Those that may serve the credentials, up to the day asked about.
        decisions: What the body itself decided.
        on: The day asked about.
    """
    holding, book = pooled.primary
    days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
    asked = required(decisions, cycle.period) or required_ceus(pooled, cycle.period, on)
    shared = in_force(book.recertification.boundary, days)
    bound = list(pooled.maintained(cycle.period.last).counting(days).values())
    mine = [
        one
        for one in activities
        if counts_in(one, cycle.period, shared) and one.completed_on >= pooled.first_day
    ]
    account = count(
        mine,
        asked.ceus if asked else NOTHING,
        conversion=in_force(book.recertification.conversion, days),
        rules=[one for one in bound if not isinstance(one, Unique)] if asked else [],
        unique=next((one for one in bound if isinstance(one, Unique)), None),
        earlier=[
            one for one in activities if one not in mine and one.completed_on < cycle.period.first
        ],
        waived={one.rule for one in in_cycle(decisions, "waiver", cycle.period) if one.rule},
    )
    rules = _rules(pooled, asked, account) if asked else ()
    return Reckoned(cycle, asked, account, waived(rules, decisions, cycle.period))


def _rules(pooled: Pooled, asked: CeuRequirement, account: Account) -> tuple[RuleStatus, ...]:
    lacking = max(asked.ceus - account.counted, NOTHING)
    told = f"{account.counted:f} of {asked.ceus:f} CEUs count"
    total = RuleStatus(
        id="total",
        words="CEUs in the cycle",
        required=asked.ceus,
        counted=account.counted,
        outcome=_reached(lacking, asked),
        because=f"{told}{f'; {lacking:f} more needed' if lacking else ''}. {asked.because}",
        citation=asked.citation,
    )
    return (total, *(_minimum(one, pooled) for one in account.minimums))


def _reached(lacking: Decimal, asked: CeuRequirement) -> Outcome:
    """Whether nothing is lacking; unknown where less may be asked for."""
    if not lacking:
        return "met"
    return "unknown" if asked.at_most else "not-met"


def _minimum(share: MinimumCount, pooled: Pooled) -> RuleStatus:
    lacking = max(share.required - share.counted, NOTHING)
    told = f"{share.counted:f} of {share.required:f} CEUs in {share.rule.words}"
    if share.outcome == "unknown":
        titles = ", ".join(share.unmarked)
        because = f"{told} only if these belong: {titles}. Find out {share.rule.unmarked}."
    else:
        because = f"{told}{f'; {lacking:f} more needed' if lacking else ''}."
    return RuleStatus(
        id=share.rule.id,
        words=share.rule.words,
        required=share.required,
        counted=share.counted,
        outcome=share.outcome,
        because=because,
        citation=pooled.cite(share.rule),
    )
