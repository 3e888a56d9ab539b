"""The days on which a reminder is told: its lead times, weekly once overdue, on allowed days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.rules.period import DAYS_A_WEEK, day_after, day_before, days_from


class Occasion(NamedTuple):
    """A day on which a reminder is told, and its lead time.

    Args:
        day: The day.
        lead: Days before the deadline for which it stands; negative when it is past. A lead
            time names an occasion even where the day itself had to move.
    """

    day: date
    lead: int


def occasions(reminder: Reminder, policy: Policy) -> list[Occasion]:
    """Every day on which a reminder is told, in order."""
    leads = policy.leads(reminder)
    if not leads:
        return []
    nominal = {*leads, *_opening(reminder), *_overdue(reminder, policy)}
    found = {
        Occasion(day, lead)
        for lead in nominal
        if (day := _allowed(days_from(reminder.due, -lead), reminder, policy))
    }
    return sorted(found, key=lambda one: (one.day, -one.lead))


def latest(reminder: Reminder, policy: Policy, on: date) -> Occasion | None:
    """The last of them up to a day, included; None when there is none yet.

    What was missed before it need not be told any more.
    """
    return max(
        (one for one in occasions(reminder, policy) if one.day <= on),
        key=lambda one: -one.lead,
        default=None,
    )


def _opening(reminder: Reminder) -> Iterator[int]:
    """The day on which it becomes possible."""
    if reminder.opens:
        yield (reminder.due - reminder.opens).days


def _overdue(reminder: Reminder, policy: Policy) -> Iterator[int]:
    """Lead times once it is overdue: at once for what lapsed, else a step after the deadline."""
    if reminder.overdue_from is None:
        return
    every = policy.overdue_every_days
    lapsed = reminder.overdue_from <= reminder.due
    first = reminder.overdue_from if lapsed else days_from(reminder.due, every)
    last = days_from(first, policy.overdue_for_days)
    if reminder.until:
        last = min(last, reminder.until)
    for after in range(0, (last - first).days + 1, every):
        yield (reminder.due - first).days - after


def _allowed(day: date, reminder: Reminder, policy: Policy) -> date | None:
    """The day itself, or one beside it on which messages may be sent.

    Before the deadline that is an earlier one: a warning that comes too late is none.
    None when it would come before it can be done, or after it is any use.
    """
    if reminder.opens and day < reminder.opens:
        return None
    step = day_before if day <= reminder.due else day_after
    for _ in range(DAYS_A_WEEK):
        if policy.allows(day):
            break
        day = step(day)
    return None if reminder.until and day > max(reminder.until, reminder.due) else day
