"""The machine's face of every answer: JSON with stable keys. Keys are only ever added."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from typing_extensions import TypedDict

from certtrack.reminders.reminder import Kind, Reminder, Severity
from certtrack.render.cycle_contract import CycleJson, cycle
from certtrack.render.finding_contract import FindingJson, finding
from certtrack.render.window_contract import WindowJson, window
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Person
from certtrack.rules.grades import Grading
from certtrack.rules.timeline import timeline
from certtrack.rules.verdict import Ruling, Verdict


class GradeJson(TypedDict):
    """In which grade a credential is held or would be awarded."""

    code: str
    awarded: str | None
    words: str
    finding: FindingJson


class VerdictJson(TypedDict):
    """May somebody sit an exam, and why?"""

    credential: str
    body: str
    on: date
    verdict: Ruling
    pathway: str | None
    finding: FindingJson
    grade: GradeJson | None
    recommendations: list[FindingJson]
    missing: list[str]
    next_steps: list[str]
    not_before: date | None
    exam_window: WindowJson | None
    notes: list[str]
    edition: date | None
    rulebook: str
    answer_id: str


class EventJson(TypedDict):
    """Something that happens in a cycle."""

    on: date
    what: str
    to_come: bool


class TimedCycleJson(CycleJson):
    """A recertification cycle with what happens in it; amounts are CEUs."""

    timeline: list[EventJson]


class StatusJson(TypedDict):
    """Will a credential be renewed, and why?"""

    person: str
    on: date
    cycles: list[TimedCycleJson]
    notes: list[str]


class ReminderJson(TypedDict):
    """What must be done by when; `remaining` is CEUs."""

    id: str
    person: str
    body: str
    credentials: list[str]
    kind: Kind
    due: date
    days_left: int
    remaining: Decimal | None
    on_pace: bool | None
    severity: Severity
    message: str


class RemindersJson(TypedDict):
    """What must somebody do, and by when?"""

    on: date
    reminders: list[ReminderJson]


class WrittenJson(TypedDict):
    """An entry that was written, with the cycles that matter now where it is an activity."""

    number: int
    entry: Mapping[str, Any]
    cycles: list[CycleJson]


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


def verdict(answer: Verdict) -> VerdictJson:
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


def grade(one: Grading) -> GradeJson:
    """In which grade a credential is held or would be awarded."""
    return {
        "code": one.code,
        "awarded": one.awarded,
        "words": one.words,
        "finding": finding(one.finding),
    }


def status(
    person: Person, on: date, cycles: Sequence[CycleStatus], notes: Sequence[str]
) -> StatusJson:
    """The answer to: will my credential be renewed?"""
    return {
        "person": person.name,
        "on": on,
        "cycles": [{**cycle(one), "timeline": _timeline(person, one)} for one in cycles],
        "notes": list(notes),
    }


def _timeline(person: Person, one: CycleStatus) -> list[EventJson]:
    return [
        {"on": event.on, "what": event.what, "to_come": event.to_come}
        for event in timeline(person, one)
    ]


def reminders(on: date, found: Sequence[Reminder]) -> RemindersJson:
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


def written(number: int, entry: Mapping[str, Any], cycles: Sequence[CycleStatus]) -> WrittenJson:
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
