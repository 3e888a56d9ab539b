"""Duties besides earning CEUs: handing them in, paying for a cycle, paying for a year."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.editions import Dated
from certtrack.rules.shape import Number, Whole, shape

Currency = Annotated[str, Field(pattern="^[A-Z]{3}$", description="A code of three letters.")]


@shape
class Filing(Dated):
    """When CEUs must be handed in, which may differ from when they must be earned."""

    due_days: Annotated[
        Whole, Field(description="Days from the cycle's last day; negative: before it.")
    ]
    opens_days: Annotated[
        Whole | None, Field(description="The same of the first day on which it can be done.")
    ] = None
    late_fee: Annotated[
        Annotated[Number, Field(gt=0)] | None,
        Field(description="What handing in later costs; absent: none is known."),
    ] = None
    currency: Currency | None = None

    def in_words(self) -> str:
        """The rule in words."""
        opens = f"from {_distance(self.opens_days)} " if self.opens_days is not None else ""
        late = f"; later for {self.late_fee:f} {self.currency}" if self.late_fee else ""
        return f"To be handed in {opens}by {_distance(self.due_days)}{late}."


@shape
class Fee(Dated):
    """What recertification costs for a cycle, due by the cycle's last day."""

    amount: Annotated[Number, Field(gt=0, description="For the first credential.")]
    each_further: Annotated[Number, Field(ge=0, description="For each further credential.")]
    currency: Currency
    members: Annotated[
        Literal["the same", "less"],
        Field(description="What members of the body pay; less: how much is not known."),
    ] = "the same"

    def in_words(self) -> str:
        """The rule in words."""
        return (
            f"{self.amount:f} {self.currency} for the first credential, {self.each_further:f} for "
            f"each further one; members pay {self.members}."
        )

    def total(self, credentials: int) -> Decimal:
        """What someone with so many credentials (at least one) pays, not being a member."""
        return self.amount + self.each_further * (credentials - 1)


@shape
class Dues(Dated):
    """What is to be paid every year on a fixed day, whatever the cycle.

    NCRA: $145, members $35, by 31 January.
    """

    amount: Annotated[Number, Field(gt=0)]
    members: Annotated[
        Annotated[Number, Field(ge=0)] | None,
        Field(description="What members of the body pay; absent: the same."),
    ] = None
    currency: Currency
    month: Annotated[Whole, Field(ge=1, le=12)]
    day: Annotated[Whole, Field(ge=1, le=31)]

    def in_words(self) -> str:
        """The rule in words."""
        members = f", members {self.members:f}" if self.members is not None else ""
        day = f"{self.day} {calendar.month_name[self.month]}"
        return f"{self.amount:f} {self.currency}{members}, every year by {day}."

    def due_in(self, year: int) -> date:
        """The day by which they are to be paid in a year."""
        last = calendar.monthrange(year, self.month)[1]
        return date(year, self.month, min(self.day, last))


def _distance(days: int) -> str:
    if not days:
        return "the cycle's last day"
    side = "after" if days > 0 else "before"
    return f"{abs(days)} days {side} the cycle's last day"
