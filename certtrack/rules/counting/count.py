"""The count: what each activity of a cycle counts for, and why it lost the rest.

The count is the best that the rules allow, found exactly (see `optimum`): first the
requirement is filled, then its minimums, then as much counts as can. An activity's
CEUs may count in part. Among activities that fall under the same limits the earlier ones
count first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.optimum import most
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Learned, Unique, choose
from certtrack.rules.counting.units import Conversion, earned
from certtrack.rules.facts import Activity
from certtrack.rules.findings import Outcome

ZERO = Decimal(0)

Minimum = MinimumShare | MinimumAmount
Limiting = MinimumShare | MaximumAmount
AmountRule = MinimumShare | MinimumAmount | MaximumAmount


@dataclass(frozen=True, slots=True)
class Counted:
    """What one activity counts for.

    Args:
        activity: The activity.
        earned: CEUs it is worth after conversion.
        counted: CEUs of it that count; never more than earned.
        because: Why it counts for less than it is worth; None when it does not.
    """

    activity: Activity
    earned: Decimal
    counted: Decimal
    because: str | None = None


@dataclass(frozen=True, slots=True)
class MinimumCount:
    """How far one minimum is reached, in CEUs.

    Args:
        rule: The rule.
        required: CEUs it asks for.
        counted: CEUs counted that belong to it or may.
        sure: CEUs counted that the record marks as belonging to it.
        unmarked: Titles of activities that do not tell whether they belong.
    """

    rule: Minimum
    required: Decimal
    counted: Decimal
    sure: Decimal
    unmarked: tuple[str, ...]

    @property
    def outcome(self) -> Outcome:
        """Met when what is marked suffices; unknown when the unmarked would tip it."""
        if self.sure >= self.required:
            return "met"
        return "unknown" if self.counted >= self.required else "not-met"


@dataclass(frozen=True, slots=True)
class Account:
    """The count of a cycle's activities, in CEUs."""

    activities: tuple[Counted, ...]
    minimums: tuple[MinimumCount, ...]

    @property
    def earned(self) -> Decimal:
        """What all activities are worth."""
        return sum((one.earned for one in self.activities), ZERO)

    @property
    def counted(self) -> Decimal:
        """What counts after every rule."""
        return settled(sum((one.counted for one in self.activities), ZERO))


def count(
    activities: Sequence[Activity],
    required: Decimal,
    *,
    conversion: Conversion | None,
    rules: Sequence[AmountRule],
    unique: Unique | None,
    earlier: Sequence[Activity] = (),
    waived: Collection[str] = (),
) -> Account:
    """Count a cycle's activities against a requirement in CEUs.

    Args:
        activities: Those completed within the cycle, in any order.
        required: CEUs required in the cycle.
        conversion: How minutes become CEUs; None when no rule is known.
        rules: Minimums and maximums, by share or by amount.
        unique: What makes an activity the same as another; None when nothing does.
        earlier: Activities of earlier cycles, which a rule may not let count again.
        waived: Ids of rules that limit nothing, because the body waived them.
    """
    minimums = tuple(rule for rule in rules if not isinstance(rule, MaximumAmount))
    bounds = Bounds(required, minimums)
    limiting = [
        rule for rule in rules if not isinstance(rule, MinimumAmount) and rule.id not in waived
    ]
    learned = [
        Learned(one, earned(one, conversion), _limits(one, limiting), bounds.serves(one))
        for one in sorted(activities, key=_order)
    ]
    fresh = [one for one in learned if not (unique and unique.repeats(one.activity, earlier))]
    chosen = choose(fresh, unique, lambda kept: bounds.merit(_fill(kept, bounds)))
    counted = _fill(chosen, bounds)
    told = tuple(
        counted[id(one)] if id(one) in counted else _repeated(one, unique) for one in learned
    )
    return Account(told, tuple(_minimum(rule, required, told) for rule in minimums))


def _order(activity: Activity) -> tuple[object, ...]:
    """Earlier first; the rest only makes the order the same however they were written."""
    return activity.completed_on, activity.title.casefold(), activity.id or "", repr(activity)


