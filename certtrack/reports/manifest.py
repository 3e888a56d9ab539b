"""The list that goes with a packet: what is in it, of which facts, rules and day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from certtrack import __version__
from certtrack.reports.exhibits import Exhibit
from certtrack.reports.findings import Chapter, Transcript


def manifest(
    transcript: Transcript, exhibits: Iterable[Exhibit], listed: Mapping[str, Any]
) -> dict[str, Any]:
    """The manifest of a packet, with stable keys.

    Args:
        transcript: The cycles audited.
        exhibits: Their counted activities.
        listed: Hash and size of every file in the packet, by name.
    """
    return {
        "schema": 1,
        "certtrack": __version__,
        "person": transcript.person.name,
        "on": transcript.on,
        "answers": [_answered(one) for one in transcript.chapters],
        "activities": [_activity(one) for one in exhibits],
        "files": {name: listed[name] for name in sorted(listed)},
    }


def _answered(chapter: Chapter) -> dict[str, Any]:
    cycle = chapter.cycle
    return {
        "body": cycle.body,
        "credentials": list(cycle.credentials),
        "from": cycle.period.first,
        "until": cycle.period.last,
        "on": cycle.on,
        "rulebook": cycle.rulebook,
        "answer_id": cycle.answer_id,
    }


def _activity(one: Exhibit) -> dict[str, Any]:
    activity = one.activity
    return {
        "id": activity.id,
        "title": activity.title,
        "completed_on": activity.completed_on,
        "evidence": [name for name, _ in one.files],
        "lacking": one.lacking,
    }
