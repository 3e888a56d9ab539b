"""The machine's face of a recertification cycle."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from typing_extensions import TypedDict

from certtrack.render.finding_contract import CitedJson, citation
from certtrack.rules.answers import (
    CycleStatus,
    Ended,
    FeeStatus,
    FilingStatus,
    LimitStatus,
    PastCycle,
    ReinstatementStatus,
    RuleStatus,
    Standing,
)
from certtrack.rules.counting.account import Counted
from certtrack.rules.findings import Outcome

_Span = TypedDict("_Span", {"from": date, "until": date})


class RuleJson(CitedJson):
    """One rule of a cycle: what it asks for, and what counts for it, in CEUs."""

    id: str
    words: str
    required: Decimal
    counted: Decimal
    remaining: Decimal
    outcome: Outcome
    because: str


class ServedJson(TypedDict):
    """What an activity counts for a rule, in CEUs."""

    rule: str
    ceus: Decimal


class CountedJson(TypedDict):
    """What an activity counts in a cycle, in CEUs, and why no more."""

    id: str | None
    title: str
    completed_on: date
    earned: Decimal
    counted: Decimal
    serves: list[ServedJson]
    because: str | None


class LimitJson(CitedJson):
    """The most that counts of something, in a year of the cycle or in all of it, in CEUs."""

    id: str
    words: str
    most: Decimal
    counted: Decimal
    year: int | None


class FeeJson(CitedJson):
    """What must be paid by when."""

    amount: Decimal
    currency: str
    due: date
    paid_on: date | None
    because: str | None


class FilingJson(CitedJson):
    """When a renewal is handed in; both days are inclusive."""

    opens: date | None
    due: date
    handed_in_on: date | None
    late_fee: Decimal | None
    currency: str | None


class ReinstatementJson(CitedJson):
    """What makes a credential active again, and by when."""

    until: date
    required: Decimal | None
    counted: Decimal
    rules: list[RuleJson]
    fee: Decimal | None
    currency: str | None
    because: str


class PastCycleJson(_Span):
    """A cycle that is over; both days are inclusive."""

    outcome: Ended
    required: Decimal | None
    counted: Decimal | None
    filing: FilingJson | None


class DatesJson(CitedJson):
    """Why a cycle lies where it does."""

    because: str


class CycleJson(_Span):
    """One recertification cycle; amounts are CEUs, and both days are inclusive."""

    body: str
    credentials: list[str]
    days_left: int
    standing: Standing
    standing_because: str
    inactive_on: date | None
    revoked_on: date | None
    required: Decimal | None
    earned: Decimal
    counted: Decimal
    remaining: Decimal | None
    rules: list[RuleJson]
    activities: list[CountedJson]
    limits: list[LimitJson]
    fee: FeeJson | None
    dues: FeeJson | None
    filing: FilingJson | None
    reinstatement: ReinstatementJson | None
    past: list[PastCycleJson]
    new_rules: list[str]
    next_rules: list[str]
    dates: DatesJson
    notes: list[str]
    rulebook: str
    answer_id: str


def cycle(one: CycleStatus) -> CycleJson:
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


def _rule(rule: RuleStatus) -> RuleJson:
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


def _counted(one: Counted) -> CountedJson:
    return {
        "id": one.activity.id,
        "title": one.activity.title,
        "completed_on": one.activity.completed_on,
        "earned": one.earned,
        "counted": one.counted,
        "serves": [{"rule": rule, "ceus": ceus} for rule, ceus in one.serves],
        "because": one.because,
    }


def _limit(one: LimitStatus) -> LimitJson:
    return {
        "id": one.id,
        "words": one.words,
        "most": one.most,
        "counted": one.counted,
        "year": one.year,
        **citation(one.citation),
    }


def _reinstatement(one: ReinstatementStatus) -> ReinstatementJson:
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


def _fee(fee: FeeStatus) -> FeeJson:
    return {
        "amount": fee.amount,
        "currency": fee.currency,
        "due": fee.due,
        "paid_on": fee.paid_on,
        "because": fee.because,
        **citation(fee.citation),
    }


def _filing(filing: FilingStatus) -> FilingJson:
    return {
        "opens": filing.opens,
        "due": filing.due,
        "handed_in_on": filing.handed_in_on,
        "late_fee": filing.late_fee,
        "currency": filing.currency,
        **citation(filing.citation),
    }


def _past(one: PastCycle) -> PastCycleJson:
    return {
        "from": one.period.first,
        "until": one.period.last,
        "outcome": one.outcome,
        "required": one.required,
        "counted": one.counted,
        "filing": _filing(one.filing) if one.filing else None,
    }
