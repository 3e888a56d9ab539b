"""The clock of this machine: whatever is due depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from certtrack.rulebooks.shelf import library
from certtrack.services.doctor.finding import Finding, Subject
from certtrack.services.doctor.store import current
from certtrack.store.past import last_moment

SLACK = timedelta(minutes=2)
LATE = timedelta(days=3660)
REMEDY = "Set the clock of this machine by a time server."


def check_clock(subject: Subject) -> Iterator[Finding]:
    """Whether now can be now: after what was done last, and not long after the rules."""
    now = subject.now()
    last = _last(subject)
    rules = max(book.review_by for book in library(subject.rulebooks))
    if last and now + SLACK < last:
        told = f"it is {now:%Y-%m-%d %H:%M} UTC, before the last change at {last:%Y-%m-%d %H:%M}"
        yield Finding("clock", "fault", told, REMEDY)
    elif now > datetime(rules.year, rules.month, rules.day, tzinfo=UTC) + LATE:
        told = f"it is {now:%Y-%m-%d}, more than ten years after the rules were to be reviewed"
        yield Finding("clock", "warning", told, REMEDY)
    else:
        yield Finding("clock", "ok", f"it is {now:%Y-%m-%d %H:%M} UTC, after the last change")


def _last(subject: Subject) -> datetime | None:
    with current(subject.place) as connection:
        last = last_moment(connection) if connection else None
    return datetime.fromisoformat(last) if last else None
