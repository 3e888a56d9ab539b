"""What the core hands out: the verdict on an exam, the state of a cycle."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from certtrack.rules.counting.count import Account
from certtrack.rules.findings import Citation, Finding, Outcome
from certtrack.rules.period import Period
from certtrack.rules.rulebook import Rulebook

Ruling = Literal["eligible", "eligible-early", "not-eligible", "cannot-tell"]
Standing = Literal["active", "complete", "inactive", "revoked", "grace"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a person may sit a credential's exam on a day, and why.

    Args:
        credential: The credential's code.
        label: What to call it: the code, after its body where another one uses the same.
        name: The credential's name in full.
        body: The code of its certifying body.
        on: The day asked about.
        ruling: The verdict.
        pathway: The id of the pathway that met it, or None.
        pathway_words: That pathway in words, or None.
        finding: The tree of reasons; the nearest pathway comes first.
        recommendations: What is advised, with its outcome; it never decides.
        missing: Facts to find out, in words.
        next_steps: What to do, in words.
        not_before: First day allowed when only waiting is left; where more is lacking, the
            first day that the wait for a retest leaves open.
        notes: What the engine does not check, and warnings, in words.
        edition: The day from which the edition used is in force, or None.
        rulebook: A hash of the rules' content.
        answer_id: A hash of the facts, the rules and the day.
    """

    credential: str
    label: str
    name: str
    body: str
    on: date
    ruling: Ruling
    pathway: str | None
    pathway_words: str | None
    finding: Finding
    recommendations: tuple[Finding, ...]
    missing: tuple[str, ...]
    next_steps: tuple[str, ...]
    not_before: date | None
    notes: tuple[str, ...]
    edition: date | None
    rulebook: str
    answer_id: str


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
class FeeStatus:
    """The fee of a cycle: its amount, the day it is due, and whether it was paid."""

    amount: Decimal
    currency: str
    due: date
    paid_on: date | None
    because: str | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingStatus:
    """When a cycle's CEUs can and must be handed in; both days are included."""

    opens: date | None
    due: date
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCycle:
    """A cycle that ended before the one that matters now."""

    period: Period
    outcome: Literal["renewed", "presumed-renewed"]
    required: Decimal | None
    counted: Decimal | None


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
        period: Its days, both ends included.
        on: The day asked about.
        now: The credentials' standing on that day.
        required: CEUs required; None when no rule is known for the cycle.
        account: Every activity in the cycle up to the day, and what it counts for.
        rules: Every rule with how far it is met.
        fee: What is to be paid; None when no rule is known.
        filing: When CEUs are to be handed in; None when no rule is known.
        past: Earlier cycles, oldest first.
        next_rules: What will be otherwise in the next cycle, in words.
        dates_because: Where the cycle's dates come from.
        dates: The ground of the cycle's dates.
        notes: Warnings and what is not checked, in words.
        rulebook: A hash of the rules' content.
        answer_id: A hash of the facts, the rules and the day.
    """

    body: str
    books: tuple[Rulebook, ...]
    period: Period
    on: date
    now: StandingOn
    required: Decimal | None
    account: Account
    rules: tuple[RuleStatus, ...]
    fee: FeeStatus | None
    filing: FilingStatus | None
    past: tuple[PastCycle, ...]
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
