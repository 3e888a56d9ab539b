"""What the core hands out on a cycle: its state on a day, and what goes with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from certtrack.rules.counting.account import Account
from certtrack.rules.facts import Holding
from certtrack.rules.findings import Citation, Outcome
from certtrack.rules.period import Period
from certtrack.rules.rulebook import Rulebook

Ended = Literal["renewed", "presumed-renewed", "deferred", "reinstated"]
Standing = Literal["active", "complete", "inactive", "revoked", "grace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleStatus:
    """How far one recertification rule is met in a cycle, in CEUs."""

    id: str
    words: str
    required: Decimal
    counted: Decimal
    outcome: Outcome
    because: str
    citation: Citation

    @property
    def remaining(self) -> Decimal:
        """CEUs still to be earned for this rule; none once it is met, or waived."""
        if self.outcome == "met":
            return Decimal(0)
        return max(self.required - self.counted, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStatus:
    """How far one maximum is used up, in CEUs.

    Args:
        id: The rule's id.
        words: What is limited.
        most: CEUs that may count.
        counted: CEUs of them that count.
        year: The calendar year it is for; None when it is for the whole cycle.
        citation: Its ground.
    """

    id: str
    words: str
    most: Decimal
    counted: Decimal
    year: int | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeStatus:
    """A fee: its amount, the day it is due, and whether it was paid."""

    amount: Decimal
    currency: str
    due: date
    paid_on: date | None
    because: str | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingStatus:
    """When a cycle's CEUs can and must be handed in; both days are included.

    Args:
        opens: The first day on which it can be done; None when none is known.
        due: The last day.
        handed_in_on: The day it was done; None when it was not, or is not told.
        late_fee: What it costs after that, to the end of the cycle; None when not known.
        currency: Of the fee.
        citation: Its ground.
    """

    opens: date | None
    due: date
    handed_in_on: date | None
    late_fee: Decimal | None
    currency: str | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCycle:
    """A cycle that ended before the one that matters now.

    Args:
        period: Its days.
        outcome: What became of it. Deferred: what it lacked is owed in the next one.
        required: CEUs required; None where the outcome is not judged.
        counted: CEUs counted; None where the outcome is not judged.
        filing: When its CEUs are still to be handed in; None when not, or no longer.
    """

    period: Period
    outcome: Ended
    required: Decimal | None
    counted: Decimal | None
    filing: FilingStatus | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstatementStatus:
    """How a credential that lapsed can come back without an exam.

    Args:
        until: The last day on which it can.
        required: CEUs asked for; None when the body tells.
        counted: CEUs that count so far.
        rules: What is asked for, rule by rule; empty when the body tells.
        fee: What it costs; None when not known.
        currency: Of the fee.
        because: The rule in words.
        citation: Its ground.
    """

    until: date
    required: Decimal | None
    counted: Decimal
    rules: tuple[RuleStatus, ...]
    fee: Decimal | None
    currency: str | None
    because: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class StandingOn:
    """The standing on a day.

    Args:
        standing: Active, complete, grace, inactive or revoked.
        because: Why, with the days it was reckoned from.
        inactive_on: First day of being inactive, past or to come; None while no cycle
            has ended unmet.
        revoked_on: Day of revocation, past or to come; None when none threatens or no
            rule for it is known.
    """

    standing: Standing
    because: str
    inactive_on: date | None = None
    revoked_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleStatus:
    """The cycle of a body's credentials that matters on a day.

    Args:
        body: The body's code.
        books: The rules of the credentials that share the cycle.
        holdings: Everything that shared the cycles, given up and replaced ones too, each with
            its credential's label.
        period: Its days, both ends included.
        on: The day asked about.
        now: The credentials' standing on that day.
        required: CEUs required; None when no rule is known for the cycle.
        account: Every activity in the cycle up to the day, and what it counts for.
        rules: Every rule that asks for CEUs, with how far it is met.
        limits: Every rule that lets only so many CEUs count, with how far it is used up.
        fee: What is to be paid; None when no rule is known.
        dues: What is to be paid every year besides; None when no rule is known.
        filing: When CEUs are to be handed in; None when no rule is known.
        reinstatement: How it can come back once lapsed; None when it did not, or no rule
            is known, or it is too late.
        past: Earlier cycles, oldest first.
        new_rules: What is otherwise than in the cycle before, in words.
        next_rules: What will be otherwise in the next cycle, in words.
        dates_because: Where the cycle's dates come from.
        dates: The ground of the cycle's dates.
        notes: Warnings and what is not checked, in words.
        rulebook: A hash of the rules' content.
        answer_id: A hash of the facts, the rules and the day.
    """

    body: str
    books: tuple[Rulebook, ...]
    holdings: tuple[tuple[str, Holding], ...]
    period: Period
    on: date
    now: StandingOn
    required: Decimal | None
    account: Account
    rules: tuple[RuleStatus, ...]
    limits: tuple[LimitStatus, ...]
    fee: FeeStatus | None
    dues: FeeStatus | None
    filing: FilingStatus | None
    reinstatement: ReinstatementStatus | None
    past: tuple[PastCycle, ...]
    new_rules: tuple[str, ...]
    next_rules: tuple[str, ...]
    dates_because: str
    dates: Citation
    notes: tuple[str, ...]
    rulebook: str
    answer_id: str

    @property
    def credentials(self) -> tuple[str, ...]:
        """The codes of the credentials that share the cycle."""
        return tuple(book.code for book in self.books)

    @property
    def labels(self) -> str:
        """What to call these credentials, in words."""
        return ", ".join(book.label for book in self.books)

    @property
    def standing(self) -> Standing:
        """The credentials' standing on the day."""
        return self.now.standing

    @property
    def days_left(self) -> int:
        """Days from the day asked about to the cycle's last day; negative when past."""
        return (self.period.last - self.on).days

    @property
    def remaining(self) -> Decimal | None:
        """CEUs still to be earned at least; None when what is required is not known."""
        if self.required is None:
            return None
        return max((rule.remaining for rule in self.rules), default=Decimal(0))


def answer_id(*parts: object) -> str:
    """A short hash of what an answer was made from, the same wherever it is made again.

    Args:
        parts: Facts, fingerprints and days; their written form is what counts.
    """
    written = "\x1f".join(repr(part) for part in parts)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def stale_note(review_by: date, on: date) -> Sequence[str]:
    """A warning when the rules should have been looked at again by `on`."""
    if on <= review_by:
        return ()
    return (f"These rules were due to be reviewed by {review_by}; they may be out of date.",)
