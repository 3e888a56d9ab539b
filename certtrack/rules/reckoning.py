"""The reckoning of a cycle: what it asks for, what counts, and how far each rule is met."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import partial

from certtrack.rules.answers import LimitStatus, RuleStatus
from certtrack.rules.counting.account import Account, MinimumCount
from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.count import count
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.window import SharedMonth, counts_in
from certtrack.rules.cycles import Cycle
from certtrack.rules.decisions import in_cycle, required, waived
from certtrack.rules.editions import in_force
from certtrack.rules.facts import Activity, Decision
from certtrack.rules.findings import Outcome, all_of
from certtrack.rules.period import Period
from certtrack.rules.pooling import CeuRequirement, Pooled, required_ceus
from certtrack.rules.recertification import CountingRule

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a cycle's own terms differ from its rules.

    Args:
        owed: CEUs brought over from the cycle before, by the rule's id; `total` is the whole.
        instead: Minimums in place of the rules', by the rule's id, in CEUs.
        earning: The days on which CEUs may be earned; None for the cycle's own.
    """

    owed: Mapping[str, Decimal] = field(default_factory=dict)
    instead: Mapping[str, Decimal] = field(default_factory=dict)
    earning: Period | None = None

    def of(self, rule: CountingRule) -> CountingRule:
        """A counting rule on these terms."""
        if not isinstance(rule, MinimumAmount):
            return rule
        amount = self.instead.get(rule.id, rule.amount) + self.owed.get(rule.id, NOTHING)
        return replace(rule, amount=amount)

    def asks(self, asked: CeuRequirement | None) -> CeuRequirement | None:
        """The requirement on these terms."""
        more = self.owed.get("total", NOTHING)
        if asked is None or not more:
            return asked
        because = f"{asked.because} {more:f} of them are owed from the cycle before."
        return replace(asked, ceus=asked.ceus + more, because=because)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A cycle with its requirement and the count of its activities."""

    cycle: Cycle
    asked: CeuRequirement | None
    account: Account
    rules: tuple[RuleStatus, ...]

    @property
    def outcome(self) -> Outcome:
        """Whether every rule of the cycle is met; unknown where its rules are not known."""
        return all_of([rule.outcome for rule in self.rules]) if self.asked else "unknown"

    @property
    def lacking(self) -> dict[str, Decimal]:
        """CEUs still lacking, by the rule's id."""
        return {rule.id: rule.remaining for rule in self.rules if rule.remaining}

    @property
    def cure_days(self) -> int | None:
        """Days after handing in in which all that is lacking can be cured; None if it cannot."""
        cures = {one.rule.id: getattr(one.rule, "cure_days", None) for one in self.account.minimums}
        days = [cures.get(id_) for id_ in self.lacking]
        return min((one for one in days if one), default=None) if all(days) else None


def reckon(
    pooled: Pooled,
    cycle: Cycle,
    activities: Sequence[Activity],
    decisions: Sequence[Decision],
    on: date,
    terms: Terms | None = None,
) -> Reckoned:
    """Count a cycle's activities against what it asks for.

    Args:
        pooled: The credentials that share the cycle.
        cycle: The cycle.
        activities: Those that may serve the credentials, up to the day asked about.
        decisions: What the body itself decided.
        on: The day asked about.
        terms: How it differs from the rules; None when it does not.
    """
    terms = terms or Terms()
    set_ = required(decisions, cycle.period)
    asked = set_ or terms.asks(required_ceus(pooled, cycle.period, on))
    counted = partial(_count, pooled, cycle, activities, decisions, on, asked, terms)
    account = counted()
    rules = _rules(pooled, asked, account) if asked else ()
    if asked and any(one.unmarked for one in account.maximums):
        rules = _doubted(rules, _rules(pooled, asked, counted(doubtful=True)), account)
    return Reckoned(cycle, asked, account, waived(rules, decisions, cycle.period))


def _count(
    pooled: Pooled,
    cycle: Cycle,
    activities: Sequence[Activity],
    decisions: Sequence[Decision],
    on: date,
    asked: CeuRequirement | None,
    terms: Terms,
    *,
    doubtful: bool = False,
) -> Account:
    """The count of the activities that belong to a cycle."""
    _, book = pooled.primary
    days = pooled.days(cycle.period, on)
    shared = in_force(book.recertification.boundary, days)
    counting = pooled.maintained(cycle.period.last).counting(days).values()
    bound = [terms.of(one) for one in counting if asked or isinstance(one, Unique)]
    earning = terms.earning or cycle.period
    is_mine = _belongs(pooled.first_day, earning, shared)
    return count(
        [one for one in activities if is_mine(one)],
        asked.ceus if asked else NOTHING,
        worth=pooled.worth(days),
        rules=[one for one in bound if not isinstance(one, Unique)],
        unique=next((one for one in bound if isinstance(one, Unique)), None),
        earlier=[
            one for one in activities if one.completed_on < earning.first and not is_mine(one)
        ],
        waived={one.rule for one in in_cycle(decisions, "waiver", cycle.period) if one.rule},
        doubtful=doubtful,
    )


def _belongs(
    first_day: date, earning: Period, shared: SharedMonth | None
) -> Callable[[Activity], bool]:
    """Tells whether an activity belongs to a cycle."""
    return lambda one: one.completed_on >= first_day and counts_in(one, earning, shared)


def _doubted(
    rules: Sequence[RuleStatus], if_held: Sequence[RuleStatus], account: Account
) -> tuple[RuleStatus, ...]:
    """The same rules, unknown where holding the unmarked to the maximums would tip them."""
    unmarked = [one for one in account.maximums if one.unmarked]
    doubts = " ".join(
        f"It is sure only if these are not {one.rule.words}: {', '.join(one.unmarked)}. "
        f"Find out {one.rule.unmarked}."
        for one in {one.rule.id: one for one in unmarked}.values()
    )
    return tuple(
        replace(rule, outcome="unknown", because=f"{rule.because} {doubts}")
        if rule.outcome == "met" and held.outcome != "met"
        else rule
        for rule, held in zip(rules, if_held, strict=True)
    )


def limits(pooled: Pooled, account: Account) -> tuple[LimitStatus, ...]:
    """How far each maximum of a cycle is used up."""
    return tuple(
        LimitStatus(
            id=one.rule.id,
            words=one.rule.words,
            most=one.rule.most(one.counted),
            counted=one.counted,
            year=one.year,
            citation=pooled.cite(one.rule),
        )
        for one in account.maximums
        if isinstance(one.rule, MaximumAmount)
    )


def _rules(pooled: Pooled, asked: CeuRequirement, account: Account) -> tuple[RuleStatus, ...]:
    lacking = max(asked.ceus - account.counted, NOTHING)
    told = f"{account.counted:f} of {asked.ceus:f} CEUs count"
    total = RuleStatus(
        id="total",
        words="CEUs in the cycle",
        required=asked.ceus,
        counted=account.counted,
        outcome=_reached(lacking, asked),
        because=f"{told}{f'; {lacking:f} more needed' if lacking else ''}. {asked.because}",
        citation=asked.citation,
    )
    return (total, *(_minimum(one, pooled) for one in account.minimums))


def _reached(lacking: Decimal, asked: CeuRequirement) -> Outcome:
    """Whether nothing is lacking; unknown where less may be asked for."""
    if not lacking:
        return "met"
    return "unknown" if asked.at_most else "not-met"


def _minimum(share: MinimumCount, pooled: Pooled) -> RuleStatus:
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
        citation=pooled.cite(share.rule),
    )
