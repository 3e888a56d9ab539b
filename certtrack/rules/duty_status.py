"""What is to be paid and handed in for a cycle, by when, and whether it was."""

from __future__ import annotations

from datetime import date

from certtrack.rules.answers import FeeStatus, FilingStatus
from certtrack.rules.editions import in_force
from certtrack.rules.facts import Person
from certtrack.rules.period import Period, days_from
from certtrack.rules.pooling import Pooled


def filing_of(pooled: Pooled, cycle: Period, on: date) -> FilingStatus | None:
    """When a cycle's CEUs can and must be handed in; None when no rule is known."""
    _, book = pooled.primary
    rule = in_force(book.recertification.filing, pooled.days(cycle, on))
    if rule is None:
        return None
    opens = None if rule.opens_days is None else days_from(cycle.last, rule.opens_days)
    due = days_from(cycle.last, rule.due_days)
    window = Period(opens or cycle.first, max(due, cycle.last))
    days = [day for each, _ in pooled.holdings if (day := each.handed_in_on)]
    return FilingStatus(
        opens=opens,
        due=due,
        handed_in_on=next((day for day in days if day in window and day <= on), None),
        late_fee=rule.late_fee,
        currency=rule.currency,
        citation=book.cite(rule),
    )


def fee_of(person: Person, pooled: Pooled, cycle: Period, on: date) -> FeeStatus | None:
    """What a cycle costs; None when no rule is known."""
    _, book = pooled.primary
    rule = in_force(book.recertification.fee, pooled.days(cycle, on))
    if rule is None:
        return None
    unsure = rule.members == "less" and person.is_member_of(book.body.code)
    return FeeStatus(
        amount=rule.total(len(pooled.maintained(min(on, cycle.last)).codes)),
        currency=rule.currency,
        due=cycle.last,
        paid_on=_paid(pooled, cycle, on),
        because="For non-members; members pay less, how much is not known." if unsure else None,
        citation=book.cite(rule),
    )


def dues_of(person: Person, pooled: Pooled, cycle: Period, on: date) -> FeeStatus | None:
    """What is to be paid every year: the next time on or after a day; None without a rule."""
    _, book = pooled.primary
    rule = in_force(book.recertification.dues, pooled.days(cycle, on))
    if rule is None:
        return None
    due = next(day for year in (on.year, on.year + 1) if (day := rule.due_in(year)) >= on)
    member = rule.members is not None and person.is_member_of(book.body.code)
    since = Period(rule.due_in(due.year - 1), due)
    paid = _paid(pooled, since, on)
    return FeeStatus(
        amount=rule.members if member and rule.members is not None else rule.amount,
        currency=rule.currency,
        due=due,
        paid_on=None if paid == since.first else paid,
        because="Every year, for members." if member else "Every year.",
        citation=book.cite(rule),
    )


def _paid(pooled: Pooled, within: Period, on: date) -> date | None:
    days = [day for each, _ in pooled.holdings if (day := each.fee_paid_on)]
    return next((day for day in days if day in within and day <= on), None)
