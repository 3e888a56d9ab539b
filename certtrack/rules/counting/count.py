"""The count: what each activity of a cycle counts for, and why it lost the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from decimal import Decimal

from certtrack.rules.counting.account import (
    ZERO,
    Account,
    Counted,
    MaximumCount,
    Minimum,
    MinimumCount,
    settled,
)
from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.condition import Condition
from certtrack.rules.counting.fill import Bounds, fill
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Learned, Unique, choose
from certtrack.rules.facts import Activity

Barring = MaximumAmount | Condition
Limiting = MinimumShare | Barring
AmountRule = MinimumShare | MinimumAmount | Barring


def count(
    activities: Sequence[Activity],
    required: Decimal,
    *,
    worth: Callable[[Activity], Decimal | None],
    rules: Sequence[AmountRule],
    unique: Unique | None,
    earlier: Sequence[Activity] = (),
    waived: Collection[str] = (),
    doubtful: bool = False,
) -> Account:
    """Count a cycle's activities against a requirement in CEUs.

    Args:
        activities: Those completed within the cycle, in any order.
        required: CEUs required in the cycle.
        worth: CEUs that an activity is worth; None when no rule tells.
        rules: Minimums and maximums, by share or by amount.
        unique: What makes an activity the same as another; None when nothing does.
        earlier: Activities of earlier cycles, which a rule may not let count again.
        waived: Ids of rules that limit nothing, because the body waived them.
        doubtful: Whether what does not tell if it falls under a maximum is held to it.
    """
    minimums = tuple(rule for rule in rules if not isinstance(rule, Barring))
    limiting = [
        rule for rule in rules if not isinstance(rule, MinimumAmount) and rule.id not in waived
    ]
    bounds = Bounds(required, minimums)
    learned = [
        Learned(one, worth(one), _limits(one, limiting, doubtful), bounds.serves(one))
        for one in sorted(activities, key=_order)
    ]
    told = _told(learned, bounds, unique, earlier)
    maximums = (rule for rule in limiting if isinstance(rule, Barring))
    return Account(
        told,
        tuple(_minimum(rule, required, told) for rule in minimums),
        tuple(one for rule in maximums for one in _maximum(rule, told)),
    )


def _told(
    learned: Sequence[Learned],
    bounds: Bounds,
    unique: Unique | None,
    earlier: Sequence[Activity],
) -> tuple[Counted, ...]:
    """What each counts for; of those that are the same, the one that serves best."""
    fresh = [one for one in learned if not (unique and unique.repeats(one.activity, earlier))]
    chosen = choose(fresh, unique, lambda kept: bounds.merit(fill(kept, bounds)))
    counted = fill(chosen, bounds)
    return tuple(
        counted[id(one)] if id(one) in counted else _repeated(one, unique) for one in learned
    )


def _order(activity: Activity) -> tuple[object, ...]:
    """Earlier first; the rest only makes the order the same however they were written."""
    return activity.completed_on, activity.title.casefold(), activity.id or "", repr(activity)


def _limits(
    activity: Activity,
    rules: Sequence[Limiting],
    doubtful: bool,  # noqa: FBT001 - private, and always named by its variable
) -> tuple[tuple[object, Limiting], ...]:
    """The limits that an activity falls under, each with its rule."""
    keyed = ((rule.limits(activity, doubtful=doubtful), rule) for rule in rules)
    return tuple((key, rule) for key, rule in keyed if key is not None)


def _repeated(one: Learned, unique: Unique | None) -> Counted:
    words = unique.words if unique else ""
    because = f"{words} It is the same as another activity that counts."
    return Counted(one.activity, one.worth or ZERO, ZERO, because)


def _minimum(rule: Minimum, required: Decimal, counted: Sequence[Counted]) -> MinimumCount:
    sure = settled(sum((one.towards(rule.id) for one in counted), ZERO))
    unmarked = [
        one for one in counted if one.counted and rule.where.holds(one.activity) == "unknown"
    ]
    return MinimumCount(
        rule=rule,
        required=rule.minimum(required),
        counted=settled(sure + sum((one.counted for one in unmarked), ZERO)),
        sure=sure,
        unmarked=tuple(one.activity.title for one in unmarked),
    )


def _maximum(rule: Barring, counted: Sequence[Counted]) -> list[MaximumCount]:
    """How far a maximum is used up, for each time it is for in which there is something."""
    sure: dict[int | None, Decimal] = {}
    unmarked: dict[int | None, list[str]] = {}
    for one in counted:
        year = rule.year_of(one.activity)
        outcome = rule.holds(one.activity)
        if outcome == "met":
            sure[year] = sure.get(year, ZERO) + one.counted
        elif outcome == "unknown" and rule.unmarked and one.counted:
            unmarked.setdefault(year, []).append(one.activity.title)
    years = sorted({*sure, *unmarked}, key=lambda year: year or 0)
    return [
        MaximumCount(rule, year, settled(sure.get(year, ZERO)), tuple(unmarked.get(year, ())))
        for year in years
    ]
