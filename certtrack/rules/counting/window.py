"""The window: which cycle an activity belongs to, where its last month is shared with the next."""

from __future__ import annotations

from datetime import date
from typing import Literal

from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.period import Period, day_before
from certtrack.rules.shape import shape


@shape
class SharedMonth(Dated):
    """What is earned in a cycle's last month may count in it or in the next, as one likes.

    AAPC: CEUs earned in the renewal month may go to the current or the next submission.
    """

    kind: Literal["shared-month"]

    def in_words(self) -> str:
        """The rule in words."""
        return "What is earned in a cycle's last month counts in it, or in the next if so marked."


def counts_in(activity: Activity, period: Period, shared: SharedMonth | None) -> bool:
    """Whether an activity belongs to a cycle, by the day it was completed.

    Args:
        activity: The activity; one marked for the next cycle is moved there only from a
            month that the cycles share.
        period: The cycle's days.
        shared: The rule that shares a cycle's last month with the next; None without one.
    """
    day = activity.completed_on
    if shared is None or not activity.next_cycle:
        return day in period
    if _in_last_month(day, period.last):
        return False
    return day in period or _in_last_month(day, day_before(period.first))


def _in_last_month(day: date, last: date) -> bool:
    return (day.year, day.month) == (last.year, last.month) and day <= last
