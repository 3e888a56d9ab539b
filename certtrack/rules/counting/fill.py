"""The filling of a cycle: how much of each activity counts, and for which of the rules.

The count is the best that the rules allow, found exactly (see `optimum`): first the
requirement is filled, then its minimums, then as much counts as can. An activity's
CEUs may count in part. Among activities that fall under the same limits the earlier ones
count first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product

from certtrack.rules.counting.account import ZERO, Counted, Minimum, settled
from certtrack.rules.counting.amount import MinimumAmount
from certtrack.rules.counting.optimum import most
from certtrack.rules.counting.unique import Learned
from certtrack.rules.facts import Activity

Way = tuple[int, ...]
"""What some CEUs serve together, by its place in what is wanted."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a selection of activities is held to: the most of some, the least of others."""

    required: Decimal
    minimums: tuple[Minimum, ...]

    @property
    def wanted(self) -> tuple[Decimal, ...]:
        """What is wanted, in CEUs: the total first, then each minimum."""
        return self.required, *(rule.minimum(self.required) for rule in self.minimums)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of what is wanted."""
        return "total", *(rule.id for rule in self.minimums)

    def serves(self, activity: Activity) -> Way:
        """What an activity is known to serve, by its place in what is wanted."""
        holds = (rule.where.holds(activity) for rule in self.minimums)
        return 0, *(at for at, outcome in enumerate(holds, start=1) if outcome == "met")

    def ways(self, serves: Way) -> list[Way]:
        """How CEUs may be used that could serve all these: of rules kept apart, only one."""
        apart: dict[str, list[int]] = {}
        for at in serves:
            rule = self.minimums[at - 1] if at else None
            if isinstance(rule, MinimumAmount) and rule.apart:
                apart.setdefault(rule.apart, []).append(at)
        shared = [at for at in serves if not any(at in group for group in apart.values())]
        return [tuple(sorted((*shared, *chosen))) for chosen in product(*apart.values())]

    def merit(self, counted: dict[int, Counted]) -> tuple[Decimal, ...]:
        """How well a selection serves: of the total, of the minimums, and in all."""
        filled = [
            min(want, sum((one.towards(name) for one in counted.values()), ZERO))
            for name, want in zip(self.names, self.wanted, strict=True)
        ]
        whole = settled(sum((one.counted for one in counted.values()), ZERO))
        return filled[0], sum(filled[1:], ZERO), whole


@dataclass(frozen=True, slots=True)
class Part:
    """A use of CEUs that are alike: which activities, under which limits, to serve what."""

    group: int
    keys: tuple[object, ...]
    way: Way


def fill(learned: Sequence[Learned], bounds: Bounds) -> dict[int, Counted]:
    """Count activities that repeat none, as much of each class of them as is best.

    Args:
        learned: The activities.
        bounds: What they are held to.

    Returns:
        What each counts for, by the `id` of the one counted.
    """
    classes: dict[tuple[object, ...], list[Learned]] = {}
    for one in learned:
        classes.setdefault((one.keys, one.serves), []).append(one)
    groups = list(classes.values())
    there = [Fraction(sum((one.worth or ZERO for one in group), ZERO)) for group in groups]
    limits = {
        key: Fraction(rule.most(bounds.required)) for one in learned for key, rule in one.limits
    }
    parts = _parts(groups, there, bounds, limits)
    amounts = _amounts(parts, there, bounds, limits)
    taken = dict.fromkeys(limits, Fraction(0))
    for part, amount in zip(parts, amounts, strict=True):
        for key in part.keys:
            taken[key] += amount
    full = {key for key, amount in taken.items() if amount == limits[key]}
    counted: dict[int, Counted] = {}
    for number, group in enumerate(groups):
        uses = [
            (part.way, amount)
            for part, amount in zip(parts, amounts, strict=True)
            if part.group == number
        ]
        counted |= _shared_out(group, uses, full, bounds)
    return counted


def _parts(
    groups: Sequence[Sequence[Learned]],
    there: Sequence[Fraction],
    bounds: Bounds,
    limits: dict[object, Fraction],
) -> list[Part]:
    """Every use of each group; where there are several, they share what there is of it."""
    parts = []
    for number, group in enumerate(groups):
        keys, ways = group[0].keys, bounds.ways(group[0].serves)
        if len(ways) > 1:
            limits["several ways", number] = there[number]
            keys = (*keys, ("several ways", number))
        parts += [Part(number, keys, way) for way in ways]
    return parts


def _amounts(
    parts: Sequence[Part],
    there: Sequence[Fraction],
    bounds: Bounds,
    limits: dict[object, Fraction],
) -> list[Fraction]:
    places = {key: at for at, key in enumerate(limits)}
    return most(
        [there[part.group] for part in parts],
        [[places[key] for key in part.keys] for part in parts],
        list(limits.values()),
        [part.way for part in parts],
        [Fraction(want) for want in bounds.wanted],
    )


def _shared_out(
    group: Sequence[Learned],
    portions: list[tuple[Way, Fraction]],
    full: set[object],
    bounds: Bounds,
) -> dict[int, Counted]:
    """What each activity of a class counts for, the earlier ones first."""
    counted = {}
    for one in group:
        left, served = Fraction(one.worth or ZERO), dict.fromkeys(one.serves, Fraction(0))
        for at, (way, amount) in enumerate(portions):
            takes = min(left, amount)
            left -= takes
            portions[at] = (way, amount - takes)
            for place in way:
                served[place] += takes
        exact = _decimal(served[0])
        serves = tuple((bounds.names[at], _decimal(ceus)) for at, ceus in served.items() if ceus)
        because = _because(one, exact, full)
        counted[id(one)] = Counted(one.activity, one.worth or ZERO, exact, because, serves)
    return counted


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / exact.denominator


def _because(one: Learned, counted: Decimal, full: set[object]) -> str | None:
    if one.worth is None:
        what = "minutes" if one.activity.minutes is not None else "credits"
        return f"No rule is known that turns its {what} into CEUs."
    if counted == one.worth:
        return None if one.worth else "It is shorter than the least that counts."
    rule = next(rule for key, rule in one.limits if key in full)
    lost = settled(one.worth - counted)
    return f"{rule.lost()}, and there is no room left for {lost:f} of its {one.worth:f} CEUs."
