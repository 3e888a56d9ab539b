"""The machine's face of a calendar: its entries as plain values with stable keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from certtrack.reminders.calendar_entry import Entry


def entries(found: Iterable[Entry]) -> list[dict[str, Any]]:
    """The entries of a calendar, in its order."""
    return [_entry(one) for one in found]


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "uid": one.uid,
        "sequence": one.sequence,
        "changed_at": one.changed_at,
        "state": one.state,
        "person": one.person,
        "body": one.concern.body,
        "credential": one.concern.credential,
        "kind": one.concern.kind,
        "about": one.concern.about,
        "anchor": one.concern.anchor,
        "due": one.said.due,
        "summary": one.said.summary,
        "description": one.said.description,
        "url": one.said.url,
        "alarms": list(one.alarms),
    }
