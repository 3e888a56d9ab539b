"""The machine's face of a roster: one cycle a line, then what they come to."""

from __future__ import annotations

from typing import Any

from certtrack.reminders.digest import Digest
from certtrack.reminders.reminder import WORST_FIRST
from certtrack.reminders.roster import STATES, Missing, RosterLine, Totals


def line(one: RosterLine) -> dict[str, Any]:
    """One cycle of one person."""
    return {
        "number": one.number,
        "person": one.name,
        "email": one.email,
        "department": one.department,
        "manager": one.manager,
        "state": one.state,
        "body": one.body,
        "credentials": list(one.credentials),
        "from": one.first,
        "until": one.until,
        "days_left": one.days_left,
        "standing": one.standing,
        "required": one.required,
        "counted": one.counted,
        "remaining": one.remaining,
        "lacking": [
            {"rule": rule, "words": words, "ceus": ceus} for rule, words, ceus in one.lacking
        ],
        "on_pace": one.on_pace,
        "severity": one.severity,
    }


def totals(one: Totals, missing: Missing) -> dict[str, Any]:
    """What lines come to, and of how many credentials no cycle is known: the first of them."""
    first = [
        {"number": number, "person": name, "credential": code}
        for number, name, code in missing.first
    ]
    return {
        "people": one.people,
        "cycles": one.cycles,
        **{state.replace(" ", "_"): one.how[state] for state in STATES},
        "not_complete": {severity: one.pressing[severity] for severity in WORST_FIRST},
        "no_cycle_known": missing.number,
        "no_cycle_known_first": first,
    }


def digest(one: Digest) -> dict[str, Any]:
    """One manager's message."""
    return {
        "manager": one.manager,
        "people": one.people,
        "totals": {severity: one.severities[severity] for severity in WORST_FIRST},
        "subject": one.subject,
        "text": one.text,
        "cycles": [line(each) for each in one.lines],
    }
