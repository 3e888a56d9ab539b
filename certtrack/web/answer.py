"""The answer while a form is being filled in: what the activity would count for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from certtrack.errors import Refused
from certtrack.rules.answers import CycleStatus
from certtrack.rules.counting.account import Counted
from certtrack.rules.status import statuses
from certtrack.services.trying import Tried, tried
from certtrack.web.desk import Visit
from certtrack.web.entry_form import values_from
from certtrack.web.refusals import by_key, said, words_of
from certtrack.web.sent import Sent


@dataclass(frozen=True, slots=True)
class Count:
    """What an activity would count for in a cycle.

    Args:
        cycle: The cycle with it.
        one: What it counts for.
        before: CEUs that count in the cycle without it.
    """

    cycle: CycleStatus
    one: Counted
    before: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an activity would count for.

    Args:
        counts: In which cycles it lies, and what it counts for in each.
        elsewhere: Whether it can be told, and lies in no cycle that matters now.
        doubts: Why it would be asked about.
        lacking: What is missing or wrong, so that nothing can be told yet.
    """

    counts: tuple[Count, ...] = ()
    elsewhere: bool = False
    doubts: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def answer_to(visited: Visit, was_sent: Sent) -> Answer:
    """What the activity in a form would count for; nothing is written.

    Args:
        visited: Whose, on what day.
        was_sent: What stands in the form; `entry` is the number of the activity that it
            changes, if it is not new.
    """
    if not any(was_sent.text(key) for key in ("title", "completed_on", "ceus", "minutes")):
        return Answer()
    try:
        values = values_from("activity", was_sent.texts, visited.today)
        found = tried(
            visited.who,
            "activity",
            values,
            visited.library,
            visited.desk.moment(),
            instead_of=was_sent.number("entry") or None,
        )
    except Refused as refused:
        beside, above = by_key(refused.faults, was_sent.texts)
        return Answer(lacking=tuple(beside.values() or above or words_of(refused)))
    return _told(visited, found)


def _told(visited: Visit, found: Tried) -> Answer:
    before = {
        cycle.labels: cycle.account.counted
        for cycle in statuses(visited.person, visited.library, visited.on)
    }
    counts = tuple(
        Count(cycle, one, before.get(cycle.labels, Decimal(0)))
        for cycle in statuses(found.person, visited.library, visited.on)
        for one in cycle.account.activities
        if one.activity == found.entry
    )
    doubts = tuple(said(fault) for fault in found.doubts)
    return Answer(counts=counts, elsewhere=not counts, doubts=doubts)
