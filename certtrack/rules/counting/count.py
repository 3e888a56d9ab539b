"""The count: what each activity of a cycle counts for, and why it lost the rest.

The total is the best that the rules allow. An activity's CEUs may count in part. Each
share rule limits the activities outside it to the rest of the requirement; those
outside the fewest rules are taken first. With one or two share rules that is the
optimum: putting an activity outside both in the place of one outside either frees
nothing, because it uses up the room of both. (A rule set with more share rules is
refused when it is read.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Learned, Unique, choose
from certtrack.rules.counting.units import ClockHours, earned
from certtrack.rules.facts import Activity
from certtrack.rules.findings import Outcome

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Counted:
    """What one activity counts for.

    Args:
        activity: The activity.
        earned: CEUs it is worth after conversion.
        counted: CEUs of it that count; never more than earned.
        because: Why it counts for less than it is worth, or what it was taken for;
            None when there is nothing to say.
    """

    activity: Activity
    earned: Decimal
    counted: Decimal
    because: str | None = None


@dataclass(frozen=True, slots=True)
class ShareCount:
    """How far one share rule is met, in CEUs.

    Args:
        rule: The rule.
        required: CEUs it asks for.
        counted: CEUs counted that are sure or taken to belong to its share.
        sure: CEUs counted that the record marks as belonging to it.
        unmarked: Titles of activities that do not tell whether they belong.
    """

    rule: MinimumShare
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
    shares: tuple[ShareCount, ...]

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
    conversion: ClockHours | None,
    shares: Sequence[MinimumShare],
    unique: Unique | None,
) -> Account:
    """Count a cycle's activities against a requirement in CEUs.

    Args:
        activities: Those completed within the cycle, in any order.
        required: CEUs required in the cycle.
        conversion: How minutes become CEUs; None when no rule is known.
        shares: Minimum shares of the requirement, at most two.
        unique: What makes an activity the same as another; None when nothing does.
    """
    learned = [
        Learned(one, earned(one, conversion), tuple(_outside(one, shares)))
        for one in sorted(activities, key=_order)
    ]
    chosen = choose(learned, unique, lambda kept: _total(kept, required, shares))
    counted = _fill(chosen, required, shares)
    told = tuple(
        counted[id(one)] if id(one) in counted else _repeated(one, unique) for one in learned
    )
    return Account(told, tuple(_share(rule, required, told) for rule in shares))


def _fill(
    learned: Sequence[Learned], required: Decimal, shares: Sequence[MinimumShare]
) -> dict[int, Counted]:
    """Count activities that repeat none, those outside the fewest rules first."""
    room = {rule.id: rule.others_at_most(required) for rule in shares}
    return {id(one): _take(one, room) for one in sorted(learned, key=lambda one: len(one.outside))}


def _total(
    learned: Sequence[Learned], required: Decimal, shares: Sequence[MinimumShare]
) -> Decimal:
    return sum((one.counted for one in _fill(learned, required, shares).values()), ZERO)


def _order(activity: Activity) -> tuple[object, ...]:
    """Earlier first; the rest only makes the order the same however they were written."""
    return activity.completed_on, activity.title.casefold(), activity.id or "", repr(activity)


def _outside(activity: Activity, shares: Sequence[MinimumShare]) -> list[MinimumShare]:
    return [rule for rule in shares if rule.where.holds(activity) == "not-met"]


def _take(one: Learned, room: dict[str, Decimal]) -> Counted:
    """Count as much of an activity as the rules it falls outside of leave room for."""
    if one.worth is None:
        unknown = "No rule is known that turns its minutes into CEUs."
        return Counted(one.activity, ZERO, ZERO, unknown)
    counted = min([one.worth, *(room[rule.id] for rule in one.outside)])
    for rule in one.outside:
        room[rule.id] -= counted
    if counted == one.worth:
        too_short = None if one.worth else "It is shorter than the least that counts."
        return Counted(one.activity, one.worth, counted, too_short)
    full = next(rule for rule in one.outside if not room[rule.id])
    because = (
        f"Outside {full.words}: at most {100 - full.percent}% of the requirement may be, and "
        f"there is no room left for {one.worth - counted:f} of its {one.worth:f} CEUs."
    )
    return Counted(one.activity, one.worth, counted, because)


def _repeated(one: Learned, unique: Unique | None) -> Counted:
    words = unique.words if unique else ""
    because = f"{words} It is the same as another activity that counts."
    return Counted(one.activity, one.worth or ZERO, ZERO, because)


def _share(rule: MinimumShare, required: Decimal, counted: Sequence[Counted]) -> ShareCount:
    belongs = [(one, rule.where.holds(one.activity)) for one in counted]
    sure = sum((one.counted for one, outcome in belongs if outcome == "met"), ZERO)
    unmarked = [one for one, outcome in belongs if outcome == "unknown" and one.counted]
    return ShareCount(
        rule=rule,
        required=rule.minimum(required),
        counted=sure + sum((one.counted for one in unmarked), ZERO),
        sure=sure,
        unmarked=tuple(one.activity.title for one in unmarked),
    )
