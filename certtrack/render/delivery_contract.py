"""What was sent, for programs: stable keys, moments as ISO text in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from certtrack.reminders.delivery import Delivery
from certtrack.reminders.delivery_report import Outcome, Report
from certtrack.reminders.parcel import Item


def report(one: Report) -> dict[str, Any]:
    """What a run did, or would do."""
    return {
        "at": _text(one.at),
        "dry_run": one.dry_run,
        "people": one.people,
        "messages": [_outcome(each) for each in one.outcomes],
        "troubles": [{"name": each.name, "what": each.what} for each in one.troubles],
        "closed": {
            name: {"reason": each.reason, "for_good": each.for_good}
            for name, each in one.closed.items()
        },
    }


def line(one: Delivery, name: str) -> dict[str, Any]:
    """A line of the delivery log."""
    return {
        "number": one.number,
        "name": name,
        "person": one.person,
        "manager": one.manager,
        "reminder": one.reminder,
        "lead": one.lead,
        "channel": one.channel,
        "kind": one.kind,
        "credentials": list(one.credentials),
        "due": one.due,
        "state": one.state,
        "attempts": one.attempts,
        "claimed_at": _text(one.claimed_at),
        "next_attempt_at": _text(one.next_attempt_at),
        "day": one.day,
        "message": one.message,
        "repeat": one.repeat,
        "reason": one.reason,
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "name": one.name,
        "address": one.address,
        "channel": one.channel,
        "subject": one.subject,
        "state": one.state,
        "repeat": one.repeat,
        "reason": one.reason,
        "next_attempt_at": _text(one.next_attempt_at),
        "reminders": [item(each) for each in one.items],
    }


def item(one: Item) -> dict[str, Any]:
    """One thing that a message tells."""
    return {
        "id": one.telling.reminder,
        "lead": one.telling.lead,
        "kind": one.kind,
        "credentials": list(one.credentials),
        "due": one.due,
    }


def _text(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None
