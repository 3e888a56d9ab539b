"""Standing: active or complete in a cycle, and what becomes of one that ended unmet."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

from certtrack.rules.answers import StandingOn
from certtrack.rules.lapse import Lapse
from certtrack.rules.period import day_after, day_before, days_from


def running(cycle_end: date, *, met: bool) -> StandingOn:
    """The standing within a cycle.

    Args:
        cycle_end: The cycle's last day.
        met: Whether every rule of the cycle is met already.
    """
    if met:
        return StandingOn("complete", f"Every rule of the cycle that ends on {cycle_end} is met.")
    return StandingOn("active", f"The cycle runs to {cycle_end}.")


def lapsed(
    cycle_end: date, rule: Lapse | None, on: date, cured_until: date | None = None
) -> StandingOn:
    """The standing on a day after a cycle that ended unmet.

    Args:
        cycle_end: The cycle's last day.
        rule: What the body does then; None when that is not known, and then nothing is
            said beyond being inactive from the day after the cycle.
        on: The day asked about, after `cycle_end`.
        cured_until: The last day on which what is lacking can be cured; None if it cannot.
    """
    grace_end = max(filter(None, (_grace_end(cycle_end, rule), cured_until)))
    inactive_on = day_after(grace_end)
    revoked_on = _revoked_on(grace_end, rule)
    ended = f"The cycle ended on {cycle_end} with its requirements unmet"
    if on <= grace_end:
        because = f"{ended}; the grace period runs to {grace_end}."
        return StandingOn("grace", because, inactive_on, revoked_on)
    if revoked_on and on >= revoked_on:
        spell = rule.inactive_for() if rule else ""
        after = f", after {spell} of being inactive" if spell else ""
        because = f"{ended}; it was revoked on {revoked_on}{after}."
        return StandingOn("revoked", because, inactive_on, revoked_on)
    because = f"{ended}; inactive from {inactive_on}"
    because += f", to be revoked on {revoked_on}." if revoked_on else "."
    return StandingOn("inactive", because, inactive_on, revoked_on)


def _grace_end(cycle_end: date, rule: Lapse | None) -> date:
    """The last day on which the credential is still valid."""
    if rule is None:
        return cycle_end
    spell = relativedelta(months=rule.grace_months, days=rule.grace_days)
    return day_before(day_after(cycle_end) + spell)


def _revoked_on(grace_end: date, rule: Lapse | None) -> date | None:
    """The first day on which the credential is revoked; None when that is not known.

    Whole months end on the day before; days are counted from the last valid one, so that
    180 days after the 31st of March are the 27th of September.
    """
    if rule is None or not rule.is_revoked:
        return None
    months = relativedelta(months=rule.revoked_after_months or 0)
    last = day_before(day_after(grace_end) + months)
    return days_from(last, max(rule.revoked_after_days or 0, 1))
