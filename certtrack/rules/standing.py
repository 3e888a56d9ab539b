"""Standing: what becomes of a credential whose cycle ended with its rules unmet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from certtrack.rules.answers import Standing
from certtrack.rules.period import day_after, days_from
from certtrack.rules.recertification import Lapse


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The standing after a cycle that ended unmet.

    Args:
        standing: Grace, inactive or revoked.
        because: Why, with the days it was reckoned from.
        inactive_on: First day of being inactive.
        revoked_on: Day of revocation, past or to come; None when no rule is known.
    """

    standing: Standing
    because: str
    inactive_on: date
    revoked_on: date | None


def lapsed(cycle_end: date, rule: Lapse | None, on: date) -> Lapsed:
    """The standing on a day after a cycle that ended unmet.

    Args:
        cycle_end: The cycle's last day.
        rule: What the body does then; None when that is not known, and then nothing is
            said beyond being inactive from the day after the cycle.
        on: The day asked about, after `cycle_end`.
    """
    grace_end = cycle_end + relativedelta(months=rule.grace_months) if rule else cycle_end
    inactive_on = day_after(grace_end)
    days = rule.revoked_after_days if rule else None
    revoked_on = days_from(grace_end, days) if days else None
    ended = f"The cycle ended on {cycle_end} with its requirements unmet"
    if on <= grace_end:
        because = f"{ended}; the grace period runs to {grace_end}."
        return Lapsed("grace", because, inactive_on, revoked_on)
    if revoked_on and on >= revoked_on:
        because = f"{ended}; it was revoked on {revoked_on}, after {days} days of being inactive."
        return Lapsed("revoked", because, inactive_on, revoked_on)
    because = f"{ended}; inactive from {inactive_on}"
    because += f", to be revoked on {revoked_on}." if revoked_on else "."
    return Lapsed("inactive", because, inactive_on, revoked_on)
