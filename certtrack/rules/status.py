"""Will my credential be renewed? The cycle that matters on a day, counted and explained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from certtrack.rules.answers import (
    CycleStatus,
    FeeStatus,
    FilingStatus,
    PastCycle,
    StandingOn,
    answer_id,
    stale_note,
)
from certtrack.rules.cycles import Cycle, cycles_of
from certtrack.rules.decisions import about, extended, settled_before
from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Activity, Person
from certtrack.rules.forecast import next_rules
from certtrack.rules.period import days_from
from certtrack.rules.pooling import Pooled, pools
from certtrack.rules.reckoning import Reckoned, reckon
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.standing import lapsed, running

NOTHING = Decimal(0)


def statuses(person: Person, library: Library, on: date) -> list[CycleStatus]:
    """The cycle that matters on a day, for each group of credentials that share one.

    That is the cycle that contains the day, unless an earlier one ended unmet.

    Args:
        person: The facts; activities after `on` are not looked at.
        library: The rulebooks.
        on: The day asked about.
    """
    return [one for pooled in pools(person, library, on) for one in _chain(person, pooled, on)]


def standing_of(person: Person, library: Library, on: date, name: str) -> str | None:
    """The standing on a day of a credential; None when it is not held then.

    One that another replaced has the other's standing; where the cycle that matters is
    not known, the standing is "unknown".
    """
    book = library.find(name)
    held = [one for one in person.credential or () if book and book.is_called(one.code)]
    if book is None or not any(one.passed_on <= on for one in held):
        return None
    for pooled in pools(person, library, on):
        if book in pooled.books:
            chain = list(_chain(person, pooled, on))
            mine = (one.standing for one in chain if book in one.books)
            return next(mine, chain[-1].standing if chain else "unknown")
    return "unknown"


def _chain(person: Person, pooled: Pooled, on: date) -> Iterator[CycleStatus]:
    """The cycle that matters; when it is over, also that of what was passed after it."""
    status = _status(person, pooled, on)
    if status is None:
        return
    yield status
    later = tuple(pair for pair in pooled.holdings if pair[0].passed_on > status.period.last)
    if later:
        yield from _chain(person, Pooled(later), on)


def _status(person: Person, pooled: Pooled, on: date) -> CycleStatus | None:
    holding, book = pooled.primary
    relevant = [one for one in person.on_record_by(on) if pooled.concerns(one.for_)]
    decisions = about(person, pooled, on)
    origin = replace(holding, passed_on=pooled.first_day)
    cycles = extended(cycles_of(origin, book.recertification.cycle, on), decisions, on)
    known_from = _first_known(pooled, relevant, cycles, settled_before(decisions))
    past: list[PastCycle] = []
    for cycle in cycles:
        reckoned = reckon(pooled, cycle, relevant, decisions, on)
        if on in cycle.period:
            now = running(cycle.period.last, met=reckoned.outcome == "met")
            return _answer(person, pooled, reckoned, on, past, now)
        presumed = known_from is None or cycle.period.last < known_from
        if not presumed and reckoned.outcome == "not-met":
            days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
            lapse = in_force(book.recertification.lapse, days)
            end = lapsed(cycle.period.last, lapse, on)
            return _answer(person, pooled, reckoned, on, past, end)
        past.append(_past(reckoned, presumed=presumed))
    return None


def _past(reckoned: Reckoned, *, presumed: bool) -> PastCycle:
    """A cycle that is over; where that cannot be judged, it is presumed renewed."""
    judged = reckoned.outcome == "met" and not presumed
    return PastCycle(
        period=reckoned.cycle.period,
        outcome="renewed" if judged else "presumed-renewed",
        required=reckoned.asked.ceus if reckoned.asked and judged else None,
        counted=reckoned.account.counted if judged else None,
    )


def _first_known(
    pooled: Pooled,
    activities: Sequence[Activity],
    cycles: Sequence[Cycle],
    settled: date | None,
) -> date | None:
    """The first day of which anything is known; cycles before it are presumed renewed.

    Whoever the body gives a cycle, or reinstates, was not lost in an earlier one.
    """
    stated = [cycle.period.first for cycle in cycles if cycle.stated]
    if stated or settled:
        return max(filter(None, (*stated, settled)))
    days = [one.completed_on for one in activities]
    days += [day for holding, _ in pooled.holdings if (day := holding.tracked_from)]
    return min(days, default=None)


def _answer(
    person: Person,
    pooled: Pooled,
    reckoned: Reckoned,
    on: date,
    past: Sequence[PastCycle],
    now: StandingOn,
) -> CycleStatus:
    _, book = pooled.primary
    cycle = reckoned.cycle
    fingerprints = [each.fingerprint for _, each in pooled.holdings]
    return CycleStatus(
        body=book.body.code,
        books=pooled.maintained(min(on, cycle.period.last)).books,
        period=cycle.period,
        on=on,
        now=now,
        required=reckoned.asked.ceus if reckoned.asked else None,
        account=reckoned.account,
        rules=reckoned.rules,
        fee=_fee(person, pooled, cycle, on),
        filing=_filing(pooled, cycle, on),
        past=tuple(past),
        next_rules=next_rules(pooled, cycle.period, cycle.rule.years),
        dates_because=_dates(pooled, cycle),
        dates=book.cite(cycle.rule),
        notes=_notes(book, reckoned, on),
        rulebook=answer_id(*fingerprints),
        answer_id=answer_id(person, *fingerprints, on),
    )


def _notes(book: Rulebook, reckoned: Reckoned, on: date) -> tuple[str, ...]:
    return (
        *(() if reckoned.asked else ("No rule is known for what this cycle asks for.",)),
        *stale_note(book.review_by, on),
        *book.not_checked,
        *book.recertification.not_checked,
        *book.doubts("recertification"),
    )


def _dates(pooled: Pooled, cycle: Cycle) -> str:
    _, book = pooled.primary
    if cycle.granted:
        return f"Extended to {cycle.period.last}. {cycle.granted[-1].words()}"
    if cycle.stated:
        return f"Dates as {book.body.code} states them for {book.label}."
    told = f"{cycle.rule.in_words()} {book.label} was passed on {pooled.first_day}."
    sharing = pooled.maintained(cycle.period.last)
    if len(sharing.books) > 1:
        told += f" {sharing.labels} share this cycle."
    return told


def _filing(pooled: Pooled, cycle: Cycle, on: date) -> FilingStatus | None:
    holding, book = pooled.primary
    days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
    filing = in_force(book.recertification.filing, days)
    if filing is None:
        return None
    last, opens = cycle.period.last, filing.opens_days
    return FilingStatus(
        opens=None if opens is None else days_from(last, opens),
        due=days_from(last, filing.due_days),
        citation=book.cite(filing),
    )


def _fee(person: Person, pooled: Pooled, cycle: Cycle, on: date) -> FeeStatus | None:
    holding, book = pooled.primary
    days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
    fee = in_force(book.recertification.fee, days)
    if fee is None:
        return None
    paid = [each.fee_paid_on for each, _ in pooled.holdings if each.fee_paid_on]
    unsure = fee.members == "less" and person.is_member_of(book.body.code)
    return FeeStatus(
        amount=fee.total(len(pooled.maintained(min(on, cycle.period.last)).books)),
        currency=fee.currency,
        due=cycle.period.last,
        paid_on=next((day for day in paid if day in cycle.period and day <= on), None),
        because="For non-members; members pay less, how much is not known." if unsure else None,
        citation=book.cite(fee),
    )
