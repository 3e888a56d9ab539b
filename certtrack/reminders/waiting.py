"""Until when a person need not be looked at: nothing is due before, whatever the day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence
from certtrack.reminders.timing import next_after
from certtrack.rules.period import day_after


def next_look(
    reminders: Iterable[Reminder],
    policy: Policy,
    silences: Collection[Silence],
    on: date,
    valid_until: date,
) -> date:
    """The first day after a day on which something else may be due than on that day.

    Args:
        reminders: The person's reminders on the day, however far ahead.
        policy: When they want to hear.
        silences: What they do not want to hear.
        on: The day.
        valid_until: The last day on which these are the reminders.
    """
    days = [day for one in reminders for day in _turns(one, policy, on)]
    days += [_over(one) for one in silences]
    return min([day_after(valid_until), *(day for day in days if day and day > on)])


def _turns(one: Reminder, policy: Policy, on: date) -> Iterator[date | None]:
    """The days on which it is told, or told at another pace."""
    yield next_after(one, policy, on)
    if one.pace_until:
        yield day_after(one.pace_until)


def _over(one: Silence) -> date | None:
    """The day on which what it held back is told again."""
    if one.until is None:
        return None
    return one.until if one.manner == "snooze" else day_after(one.until)
