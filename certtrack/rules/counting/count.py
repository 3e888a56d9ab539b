"""The count: what each activity of a cycle counts for, and why it lost the rest.

The total is the best that the rules allow, found exactly (see `optimum`). An activity's
CEUs may count in part. Among activities that fall under the same limits the earlier ones
count first.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        return sum((one.counted for one in self.activities), ZERO)


def count(
    activities: Sequence[Activity],
    required: Decimal,
    *,
    conversion: Conversion | None,
    rules: Sequence[AmountRule],
    unique: Unique | None,
) -> Account:
    """Count a cycle's activities against a requirement in CEUs.

    Args:
        activities: Those completed within the cycle, in any order.
        required: CEUs required in the cycle.
        conversion: How minutes become CEUs; None when no rule is known.
        rules: Minimums and maximums, by share or by amount.
        unique: What makes an activity the same as another; None when nothing does.
    """
    limiting = [rule for rule in rules if not isinstance(rule, MinimumAmount)]
    learned = [
        Learned(one, earned(one, conversion), _limits(one, limiting))
        for one in sorted(activities, key=_order)
    ]
    chosen = choose(learned, unique, lambda kept: _sum(_fill(kept, required)))
    counted = _fill(chosen, required)
    told = tuple(
        counted[id(one)] if id(one) in counted else _repeated(one, unique) for one in learned
    )
    minimums = [rule for rule in rules if not isinstance(rule, MaximumAmount)]
    return Account(told, tuple(_minimum(rule, required, told) for rule in minimums))


def _order(activity: Activity) -> tuple[object, ...]:
    """Earlier first; the rest only makes the order the same however they were written."""
    return activity.completed_on, activity.title.casefold(), activity.id or "", repr(activity)


def _limits(activity: Activity, rules: Sequence[Limiting]) -> tuple[tuple[object, Limiting], ...]:
    """The limits that an activity falls under, each with its rule."""
    return tuple((key, rule) for rule in rules if (key := rule.limits(activity)) is not None)


def _fill(learned: Sequence[Learned], required: Decimal) -> dict[int, Counted]:
    """Count activities that repeat none, as much of each class of them as is best."""
    classes: dict[tuple[object, ...], list[Learned]] = {}
    for one in learned:
        classes.setdefault(one.keys, []).append(one)
    places = {key: at for at, key in enumerate(dict.fromkeys(k for keys in classes for k in keys))}
    limits = dict.fromkeys(places, ZERO)
    for one in learned:
        limits |= {key: rule.most(required) for key, rule in one.limits}
    amounts = most(
        [Fraction(sum((one.worth or ZERO for one in group), ZERO)) for group in classes.values()],
        [[places[key] for key in keys] for keys in classes],
        [Fraction(limits[key]) for key in places],
    )
    room = {key: Fraction(limits[key]) for key in places}
    for keys, amount in zip(classes, amounts, strict=True):
        for key in keys:
            room[key] -= amount
    full = {key for key, left in room.items() if not left}
    counted: dict[int, Counted] = {}
    for group, amount in zip(classes.values(), amounts, strict=True):
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
        counted[id(one)] = Counted(
            one.activity, one.worth or ZERO, exact, _because(one, exact, full)
        )
    return counted


def _because(one: Learned, counted: Decimal, full: set[object]) -> str | None:
    if one.worth is None:
        return "No rule is known that turns its minutes into CEUs."
    if counted == one.worth:
        return None if one.worth else "It is shorter than the least that counts."
    rule = next(rule for key, rule in one.limits if key in full)
    lost = one.worth - counted
    return f"{rule.lost()}, and there is no room left for {lost:f} of its {one.worth:f} CEUs."


def _repeated(one: Learned, unique: Unique | None) -> Counted:
    words = unique.words if unique else ""
    because = f"{words} It is the same as another activity that counts."
    return Counted(one.activity, one.worth or ZERO, ZERO, because)


def _sum(counted: dict[int, Counted]) -> Decimal:
    return sum((one.counted for one in counted.values()), ZERO)


def _minimum(rule: Minimum, required: Decimal, counted: Sequence[Counted]) -> MinimumCount:
    belongs = [(one, rule.where.holds(one.activity)) for one in counted]
    sure = sum((one.counted for one, outcome in belongs if outcome == "met"), ZERO)
    unmarked = [one for one, outcome in belongs if outcome == "unknown" and one.counted]
    return MinimumCount(
        rule=rule,
        required=rule.minimum(required),
        counted=sure + sum((one.counted for one in unmarked), ZERO),
        sure=sure,
        unmarked=tuple(one.activity.title for one in unmarked),
    )
