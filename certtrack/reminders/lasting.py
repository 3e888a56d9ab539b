"""How long a person's reminders stay what they are, but for the days that are left.

What a day alone changes need not end that: how many days are left, how pressing it is,
whether pace is still kept, and that a cycle is no longer new (see `written`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from certtrack.reminders.reminder import NEW_FOR_DAYS
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Exam, Person
from certtrack.rules.open_windows import ExamWindow
from certtrack.rules.period import day_after, day_before, days_from
from certtrack.rules.shape import LATEST


def same_until(
    person: Person, statuses: Sequence[CycleStatus], windows: Sequence[ExamWindow], on: date
) -> date:
    """The last day on which a person's reminders are the same, as long as their cycles are.

    Until when the cycles themselves are the same is told by `rules.card.lasts_until`.

    Args:
        person: The facts.
        statuses: The state of each cycle on the day.
        windows: The exam windows that matter on the day.
        on: The day.
    """
    changes = [day for each in statuses for day in _turns(each)]
    changes += [day for exam in person.exam or () for day in _looked_at(exam, on)]
    changes += [one.approved_on for one in person.application or ()]
    changes += [day for each in windows for day in _ends(each)]
    return day_before(min((day for day in changes if day > on), default=LATEST))


def _ends(window: ExamWindow) -> Iterator[date]:
    """The days on which a window is over, and on which that is no longer told."""
    if window.until:
        yield day_after(window.until)
        yield days_from(window.until, NEW_FOR_DAYS + 1)


def _turns(status: CycleStatus) -> Iterator[date]:
    """The days on which something else is to be paid, or no longer to be handed in."""
    if status.dues:
        yield day_after(status.dues.due)
    yield from (day_after(past.filing.due) for past in status.past if past.filing)


def _looked_at(exam: Exam, on: date) -> Iterator[date]:
    """The days on which a failed exam is looked at anew.

    At first as of the day it was taken; then each day as of another, on which other facts
    may have to be waited for.
    """
    yield exam.taken_on
    if not exam.passed and exam.taken_on <= on:
        yield max(days_from(exam.taken_on, NEW_FOR_DAYS + 2), day_after(on))
