"""Lapse: what becomes of a credential whose cycle ended unmet, and how it comes back."""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.duties import Currency
from certtrack.rules.editions import Dated
from certtrack.rules.shape import Ceus, Number, Slug, Whole, shape


@shape
class Lapse(Dated):
    """What becomes of a credential whose cycle ended unmet: grace, inactive, revoked.

    Months and days of a spell add up. AHIMA: inactive at once, revoked after 180 days;
    AAPC: 90 days' grace, then revoked; PTCB: inactive at once, lost after 12 months.
    """

    grace_months: Annotated[
        Whole, Field(ge=0, description="Months after the cycle in which it is still valid.")
    ] = 0
    grace_days: Annotated[
        Whole, Field(ge=0, description="Days after the cycle in which it is still valid.")
    ] = 0
    revoked_after_months: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Months of being inactive after which it is revoked."),
    ] = None
    revoked_after_days: Annotated[
        Annotated[Whole, Field(ge=0)] | None,
        Field(
            description="Days of being inactive after which it is revoked; 0: with the end of "
            "the grace. Absent, like the months: whether it is revoked is not known."
        ),
    ] = None

    @property
    def is_revoked(self) -> bool:
        """Whether it is known that it is revoked at last."""
        return self.revoked_after_months is not None or self.revoked_after_days is not None

    def inactive_for(self) -> str:
        """How long it is inactive before it is revoked, in words; empty when not at all."""
        return _spell(self.revoked_after_months or 0, self.revoked_after_days or 0)

    def in_words(self) -> str:
        """The rule in words."""
        grace, inactive = _spell(self.grace_months, self.grace_days), self.inactive_for()
        told = f"{grace} of grace, then " if grace else ""
        if self.is_revoked and not inactive:
            return f"A cycle that ended unmet: {told or 'at once '}revoked."
        told += "inactive" if grace else "inactive from the day after it"
        return f"A cycle that ended unmet: {told}{self.is_revoked * f', revoked after {inactive}'}."


@shape
class Reinstatement(Dated):
    """How a credential whose cycle ended unmet can come back without an exam.

    PTCB: within a year of the expiry, on hours from the cycle and that year, two of them
    in pharmacy law; what is left of the two years is then the cycle.
    """

    within_months: Annotated[
        Whole, Field(gt=0, description="Months from the first day on which it is not valid.")
    ]
    earning: Annotated[
        Literal["the-cycle-and-after", "not-known"],
        Field(description="When the CEUs must be earned; not-known: ask the body what it wants."),
    ]
    amounts: Annotated[
        dict[Slug, Ceus],
        Field(description="Minimums that differ from those of the cycle, by the rule's id."),
    ] = field(default_factory=dict)
    fee: Annotated[
        Annotated[Number, Field(gt=0)] | None, Field(description="What it costs, if known.")
    ] = None
    currency: Currency | None = None
    then: Annotated[
        Literal["the-same-cycles", "rest-of-the-cycle"],
        Field(
            description="rest-of-the-cycle: the next one begins on the day of reinstatement, "
            "and ends when it would have."
        ),
    ] = "the-same-cycles"

    def in_words(self) -> str:
        """The rule in words."""
        other = ", ".join(f"{ceus:f} for {rule}" for rule, ceus in self.amounts.items())
        told = f"It can be reinstated for {_spell(self.within_months, 0)}"
        told += f", with other minimums ({other})" if other else ""
        told += f", for {self.fee:f} {self.currency}" if self.fee else ""
        rest = "; what is left of the next cycle is then the cycle"
        return f"{told}{rest * (self.then == 'rest-of-the-cycle')}."


def _spell(months: int, days: int) -> str:
    told = [f"{n} {unit}{'s' * (n > 1)}" for n, unit in ((months, "month"), (days, "day")) if n]
    return " and ".join(told)
