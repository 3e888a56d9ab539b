"""The days on which a reminder is told: its lead times, weekly once overdue, on allowed days."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
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
    leads = _leads(reminder, policy)
    found = {
        Occasion(day, lead)
        for lead in (*leads, *(_overdue(reminder, policy) if leads else ()))
        if (day := _allowed(days_from(reminder.due, -lead), reminder, policy))
    }
    return sorted(found, key=lambda one: (one.day, -one.lead))


def latest(reminder: Reminder, policy: Policy, on: date) -> Occasion | None:
    """The last of them up to a day, included; None when there is none yet.

    What was missed before it need not be told any more.
    """
    leads = _leads(reminder, policy)
    found = _last(leads, reminder, policy, on)
    if leads and _may_be_overdue(reminder, on):
        late = _last(_overdue(reminder, policy), reminder, policy, on)
        found = min(filter(None, (found, late)), key=lambda one: one.lead, default=None)
    return found


def next_after(reminder: Reminder, policy: Policy, on: date) -> date | None:
    """The first of their days after a day; None when none follows."""
    leads = _leads(reminder, policy)
    found = _first(leads, reminder, policy, on)
    if leads and (found is None or _may_be_overdue(reminder, found)):
        late = _first(_overdue(reminder, policy), reminder, policy, on)
        found = min(filter(None, (found, late)), default=None)
    return found


def _last(leads: Sequence[int], reminder: Reminder, policy: Policy, on: date) -> Occasion | None:
    near = (reminder.due - on).days - FURTHEST
    for lead in leads[bisect_left(leads, near) :]:
        day = _allowed(days_from(reminder.due, -lead), reminder, policy)
        if day and day <= on:
            return Occasion(day, lead)
    return None


def _first(leads: Sequence[int], reminder: Reminder, policy: Policy, on: date) -> date | None:
    far = (reminder.due - on).days + FURTHEST
    for lead in reversed(leads[: bisect_right(leads, far)]):
        day = _allowed(days_from(reminder.due, -lead), reminder, policy)
        if day and day > on:
            return day
    return None


def _leads(reminder: Reminder, policy: Policy) -> Sequence[int]:
    """Lead times of the policy from near to far, with that of the day it becomes possible."""
    leads = policy.leads(reminder)[::-1]
    if leads and reminder.opens:
        return sorted({*leads, (reminder.due - reminder.opens).days})
    return leads


def _may_be_overdue(reminder: Reminder, day: date) -> bool:
    """Whether it can be told by a day as overdue, wherever its day may be moved to."""
    since = reminder.overdue_from
    return since is not None and day >= days_from(min(since, reminder.due), -FURTHEST)


def _overdue(reminder: Reminder, policy: Policy) -> range:
    """Lead times once it is overdue: at once for what lapsed, else a step after the deadline.

    From near to far: from the last to the first.
    """
    if reminder.overdue_from is None:
        return range(0)
    every = policy.overdue_every_days
    lapsed = reminder.overdue_from <= reminder.due
    first = reminder.overdue_from if lapsed else days_from(reminder.due, every)
    last = days_from(first, policy.overdue_for_days)
    if reminder.until:
        last = min(last, reminder.until)
    return range((reminder.due - first).days, (reminder.due - last).days - 1, -every)[::-1]


def _allowed(day: date, reminder: Reminder, policy: Policy) -> date | None:
    """The day itself, or one beside it on which messages may be sent.

    Before the deadline that is an earlier one: a warning that comes too late is none.
    None when it would come before it can be done, or after it is any use.
    """
    if reminder.opens and day < reminder.opens:
        return None
    step = day_before if day <= reminder.due else day_after
    while not policy.allows(day):
        day = step(day)
    return None if reminder.until and day > max(reminder.until, reminder.due) else day
