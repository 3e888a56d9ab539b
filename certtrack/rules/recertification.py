"""The typed shape of recertification rules: how a body and its credentials state them."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.units import ClockHours
from certtrack.rules.editions import Dated
from certtrack.rules.shape import Ceus, Number, Prose, Whole, shape


@shape
class AnniversaryCycle(Dated):
    """Cycles of whole years counted from the day the exam was passed."""

    kind: Literal["anniversary"]
    years: Annotated[Whole, Field(gt=0, le=20, description="Length of a cycle in years.")]

    def in_words(self) -> str:
        """The rule in words."""
        years = "a year" if self.years == 1 else f"{self.years} years"
        return f"Cycles of {years} from the day the exam was passed."


@shape
class RequiredCeus(Dated):
    """The CEUs that one credential, held alone, asks for in a cycle."""

    required: Annotated[Ceus, Field(gt=0)]

    def in_words(self) -> str:
        """The rule in words."""
        return f"{self.required:f} CEUs in a cycle."


@shape
class Pool(Dated):
    """Credentials of one body share a cycle and one total.

    The highest single requirement, plus a fixed number for each further credential, up to
    a limit.
    """

    each_further: Annotated[Ceus, Field(description="CEUs added for each further credential.")]
    at_most: Annotated[Ceus, Field(description="The most that can be required in all, in CEUs.")]

    def in_words(self) -> str:
        """The rule in words."""
        return (
            f"Several credentials together: the highest single requirement plus "
            f"{self.each_further:f} CEUs for each further one, at most {self.at_most:f}."
        )

    def total(self, singles: list[Decimal]) -> Decimal:
        """CEUs required of someone whose credentials alone ask for these (at least one)."""
        return min(self.at_most, max(singles) + self.each_further * (len(singles) - 1))


@shape
class Fee(Dated):
    """What recertification costs for a cycle, due by the cycle's last day."""

    amount: Annotated[Number, Field(gt=0, description="For the first credential.")]
    each_further: Annotated[Number, Field(ge=0, description="For each further credential.")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
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
class Lapse(Dated):
    """What becomes of a credential whose cycle ended unmet."""

    grace_months: Annotated[
        Whole, Field(ge=0, description="Months after the cycle in which it is still valid.")
    ] = 0
    revoked_after_days: Annotated[
        Annotated[Whole, Field(gt=0)] | None,
        Field(description="Days of being inactive after which it is revoked; absent: not known."),
    ] = None

    def in_words(self) -> str:
        """The rule in words."""
        return self._grace() + self._after()

    def _grace(self) -> str:
        if self.grace_months:
            return f"A cycle that ended unmet: {self.grace_months} months' grace, then inactive"
        return "A cycle that ended unmet: inactive from the day after it"

    def _after(self) -> str:
        if self.revoked_after_days:
            return f", revoked after {self.revoked_after_days} days."
        return "."


@shape
class Alignment(Dated):
    """A further credential takes over the cycle of the first one."""

    def in_words(self) -> str:
        """The rule in words."""
        return "A further credential takes over the cycle of the first one."


CountingRule = Annotated[MinimumShare | Unique, Discriminator("kind")]
"""Every kind of counting rule; a new kind is one file and one line here."""


@shape
class Recertification:
    """All editions of the recertification rules that a body or a credential states.

    What a credential states takes the place of what its body states.
    """

    cycle: tuple[AnniversaryCycle, ...] = ()
    required: tuple[RequiredCeus, ...] = ()
    pool: tuple[Pool, ...] = ()
    conversion: tuple[ClockHours, ...] = ()
    counting: tuple[CountingRule, ...] = ()
    fee: tuple[Fee, ...] = ()
    lapse: tuple[Lapse, ...] = ()
    not_checked: Annotated[
        tuple[Prose, ...],
        Field(description="What of recertification the engine cannot judge; shown under it."),
    ] = ()
    alignment: tuple[Alignment, ...] = ()
