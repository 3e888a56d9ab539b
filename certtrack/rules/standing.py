"""Standing: active or complete in a cycle, and what becomes of one that ended unmet."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from certtrack.rules.answers import StandingOn
from certtrack.rules.period import day_after, day_before, days_from
from certtrack.rules.recertification import Lapse


def running(cycle_end: date, *, met: bool) -> StandingOn:
    """The standing within a cycle.

    Args:
        cycle_end: The cycle's last day.
        met: Whether every rule of the cycle is met already.
    """
    if met:
        return StandingOn("complete", f"Every rule of the cycle that ends on {cycle_end} is met.")
    return StandingOn("active", f"The cycle runs to {cycle_end}.")


def lapsed(cycle_end: date, rule: Lapse | None, on: date) -> StandingOn:
    """The standing on a day after a cycle that ended unmet.

    Args:
        cycle_end: The cycle's last day.
        rule: What the body does then; None when that is not known, and then nothing is
            said beyond being inactive from the day after the cycle.
        on: The day asked about, after `cycle_end`.
    """
    months = relativedelta(months=rule.grace_months if rule else 0)
    grace_end = day_before(day_after(cycle_end) + months)
    inactive_on = day_after(grace_end)
    days = rule.revoked_after_days if rule else None
    revoked_on = days_from(grace_end, days) if days else None
    ended = f"The cycle ended on {cycle_end} with its requirements unmet"
    if on <= grace_end:
        because = f"{ended}; the grace period runs to {grace_end}."
        return StandingOn("grace", because, inactive_on, revoked_on)
    if revoked_on and on >= revoked_on:
        because = f"{ended}; it was revoked on {revoked_on}, after {days} days of being inactive."
        return StandingOn("revoked", because, inactive_on, revoked_on)
    because = f"{ended}; inactive from {inactive_on}"
    because += f", to be revoked on {revoked_on}." if revoked_on else "."
    return StandingOn("inactive", because, inactive_on, revoked_on)
