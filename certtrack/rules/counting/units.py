"""Units: what an activity's time is worth in CEUs, and whether it is in a cycle at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.shape import Ceus, Whole, shape


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


@shape
class CollegeCredits(Dated):
    """So many CEUs for each credit of a college course.

    HIMSS: 5 for an academic credit.
    """

    kind: Literal["college-credits"]
    ceus_each: Annotated[Ceus, Field(gt=0, description="CEUs for one college credit.")]

    def in_words(self) -> str:
        """The rule in words."""
        return f"{self.ceus_each:f} CEUs for each college credit."

    def worth(self, college_credits: Decimal) -> Decimal:
        """CEUs for so many college credits, down to the hundredth that is full."""
        return Decimal(int(college_credits * self.ceus_each * 100)) / 100


def earned(
    activity: Activity, conversion: Conversion | None, by_credit: CollegeCredits | None = None
) -> Decimal | None:
    """CEUs an activity is worth; None when no rule converts its minutes or credits.

    CEUs that a certificate states are taken as stated, and time before credits.
    """
    if activity.ceus is not None:
        return activity.ceus
    if activity.minutes is not None:
        return conversion.worth(activity.minutes) if conversion else None
    if by_credit is None or activity.credits is None:
        return None
    return by_credit.worth(activity.credits)