def _limits(activity: Activity, rules: Sequence[Limiting]) -> tuple[tuple[object, Limiting], ...]:
    """The limits that an activity falls under, each with its rule."""
    return tuple((key, rule) for rule in rules if (key := rule.limits(activity)) is not None)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a selection of activities is held to: the most of some, the least of others."""

    required: Decimal
    minimums: tuple[Minimum, ...]

    @property
    def wanted(self) -> tuple[Decimal, ...]:
        """What is wanted, in CEUs: the total first, then each minimum."""
        return self.required, *(rule.minimum(self.required) for rule in self.minimums)

    def serves(self, activity: Activity) -> tuple[int, ...]:
        """What an activity is known to serve, by its place in what is wanted."""
        holds = (rule.where.holds(activity) for rule in self.minimums)
        return 0, *(at for at, outcome in enumerate(holds, start=1) if outcome == "met")

    def merit(self, counted: dict[int, Counted]) -> tuple[Decimal, ...]:
        """How well a selection serves: of the total, of the minimums, and in all."""
        filled = [
            min(
                want,
                sum((c.counted for c in counted.values() if at in self.serves(c.activity)), ZERO),
            )
            for at, want in enumerate(self.wanted)
        ]
        return filled[0], sum(filled[1:], ZERO), _sum(counted)


def _fill(learned: Sequence[Learned], bounds: Bounds) -> dict[int, Counted]:
    """Count activities that repeat none, as much of each class of them as is best."""
    classes: dict[tuple[object, ...], list[Learned]] = {}
    for one in learned:
        classes.setdefault((one.keys, one.serves), []).append(one)
    limits = {key: rule.most(bounds.required) for one in learned for key, rule in one.limits}
    places = {key: at for at, key in enumerate(limits)}
    groups = list(classes.values())
    amounts = most(
        [Fraction(sum((one.worth or ZERO for one in group), ZERO)) for group in groups],
        [[places[key] for key in group[0].keys] for group in groups],
        [Fraction(limit) for limit in limits.values()],
        [group[0].serves for group in groups],
        [Fraction(want) for want in bounds.wanted],
    )
    taken = dict.fromkeys(places, Fraction(0))
    for group, amount in zip(groups, amounts, strict=True):
        for key in group[0].keys:
            taken[key] += amount
    full = {key for key, amount in taken.items() if amount == limits[key]}
    counted: dict[int, Counted] = {}
    for group, amount in zip(groups, amounts, strict=True):
        counted |= _shared_out(group, amount, full)
    return counted


def _shared_out(
    group: Sequence[Learned], amount: Fraction, full: set[object]
) -> dict[int, Counted]:
    """What each activity of a class counts for, the earlier ones first."""
    counted = {}
    for one in group:
        takes = min(Fraction(one.worth or ZERO), amount)
        amount -= takes
        exact = Decimal(takes.numerator) / takes.denominator
        because = _because(one, exact, full)
        counted[id(one)] = Counted(one.activity, one.worth or ZERO, exact, because)
    return counted


def _because(one: Learned, counted: Decimal, full: set[object]) -> str | None:
    if one.worth is None:
        return "No rule is known that turns its minutes into CEUs."
    if counted == one.worth:
        return None if one.worth else "It is shorter than the least that counts."
    rule = next(rule for key, rule in one.limits if key in full)
    lost = settled(one.worth - counted)
    return f"{rule.lost()}, and there is no room left for {lost:f} of its {one.worth:f} CEUs."


def _repeated(one: Learned, unique: Unique | None) -> Counted:
    words = unique.words if unique else ""
    because = f"{words} It is the same as another activity that counts."
    return Counted(one.activity, one.worth or ZERO, ZERO, because)


def _sum(counted: dict[int, Counted]) -> Decimal:
    return settled(sum((one.counted for one in counted.values()), ZERO))


def settled(ceus: Decimal) -> Decimal:
    """A sum of CEUs; where limits made thirds of hundredths, to the nearest hundredth."""
    return ceus if ceus == round(ceus, 2) else round(ceus, 2)


def _minimum(rule: Minimum, required: Decimal, counted: Sequence[Counted]) -> MinimumCount:
    belongs = [(one, rule.where.holds(one.activity)) for one in counted]
    sure = settled(sum((one.counted for one, outcome in belongs if outcome == "met"), ZERO))
    unmarked = [one for one, outcome in belongs if outcome == "unknown" and one.counted]
    return MinimumCount(
        rule=rule,
        required=rule.minimum(required),
        counted=settled(sure + sum((one.counted for one in unmarked), ZERO)),
        sure=sure,
        unmarked=tuple(one.activity.title for one in unmarked),
    )
