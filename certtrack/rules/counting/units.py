"""Units: what an activity's time is worth in CEUs, and whether it is in a cycle at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.shape import Whole, shape


@shape
class ClockHours(Dated):
    """One CEU for so many minutes; a remainder counts as a whole CEU from a length on.

    AHIMA's guide of 2014: one CEU per 60 minutes, a remainder under 45 minutes nothing,
    so two and a half hours are two CEUs.
    """

    kind: Literal["clock-hours"]
    minutes: Annotated[Whole, Field(gt=0, description="Minutes for one CEU.")]
    remainder_from: Annotated[
        Whole,
        Field(gt=0, description="Minutes from which what is left over counts as one more CEU."),
    ]

    def in_words(self) -> str:
        """The rule in words."""
        return (
            f"1 CEU for {self.minutes} minutes; what is left over counts one more from "
            f"{self.remainder_from} minutes on."
        )

    def worth(self, minutes: int) -> Decimal:
        """CEUs for a length of time in minutes."""
        whole, remainder = divmod(minutes, self.minutes)
        return Decimal(whole + (remainder >= self.remainder_from))


@shape
class ExactHours(Dated):
    """CEUs in exact proportion to time, down to the hundredth that is full.

    PTCB and NCRA ask for hours.
    """

    kind: Literal["exact-hours"]
    minutes: Annotated[Whole, Field(gt=0, description="Minutes for one CEU.")]

    def in_words(self) -> str:
        """The rule in words."""
        return f"1 CEU for {self.minutes} minutes, in exact proportion."

    def worth(self, minutes: int) -> Decimal:
        """CEUs for a length of time in minutes."""
        return Decimal(minutes * 100 // self.minutes) / 100


Conversion = ClockHours | ExactHours
"""Every way in which time becomes CEUs; a new one is one line here."""


def earned(activity: Activity, conversion: Conversion | None) -> Decimal | None:
    """CEUs an activity is worth; None when it gives minutes and no rule converts them.

    CEUs that a certificate states are taken as stated.
    """
    if activity.ceus is not None:
        return activity.ceus
    if conversion is None or activity.minutes is None:
        return None
    return conversion.worth(activity.minutes)
