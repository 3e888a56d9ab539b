"""What pages draw, worked out beforehand: where days lie in a span, and how far a count is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certtrack.reminders.reminder import Reminder
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Person
from certtrack.rules.timeline import Event, timeline

WHOLE = 1000
"""The width of a line of time, in its own units."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a line of time.

    Args:
        at: Where, from 0 to `WHOLE`.
        event: What it is.
    """

    at: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One cycle as the first page shows it.

    Args:
        cycle: The cycle.
        share: How much of it is done, in hundredths, at most 100; None when not known.
        gone: How much of its time is over, from 0 to `WHOLE`.
        marks: What happens in it.
        next: What to do next about it; None when nothing.
    """

    cycle: CycleStatus
    share: int | None
    gone: int
    marks: tuple[Mark, ...]
    next: Reminder | None


def card(person: Person, cycle: CycleStatus, reminders: list[Reminder]) -> Card:
    """A cycle as the first page shows it.

    Args:
        person: Whose.
        cycle: The cycle.
        reminders: What is to be done about all of them, the most pressing first.
    """
    own = (one for one in reminders if one.asks and set(one.credentials) & set(cycle.credentials))
    events = [one for one in timeline(person, cycle) if one.on in cycle.period]
    return Card(
        cycle=cycle,
        share=_share(cycle),
        gone=_place(cycle, cycle.on),
        marks=tuple(Mark(_place(cycle, one.on), one) for one in events),
        next=next((one for one in own if one.body == cycle.body), None),
    )


def _share(cycle: CycleStatus) -> int | None:
    if cycle.required is None:
        return None
    if not cycle.required:
        return 100
    return min(int(cycle.account.counted * Decimal(100) / cycle.required), 100)


def _place(cycle: CycleStatus, day: date) -> int:
    first, last = cycle.period.first, cycle.period.last
    length = max((last - first).days, 1)
    return min(max((day - first).days * WHOLE // length, 0), WHOLE)
