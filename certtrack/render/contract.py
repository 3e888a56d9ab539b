"""The machine's face of every answer: JSON with stable keys. Keys are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from certtrack.reminders.reminder import Reminder
from certtrack.render.cycle_contract import cycle
from certtrack.render.finding_contract import finding
from certtrack.render.window_contract import window
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Person
from certtrack.rules.grades import Grading
from certtrack.rules.timeline import timeline
from certtrack.rules.verdict import Verdict


def dumps(answer: object) -> str:
    """An answer as JSON text."""
    return json.dumps(answer, indent=2, ensure_ascii=False, default=_plain)


def line(answer: object) -> str:
    """An answer as JSON text on one line, where many answers follow one another."""
    return json.dumps(answer, ensure_ascii=False, default=_plain)


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
        "grade": grade(answer.grade) if answer.grade else None,
        "recommendations": [finding(one) for one in answer.recommendations],
        "missing": list(answer.missing),
        "next_steps": list(answer.next_steps),
        "not_before": answer.not_before,
        "exam_window": window(answer.window) if answer.window else None,
        "notes": list(answer.notes),
        "edition": answer.edition,
        "rulebook": answer.rulebook,
        "answer_id": answer.answer_id,
    }


def grade(one: Grading) -> dict[str, Any]:
    """In which grade a credential is held or would be awarded."""
    return {
        "code": one.code,
        "awarded": one.awarded,
        "words": one.words,
        "finding": finding(one.finding),
    }


def status(
    person: Person, on: date, cycles: Sequence[CycleStatus], notes: Sequence[str]
) -> dict[str, Any]:
    """The answer to: will my credential be renewed?"""
    return {
        "person": person.name,
        "on": on,
        "cycles": [{**cycle(one), "timeline": _timeline(person, one)} for one in cycles],
        "notes": list(notes),
    }


def _timeline(person: Person, one: CycleStatus) -> list[dict[str, Any]]:
    return [
        {"on": event.on, "what": event.what, "to_come": event.to_come}
        for event in timeline(person, one)
    ]


def reminders(on: date, found: Sequence[Reminder]) -> dict[str, Any]:
    """The answer to: what must I do, and by when?"""
    return {
        "on": on,
        "reminders": [
            {
                "id": one.id,
                "person": one.person,
                "body": one.body,
                "credentials": list(one.credentials),
                "kind": one.kind,
                "due": one.due,
                "days_left": one.days_left,
                "remaining": one.remaining,
                "on_pace": one.on_pace,
                "severity": one.severity,
                "message": one.message,
            }
            for one in found
        ],
    }


def written(number: int, entry: Mapping[str, Any], cycles: Sequence[CycleStatus]) -> dict[str, Any]:
    """An entry that was written.

    Args:
        number: Its number in the store.
        entry: The entry as a record file has it.
        cycles: For an activity, the cycles that matter now.
    """
    return {"number": number, "entry": entry, "cycles": [cycle(one) for one in cycles]}


def listed(entries: Sequence[tuple[int, dict[str, Any]]]) -> list[dict[str, Any]]:
    """A section of a record, each entry with its number in the store.

    `number` is the certificate's own in a credential that has one, `entry` never.
    """
    return [{"entry": number, "number": number, **content} for number, content in entries]
