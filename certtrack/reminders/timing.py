"""The days on which a reminder is told: its lead times, weekly once overdue, on allowed days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from operator import neg
from typing import NamedTuple

from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.rules.period import DAYS_A_WEEK, day_after, day_before, days_from

FURTHEST = DAYS_A_WEEK - 1
"""Days by which an occasion may be moved to an allowed one."""


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
    found = {
        Occasion(day, lead)
        for leads in _leads(reminder, policy)
        for lead in leads
        if (day := _allowed(days_from(reminder.due, -lead), reminder, policy))
    }
    return sorted(found, key=lambda one: (one.day, -one.lead))


def latest(reminder: Reminder, policy: Policy, on: date) -> Occasion | None:
    """The last of them up to a day, included; None when there is none yet.

    What was missed before it need not be told any more.
    """
    near = (reminder.due - on).days - FURTHEST
    found = (
        next((one for one in _backwards(leads, near, reminder, policy) if one.day <= on), None)
        for leads in _leads(reminder, policy)
    )
    return min(filter(None, found), key=lambda one: one.lead, default=None)


def next_after(reminder: Reminder, policy: Policy, on: date) -> date | None:
    """The first of their days after a day; None when none follows."""
    far = (reminder.due - on).days + FURTHEST
    found = (
        next((one.day for one in _onwards(leads, far, reminder, policy) if one.day > on), None)
        for leads in _leads(reminder, policy)
    )
    return min(filter(None, found), default=None)


def _backwards(
    leads: Sequence[int], near: int, reminder: Reminder, policy: Policy
) -> Iterator[Occasion]:
    """Occasions from the nearest lead time that is no nearer than this one, to the furthest."""
    for index in range(bisect_right(leads, -near, key=neg) - 1, -1, -1):
        lead = leads[index]
        if day := _allowed(days_from(reminder.due, -lead), reminder, policy):
            yield Occasion(day, lead)


def _onwards(
    leads: Sequence[int], far: int, reminder: Reminder, policy: Policy
) -> Iterator[Occasion]:
    """Occasions from the furthest lead time that is no further than this one, to the nearest."""
    for index in range(bisect_left(leads, -far, key=neg), len(leads)):
        lead = leads[index]
        if day := _allowed(days_from(reminder.due, -lead), reminder, policy):
            yield Occasion(day, lead)


def _leads(reminder: Reminder, policy: Policy) -> tuple[Sequence[int], ...]:
    """Lead times from far to near: those of the policy, and those once it is overdue."""
    leads = policy.leads(reminder)
    if not leads:
        return ()
    if reminder.opens:
        # The day on which it becomes possible.
        leads = tuple(sorted({*leads, (reminder.due - reminder.opens).days}, reverse=True))
    return leads, _overdue(reminder, policy)


def _overdue(reminder: Reminder, policy: Policy) -> range:
    """Lead times once it is overdue: at once for what lapsed, else a step after the deadline."""
    if reminder.overdue_from is None:
        return range(0)
    every = policy.overdue_every_days
    lapsed = reminder.overdue_from <= reminder.due
    first = reminder.overdue_from if lapsed else days_from(reminder.due, every)
    last = days_from(first, policy.overdue_for_days)
    if reminder.until:
        last = min(last, reminder.until)
    return range((reminder.due - first).days, (reminder.due - last).days - 1, -every)


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
