"""Will my credential be renewed? The cycle that matters on a day, counted and explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certtrack.rules.answers import (
    CycleStatus,
    FeeStatus,
    PastCycle,
    RuleStatus,
    Standing,
    answer_id,
    stale_note,
)
from certtrack.rules.counting.count import Account, ShareCount, count
from certtrack.rules.cycles import Cycle, cycles_of
from certtrack.rules.editions import anchored, binding, in_force
from certtrack.rules.facts import Activity, Person
from certtrack.rules.pooling import CeuRequirement, Pooled, pools, required_ceus
from certtrack.rules.rulebook import Library
from certtrack.rules.standing import Lapsed, lapsed

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A cycle with its requirement and the count of its activities."""

    cycle: Cycle
    asked: CeuRequirement | None
    account: Account
    rules: tuple[RuleStatus, ...]

    @property
    def met(self) -> bool:
        """Whether every rule of the cycle is met; one without known rules is not."""
        return self.asked is not None and all(rule.outcome == "met" for rule in self.rules)


def statuses(person: Person, library: Library, on: date) -> list[CycleStatus]:
    """The cycle that matters on a day, for each group of credentials that share one.

    That is the cycle that contains the day, unless an earlier one ended unmet.

    Args:
        person: The facts; activities after `on` are not looked at.
        library: The rulebooks.
        on: The day asked about.
    """
    found = (_status(person, pooled, on) for pooled in pools(person, library, on))
    return [one for one in found if one is not None]


def standing_of(person: Person, library: Library, on: date, code: str) -> Standing | None:
    """The standing on a day of a credential, or None when it is not held then."""
    book = library.find(code)
    for pooled in pools(person, library, on):
        if book and book.code in pooled.codes:
            status = _status(person, pooled, on)
            return status.standing if status else None
    return None


def _status(person: Person, pooled: Pooled, on: date) -> CycleStatus | None:
    holding, book = pooled.primary
    relevant = [one for one in person.on_record_by(on) if _meant_for(one, pooled.codes)]
    known_from = _first_known(pooled, relevant)
    past: list[PastCycle] = []
    for cycle in cycles_of(holding, book.recertification.cycle, on):
        reckoned = _reckon(pooled, cycle, relevant, on)
        if on in cycle.period:
            return _answer(person, pooled, reckoned, on, past, None)
        presumed = known_from is None or cycle.period.last < known_from
        if not presumed and reckoned.asked and not reckoned.met:
            days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
            lapse = in_force(book.recertification.lapse, days)
            end = lapsed(cycle.period.last, lapse, on)
            return _answer(person, pooled, reckoned, on, past, end)
        past.append(_past(reckoned, presumed=presumed))
    return None


def _past(reckoned: Reckoned, *, presumed: bool) -> PastCycle:
    """A cycle that is over; without a known rule it cannot be judged, so it is presumed."""
    judged = reckoned.asked is not None and not presumed
    return PastCycle(
        period=reckoned.cycle.period,
        outcome="renewed" if judged else "presumed-renewed",
        required=reckoned.asked.ceus if reckoned.asked and judged else None,
        counted=reckoned.account.counted if judged else None,
    )


def _meant_for(activity: Activity, codes: Sequence[str]) -> bool:
    """Whether an activity may serve one of these credentials."""
    if activity.for_ is None:
        return True
    return bool({code.casefold() for code in activity.for_} & {code.casefold() for code in codes})


def _first_known(pooled: Pooled, activities: Sequence[Activity]) -> date | None:
    """The first day of which anything is known; cycles before it are presumed renewed."""
    days = [one.completed_on for one in activities]
    for holding, _ in pooled.holdings:
        days += [day for day in (holding.tracked_from, holding.valid_until) if day]
        days += [holding.cycle.from_] if holding.cycle else []
    return min(days, default=None)


def _reckon(pooled: Pooled, cycle: Cycle, activities: Sequence[Activity], on: date) -> Reckoned:
    holding, book = pooled.primary
    days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
    asked = required_ceus(pooled, cycle.period, on)
    account = count(
        [one for one in activities if one.completed_on in cycle.period],
        asked.ceus if asked else NOTHING,
        conversion=in_force(book.recertification.conversion, days),
        shares=binding(book.shares(), days) if asked else [],
        unique=binding(book.uniques(), days),
    )
    return Reckoned(cycle, asked, account, _rules(pooled, asked, account) if asked else ())


