"""Amounts: so many CEUs at least, or at most, from certain activities."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.counting.where import Where
from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.findings import Outcome
from certtrack.rules.shape import Ceus, Slug, Text, Whole, shape


@shape
class MinimumAmount(Dated):
    """At least so many of the CEUs from the activities it names.

    It is a part of the total and takes nothing away: what comes from elsewhere still
    counts. NCRA: at least 4 of the 20 hours in Category A. Rules kept apart share no CEU:
    AAPC lets a CEU serve one specialty only, besides the total.
    """

    kind: Literal["minimum-amount"]
    id: Slug
    words: Annotated[Text, Field(description="What the amount is of, for people.")]
    amount: Annotated[Ceus, Field(gt=0)]
    where: Where
    unmarked: Annotated[
        Text, Field(description="What to find out about an activity that does not tell.")
    ]
    alone: Annotated[
        Annotated[Ceus, Field(gt=0)] | None,
        Field(description="The amount for someone who holds no other credential of the body."),
    ] = None
    apart: Annotated[
        Slug | None,
        Field(description="A name of yours: rules with the same one share no CEU."),
    ] = None
    cure_days: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Days after handing in, in which being short of it alone can be cured."),
    ] = None

    def in_words(self) -> str:
        """The rule in words."""
        told = f"At least {self.amount:f} of the CEUs in {self.words}"
        told += f"; {self.alone:f} for who holds nothing else" if self.alone else ""
        told += f"; to be cured within {self.cure_days} days" if self.cure_days else ""
        return f"{told}; no CEU of it serves another {self.apart}." if self.apart else f"{told}."

    def minimum(self, required: Decimal) -> Decimal:  # noqa: ARG002 - shares depend on it
        """CEUs that must come from the activities it names."""
        return self.amount


@shape
class MaximumAmount(Dated):
    """At most so many CEUs from the activities it names; what is above counts nothing.

    PTCB: at most 10 hours from college courses.
    """

    kind: Literal["maximum-amount"]
    id: Slug
    words: Annotated[Text, Field(description="What the amount is of, for people.")]
    amount: Ceus
    where: Where
    per: Annotated[
        Literal["cycle", "calendar-year"], Field(description="For which time the amount is.")
    ] = "cycle"
    unmarked: Annotated[
        Text | None,
        Field(
            description="What to find out about an activity that does not tell; absent: one that "
            "does not tell is taken not to belong."
        ),
    ] = None

    def in_words(self) -> str:
        """The rule in words."""
        if not self.amount:
            return f"No CEUs in {self.words}."
        return f"At most {self.amount:f} CEUs in {self.words} for each {self._time()}."

    def most(self, required: Decimal) -> Decimal:  # noqa: ARG002 - shares depend on it
        """CEUs that may come from the activities it names, in the time it is for."""
        return self.amount

    def holds(self, activity: Activity) -> Outcome:
        """Whether an activity falls under it; unknown where the record does not say."""
        return self.where.holds(activity)

    def limits(self, activity: Activity, *, doubtful: bool = False) -> object | None:
        """The limit that the activity falls under, when it is one of those named.

        Args:
            activity: The activity.
            doubtful: Whether one that does not tell is held to it, where that is asked.
        """
        outcome = self.where.holds(activity)
        if outcome == "met" or (outcome == "unknown" and doubtful and self.unmarked):
            return self.id, self.year_of(activity)
        return None

    def year_of(self, activity: Activity) -> int | None:
        """The calendar year whose amount an activity takes; None: it is for the whole cycle."""
        return None if self.per == "cycle" else activity.completed_on.year

    def lost(self) -> str:
        """Why an activity that falls under the limit does not count in full."""
        return f"In {self.words}: at most {self.amount:f} CEUs for each {self._time()} count"

    def _time(self) -> str:
        return self.per.replace("-", " ")
