"""The machine's face of a recertification cycle."""

from __future__ import annotations

from typing import Any

from certtrack.render.finding_contract import citation
from certtrack.rules.answers import (
    CycleStatus,
    FeeStatus,
    FilingStatus,
    LimitStatus,
    PastCycle,
    ReinstatementStatus,
    RuleStatus,
)
from certtrack.rules.counting.account import Counted


def cycle(one: CycleStatus) -> dict[str, Any]:
    """One recertification cycle."""
    return {
        "body": one.body,
        "credentials": list(one.credentials),
        "from": one.period.first,
        "until": one.period.last,
        "days_left": one.days_left,
        "standing": one.standing,
        "standing_because": one.now.because,
        "inactive_on": one.now.inactive_on,
        "revoked_on": one.now.revoked_on,
        "required": one.required,
        "earned": one.account.earned,
        "counted": one.account.counted,
        "remaining": one.remaining,
        "rules": [_rule(rule) for rule in one.rules],
        "activities": [_counted(activity) for activity in one.account.activities],
        "limits": [_limit(limit) for limit in one.limits],
        "fee": _fee(one.fee) if one.fee else None,
        "dues": _fee(one.dues) if one.dues else None,
        "filing": _filing(one.filing) if one.filing else None,
        "reinstatement": _reinstatement(one.reinstatement) if one.reinstatement else None,
        "past": [_past(cycle_) for cycle_ in one.past],
        "new_rules": list(one.new_rules),
        "next_rules": list(one.next_rules),
        "dates": {"because": one.dates_because, **citation(one.dates)},
        "notes": list(one.notes),
        "rulebook": one.rulebook,
        "answer_id": one.answer_id,
    }


def _rule(rule: RuleStatus) -> dict[str, Any]:
    return {
        "id": rule.id,
        "words": rule.words,
        "required": rule.required,
        "counted": rule.counted,
        "remaining": rule.remaining,
        "outcome": rule.outcome,
        "because": rule.because,
        **citation(rule.citation),
    }


def _counted(one: Counted) -> dict[str, Any]:
    return {
        "id": one.activity.id,
        "title": one.activity.title,
        "completed_on": one.activity.completed_on,
        "earned": one.earned,
        "counted": one.counted,
        "serves": [{"rule": rule, "ceus": ceus} for rule, ceus in one.serves],
        "because": one.because,
    }


def _limit(one: LimitStatus) -> dict[str, Any]:
    return {
        "id": one.id,
        "words": one.words,
        "most": one.most,
        "counted": one.counted,
        "year": one.year,
        **citation(one.citation),
    }


def _reinstatement(one: ReinstatementStatus) -> dict[str, Any]:
    return {
        "until": one.until,
        "required": one.required,
        "counted": one.counted,
        "rules": [_rule(rule) for rule in one.rules],
        "fee": one.fee,
        "currency": one.currency,
        "because": one.because,
        **citation(one.citation),
    }


def _fee(fee: FeeStatus) -> dict[str, Any]:
    return {
        "amount": fee.amount,
        "currency": fee.currency,
        "due": fee.due,
        "paid_on": fee.paid_on,
        "because": fee.because,
        **citation(fee.citation),
    }


def _filing(filing: FilingStatus) -> dict[str, Any]:
    return {
        "opens": filing.opens,
        "due": filing.due,
        "handed_in_on": filing.handed_in_on,
        "late_fee": filing.late_fee,
        "currency": filing.currency,
        **citation(filing.citation),
    }


def _past(one: PastCycle) -> dict[str, Any]:
    return {
        "from": one.period.first,
        "until": one.period.last,
        "outcome": one.outcome,
        "required": one.required,
        "counted": one.counted,
        "filing": _filing(one.filing) if one.filing else None,
    }