def _rules(pooled: Pooled, asked: CeuRequirement, account: Account) -> tuple[RuleStatus, ...]:
    lacking = max(asked.ceus - account.counted, NOTHING)
    told = f"{account.counted:f} of {asked.ceus:f} CEUs count"
    total = RuleStatus(
        id="total",
        words="CEUs in the cycle",
        required=asked.ceus,
        counted=account.counted,
        outcome="not-met" if lacking else "met",
        because=f"{told}{f'; {lacking:f} more needed' if lacking else ''}. {asked.because}",
        citation=asked.citation,
    )
    return (total, *(_share(share, pooled) for share in account.shares))


def _share(share: ShareCount, pooled: Pooled) -> RuleStatus:
    _, book = pooled.primary
    lacking = max(share.required - share.counted, NOTHING)
    told = f"{share.counted:f} of {share.required:f} CEUs in {share.rule.words}"
    if share.outcome == "unknown":
        titles = ", ".join(share.unmarked)
        because = f"{told} only if these belong: {titles}. Find out {share.rule.unmarked}."
    else:
        because = f"{told}{f'; {lacking:f} more needed' if lacking else ''}."
    return RuleStatus(
        id=share.rule.id,
        words=share.rule.words,
        required=share.required,
        counted=share.counted,
        outcome=share.outcome,
        because=because,
        citation=book.cite(share.rule),
    )


def _answer(
    person: Person,
    pooled: Pooled,
    reckoned: Reckoned,
    on: date,
    past: Sequence[PastCycle],
    end: Lapsed | None,
) -> CycleStatus:
    _, book = pooled.primary
    cycle = reckoned.cycle
    fingerprints = [each.fingerprint for _, each in pooled.holdings]
    return CycleStatus(
        body=book.body.code,
        credentials=pooled.codes,
        period=cycle.period,
        on=on,
        standing=end.standing if end else "complete" if reckoned.met else "active",
        standing_because=end.because if end else _running(reckoned),
        required=reckoned.asked.ceus if reckoned.asked else None,
        earned=reckoned.account.earned,
        counted=reckoned.account.counted,
        rules=reckoned.rules,
        activities=reckoned.account.activities,
        fee=_fee(person, pooled, cycle, on),
        past=tuple(past),
        dates_because=_dates(pooled, cycle),
        dates=book.cite(cycle.rule),
        inactive_on=end.inactive_on if end else None,
        revoked_on=end.revoked_on if end else None,
        notes=(
            *(() if reckoned.asked else ("No rule is known for what this cycle asks for.",)),
            *stale_note(book.review_by, on),
            *book.not_checked,
            *book.recertification.not_checked,
            *book.doubts("recertification"),
        ),
        rulebook=answer_id(*fingerprints),
        answer_id=answer_id(person, *fingerprints, on),
    )


def _running(reckoned: Reckoned) -> str:
    last = reckoned.cycle.period.last
    if reckoned.met:
        return f"Every rule of the cycle that ends on {last} is met."
    return f"The cycle runs to {last}."


def _dates(pooled: Pooled, cycle: Cycle) -> str:
    holding, book = pooled.primary
    if cycle.stated:
        return f"Dates as {book.body.code} states them for {book.code}."
    told = f"Counted in cycles of {cycle.rule.years} years from {holding.passed_on}"
    told += f", the day the {book.code} exam was passed."
    if len(pooled.codes) > 1:
        told += f" {', '.join(pooled.codes)} share this cycle."
    return told


def _fee(person: Person, pooled: Pooled, cycle: Cycle, on: date) -> FeeStatus | None:
    holding, book = pooled.primary
    days = anchored(on=on, cycle=cycle.period, passed_on=holding.passed_on)
    fee = in_force(book.recertification.fee, days)
    if fee is None:
        return None
    paid = [each.fee_paid_on for each, _ in pooled.holdings if each.fee_paid_on]
    unsure = fee.members == "less" and person.is_member_of(book.body.code)
    return FeeStatus(
        amount=fee.total(len(pooled.codes)),
        currency=fee.currency,
        due=cycle.period.last,
        paid_on=next((day for day in paid if day in cycle.period and day <= on), None),
        because="For non-members; members pay less, how much is not known." if unsure else None,
        citation=book.cite(fee),
    )
