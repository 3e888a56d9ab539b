"""The machine's face of every answer: JSON with stable keys. Keys are only ever added."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from certtrack.reminders.decide import Reminder
from certtrack.rules.answers import (
    CycleStatus,
    FeeStatus,
    FilingStatus,
    PastCycle,
    RuleStatus,
    Verdict,
)
from certtrack.rules.counting.count import Counted
from certtrack.rules.findings import Citation, Finding
from certtrack.rules.outline import Change, Entry, Outline
from certtrack.rules.rulebook import Rulebook


def dumps(answer: object) -> str:
    """An answer as JSON text."""
    return json.dumps(answer, indent=2, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        # CEUs have at most two decimals, so the number's written form is exact.
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"{value!r} has no JSON form")


def verdict(answer: Verdict) -> dict[str, Any]:
    """The answer to: may I sit the exam?"""
    return {
        "credential": answer.credential,
        "body": answer.body,
        "on": answer.on,
        "verdict": answer.ruling,
        "pathway": answer.pathway,
        "finding": finding(answer.finding),
        "recommendations": [finding(one) for one in answer.recommendations],
        "missing": list(answer.missing),
        "next_steps": list(answer.next_steps),
        "not_before": answer.not_before,
        "notes": list(answer.notes),
        "edition": answer.edition,
        "rulebook": answer.rulebook,
        "answer_id": answer.answer_id,
    }


def finding(one: Finding) -> dict[str, Any]:
    """One requirement judged, with its parts."""
    return {
        "requirement": one.requirement,
        "outcome": one.outcome,
        "because": one.because,
        **citation(one.citation),
        "recommended": one.recommended,
        "find_out": one.find_out,
        "step": one.step,
        "children": [finding(child) for child in one.children],
    }


def citation(one: Citation) -> dict[str, Any]:
    """The ground of a rule."""
    source = one.source
    told = {"title": source.title, "url": source.url, "retrieved": source.retrieved}
    if source.note:
        told["note"] = source.note
    return {"source": told, "certainty": one.certainty}


def status(
    person: str, on: date, cycles: Sequence[CycleStatus], notes: Sequence[str]
) -> dict[str, Any]:
    """The answer to: will my credential be renewed?"""
    return {
        "person": person,
        "on": on,
        "cycles": [cycle(one) for one in cycles],
        "notes": list(notes),
    }


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
        "fee": _fee(one.fee) if one.fee else None,
        "filing": _filing(one.filing) if one.filing else None,
        "past": [_past(cycle_) for cycle_ in one.past],
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
        "because": one.because,
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
    return {"opens": filing.opens, "due": filing.due, **citation(filing.citation)}


def _past(one: PastCycle) -> dict[str, Any]:
    return {
        "from": one.period.first,
        "until": one.period.last,
        "outcome": one.outcome,
        "required": one.required,
        "counted": one.counted,
    }


def reminders(on: date, found: Sequence[Reminder]) -> dict[str, Any]:
    """The answer to: what must I do, and by when?"""
    return {
        "on": on,
        "reminders": [
            {
                "person": one.person,
                "body": one.body,
                "credentials": list(one.credentials),
                "kind": one.kind,
                "due": one.due,
                "days_left": one.days_left,
                "remaining": one.remaining,
                "severity": one.severity,
                "message": one.message,
            }
            for one in found
        ],
    }


def listed(entries: Sequence[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """A section of a record, each entry with its number in the store."""
    return [{"number": number, **content} for number, content in entries]


def books(found: Sequence[Rulebook]) -> list[dict[str, Any]]:
    """The credentials that the rulebooks know."""
    return [
        {
            "code": book.code,
            "name": book.credential.name,
            "body": book.body.code,
            "aliases": list(book.credential.aliases),
            "eligibility": bool(book.credential.eligibility),
            "recertification": bool(book.credential.recertification.required),
            "review_by": book.review_by,
            "rulebook": book.fingerprint,
        }
        for book in found
    ]


def rules(book: Rulebook, on: date, read: Outline) -> dict[str, Any]:
    """The rules of one credential on a day."""
    return {
        "code": book.code,
        "name": book.credential.name,
        "body": book.body.code,
        "on": on,
        "eligibility": [_entry(one) for one in read.eligibility],
        "recertification": [_entry(one) for one in read.recertification],
        "not_checked": [*book.not_checked, *book.recertification.not_checked],
        "conflicts": [
            {
                "about": one.about,
                "readings": [
                    {"says": each.says, "source": book.sources[each.source].title}
                    for each in one.reading
                ],
                "taken": one.taken,
                "matters": one.matters,
            }
            for one in book.conflicts
        ],
        "review_by": book.review_by,
        "rulebook": book.fingerprint,
    }


def _entry(one: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"id": one.id, "words": one.words, "when": one.when, "note": one.note}
    if one.citation:
        told |= citation(one.citation)
    return {**told, "parts": [_entry(part) for part in one.parts]}


def changes(book: Rulebook, earlier: date, later: date, found: Sequence[Change]) -> dict[str, Any]:
    """What changed in a credential's rules between two days."""
    return {
        "code": book.code,
        "earlier": earlier,
        "later": later,
        "changes": [
            {
                "before": _entry(one.before) if one.before else None,
                "after": _entry(one.after) if one.after else None,
            }
            for one in found
        ],
    }
