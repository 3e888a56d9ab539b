"""Shares: a part of the requirement that must come from certain activities."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.counting.where import Where
from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.shape import Slug, Text, Whole, shape


@shape
class MinimumShare(Dated):
    """At least so many per cent of the required CEUs from the activities it names.

    What does not come from them counts only up to the rest of the requirement.
    AHIMA: at least 80% of the required CEUs in HIIM domains.
    """

    kind: Literal["minimum-share"]
    id: Slug
    words: Annotated[Text, Field(description="What the share is of, for people.")]
    percent: Annotated[Whole, Field(gt=0, le=100)]
    where: Where
    unmarked: Annotated[
        Text, Field(description="What to find out about an activity that does not tell.")
    ]

    def in_words(self) -> str:
        """The rule in words."""
        return f"At least {self.percent}% of the required CEUs in {self.words}."

    def minimum(self, required: Decimal) -> Decimal:
        """CEUs that must come from the activities it names."""
        return required * self.percent / 100

    def most(self, required: Decimal) -> Decimal:
        """CEUs that may come from all other activities together."""
        return required - self.minimum(required)

    def limits(self, activity: Activity, *, doubtful: bool = False) -> object | None:  # noqa: ARG002 - maximums use it
        """The limit that the activity falls under, when it is one of the others."""
        return self.id if self.where.holds(activity) == "not-met" else None

    def lost(self) -> str:
        """Why an activity that falls under the limit does not count in full."""
        rest = 100 - self.percent
        return f"Outside {self.words}: at most {rest}% of the requirement may be"
