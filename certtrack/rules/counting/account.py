"""The account of a cycle: what each activity counts for, and how far each rule is filled."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.condition import Condition
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.facts import Activity
from certtrack.rules.findings import Outcome

ZERO = Decimal(0)

Minimum = MinimumShare | MinimumAmount


@dataclass(frozen=True, slots=True)
class Counted:
    """What one activity counts for.

    Args:
        activity: The activity.
        earned: CEUs it is worth after conversion.
        counted: CEUs of it that count; never more than earned.
        because: Why it counts for less than it is worth; None when it does not.
        serves: What it is known to count for: the id of a rule (`total` first), and CEUs.
    """

    activity: Activity
    earned: Decimal
    counted: Decimal
    because: str | None = None
    serves: tuple[tuple[str, Decimal], ...] = ()

    def towards(self, rule: str) -> Decimal:
        """CEUs of it that are known to count towards a rule, by its id."""
        return dict(self.serves).get(rule, ZERO)


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
class MaximumCount:
    """How far one maximum is used up, or what fails a condition, in CEUs.

    Args:
        rule: The rule.
        year: The calendar year it is for; None when it is for the whole cycle.
        counted: CEUs counted that fall under it.
        unmarked: Titles of activities that do not tell whether they fall under it.
    """

    rule: MaximumAmount | Condition
    year: int | None
    counted: Decimal
    unmarked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The count of a cycle's activities, in CEUs."""

    activities: tuple[Counted, ...]
    minimums: tuple[MinimumCount, ...]
    maximums: tuple[MaximumCount, ...] = ()

    @property
    def earned(self) -> Decimal:
        """What all activities are worth."""
        return sum((one.earned for one in self.activities), ZERO)

    @property
    def counted(self) -> Decimal:
        """What counts after every rule."""
        return settled(sum((one.counted for one in self.activities), ZERO))


def settled(ceus: Decimal) -> Decimal:
    """A sum of CEUs; where limits made thirds of hundredths, to the nearest hundredth."""
    return ceus if ceus == round(ceus, 2) else round(ceus, 2)
