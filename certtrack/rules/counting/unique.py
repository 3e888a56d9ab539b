"""Uniqueness: one learning experience counts once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from math import prod
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.counting.amount import MaximumAmount
from certtrack.rules.counting.condition import Condition
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.shape import Slug, Text, shape

Key = Literal["title", "provider", "completed_on"]


@shape
class Unique(Dated):
    """Of activities that agree in every field named one counts.

    AHIMA: CEUs may not be duplicated.
    """

    kind: Literal["unique"]
    id: Slug
    words: Text
    by: Annotated[tuple[Key, ...], Field(min_length=1)]
    scope: Annotated[
        Literal["cycle", "ever"],
        Field(description="Whether a repeat counts again in another cycle, or never."),
    ] = "cycle"

    def in_words(self) -> str:
        """The rule in words."""
        when = "once ever" if self.scope == "ever" else "once"
        return f"{self.words} The same {', '.join(self.by).replace('_', ' ')} counts {when}."

    def repeats(self, activity: Activity, earlier: Sequence[Activity]) -> bool:
        """Whether an activity is the same as one of an earlier cycle, where that matters."""
        return self.scope == "ever" and self.key(activity) in {self.key(one) for one in earlier}

    def key(self, activity: Activity) -> tuple[object, ...]:
        """What makes the activity the same as another; case and outer blanks do not."""
        values = (getattr(activity, name) for name in self.by)
        return tuple(value.casefold() if isinstance(value, str) else value for value in values)


@dataclass(frozen=True, slots=True)
class Learned:
    """An activity with what it is worth and the limits it falls under.

    Args:
        activity: The activity.
        worth: CEUs after conversion; None when no rule converts its minutes.
        limits: The limits it falls under, each with the rule that sets it.
        serves: What it is known to serve, by its place in what is wanted.
    """

    activity: Activity
    worth: Decimal | None
    limits: tuple[tuple[object, MinimumShare | MaximumAmount | Condition], ...]
    serves: tuple[int, ...]

    @property
    def keys(self) -> tuple[object, ...]:
        """The limits alone: activities with the same ones are alike."""
        return tuple(key for key, _ in self.limits)

    def outdoes(self, other: Learned) -> bool:
        """Whether it counts for at least as much as another, whatever else is on record."""
        return (
            set(self.keys) <= set(other.keys)
            and set(self.serves) >= set(other.serves)
            and (self.worth or 0) >= (other.worth or 0)
        )


MOST_CHOICES = 1_000
"""Combinations of repeated activities that are tried; a real record has one.

Beyond, a selection is taken that no single exchange makes better, which may not be the best.
"""


def choose(
    learned: Sequence[Learned],
    unique: Unique | None,
    merit: Callable[[Sequence[Learned]], tuple[Decimal, ...]],
) -> Sequence[Learned]:
    """Of activities that are the same, the one to count, so that the selection serves best.

    Args:
        learned: All activities.
        unique: What makes two the same; None when nothing does.
        merit: How well a selection serves; greater is better.
    """
    if unique is None:
        return learned
    same: dict[tuple[object, ...], list[Learned]] = {}
    for one in learned:
        group = same.setdefault(unique.key(one.activity), [])
        if not any(other.outdoes(one) for other in group):
            group[:] = [other for other in group if not one.outdoes(other)] + [one]
    if prod(len(group) for group in same.values()) > MOST_CHOICES:
        return _improved(list(same.values()), merit)
    return max(product(*same.values()), key=merit)


def _improved(
    groups: list[list[Learned]], merit: Callable[[Sequence[Learned]], tuple[Decimal, ...]]
) -> list[Learned]:
    """A selection that no exchange within one group makes better."""
    chosen = [group[0] for group in groups]
    best = merit(chosen)
    improving = True
    while improving:
        improving = False
        for at, group in enumerate(groups):
            for other in group:
                exchanged = [*chosen[:at], other, *chosen[at + 1 :]]
                if (merited := merit(exchanged)) > best:
                    chosen, best, improving = exchanged, merited, True
    return chosen
