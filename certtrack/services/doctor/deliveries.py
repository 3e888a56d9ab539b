"""Reminders on their way: which failed, and which are stuck."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from certtrack.services.doctor.finding import Finding, Subject
from certtrack.services.doctor.store import current
from certtrack.store.delivery_counts import Counts, counts

OVERDUE = timedelta(days=1)
"""How long after the moment of its next attempt a delivery counts as stuck."""


def check_deliveries(subject: Subject) -> Iterator[Finding]:
    """The delivery log: what failed for good, what a sender left, what nobody tries again."""
    now = subject.now()
    with current(subject.place) as connection:
        log = counts(connection, now, now - OVERDUE) if connection else Counts()
    if log.failed:
        todo = "See why: certtrack remind log --failed."
        yield Finding("deliveries", "warning", f"{log.failed} failed for good", todo)
    if log.abandoned or log.overdue:
        told = f"{log.abandoned} were left half-way, {log.overdue} wait longer than they should"
        todo = "certtrack remind --send goes on with them; remind install does by itself."
        yield Finding("deliveries", "warning", told, todo)
    if not log.failed + log.abandoned + log.overdue:
        yield Finding("deliveries", "ok", f"{log.lines} in the log, none failed or stuck")
