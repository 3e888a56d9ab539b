"""Exam window: the days in which an exam must be taken once the application is approved."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.editions import Dated
from certtrack.rules.period import Period, day_before, days_from
from certtrack.rules.shape import Prose, Whole, shape

LONGEST_WINDOW = 3_660
"""Days beyond which a window is a slip of the pen: ten years."""

APPROVAL_DAY = {
    "counted": "the day of approval is the first of them",
    "not-counted": "the day after approval is the first of them",
    "not-told": "that the day of approval is the first of them is assumed",
}


@shape
class ExamWindowRule(Dated):
    """Days in which an exam must be taken once the application to sit it is approved.

    AHIMA: 120 days. The edition in force on the day of approval binds.
    """

    binds: Annotated[
        Literal["approval"], Field(description="The day of approval tells whether it binds.")
    ] = "approval"
    days: Annotated[
        Whole,
        Field(gt=0, le=LONGEST_WINDOW, description="Days in which to take it; the last counts."),
    ]
    approval_day: Annotated[
        Literal["counted", "not-counted", "not-told"],
        Field(
            description="Whether the day of approval is one of these days; not-told: the "
            "sources do not say, and it is taken to be, so that nobody comes a day late."
        ),
    ]
    extension: Annotated[
        Prose | None, Field(description="How it can be extended; absent: nothing is known.")
    ] = None
    missed: Annotated[
        Prose | None, Field(description="What to do once it has passed; absent: not known.")
    ] = None

    def window(self, approved_on: date) -> Period:
        """From the day of approval to the last day for the exam, both included."""
        last = days_from(approved_on, self.days)
        return Period(approved_on, last if self.approval_day == "not-counted" else day_before(last))

    def counted(self) -> str:
        """How many days, and how they are counted, in words."""
        return f"{self.days} days from approval; {APPROVAL_DAY[self.approval_day]}"

    def in_words(self) -> str:
        """The rule in words."""
        taken = f"The exam must be taken within {self.counted()}."
        missed = f"Once they are over: {self.missed}" if self.missed else None
        return " ".join(filter(None, (taken, self.extension, missed)))
