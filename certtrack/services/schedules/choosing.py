"""Which scheduler: the one asked for, else the best that the platform has."""

from __future__ import annotations

from certtrack.errors import did_you_mean, refuse
from certtrack.services.schedules.cron import Cron
from certtrack.services.schedules.launchd import Launchd
from certtrack.services.schedules.schedule import Scheduler
from certtrack.services.schedules.systemd import Systemd
from certtrack.services.schedules.windows import Windows

SCHEDULERS: tuple[Scheduler, ...] = (Systemd(), Launchd(), Windows(), Cron())
"""The best first: cron, which many platforms have, makes up for nothing by itself."""


def chosen(name: str | None) -> Scheduler:
    """The scheduler of a name; without one the best that can be used here.

    Raises:
        Refused: When there is none of that name, or none can be used.
    """
    if name is not None:
        return named(name)
    reasons = {one.name: one.lacking() for one in SCHEDULERS}
    for one in SCHEDULERS:
        if reasons[one.name] is None:
            return one
    told = "; ".join(reason for reason in reasons.values() if reason)
    raise refuse(f"nothing here can run reminders by itself: {told}")


def named(name: str) -> Scheduler:
    """The scheduler of a name, whether or not it can be used here.

    Raises:
        Refused: When there is none of that name.
    """
    known = {one.name: one for one in SCHEDULERS}
    if name not in known:
        hint = did_you_mean(name, known) or f"There are: {', '.join(known)}."
        raise refuse(f"there is no scheduler {name!r}", hint=hint)
    return known[name]


def usable(name: str | None) -> Scheduler:
    """The same, and it can be used here.

    Raises:
        Refused: When it cannot.
    """
    scheduler = chosen(name)
    if reason := scheduler.lacking():
        raise refuse(f"{scheduler.name} cannot be used: {reason}; nothing was changed")
    return scheduler
