"""The typed shape of recertification rules: how a body and its credentials state them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from certtrack.rules.calendars import Calendar
from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.units import Conversion
from certtrack.rules.counting.window import SharedMonth
from certtrack.rules.editions import Dated
from certtrack.rules.shape import Ceus, Number, Prose, Whole, shape


@shape
class RequiredCeus(Dated):
    """The CEUs that one credential, held alone, asks for in a cycle."""

    required: Annotated[Ceus, Field(gt=0)]

    def in_words(self) -> str:
        """The rule in words."""
        return f"{self.required:f} CEUs in a cycle."


@shape
class HighestPlus(Dated):
    """Credentials held together ask for one total.

    The highest single requirement, plus a fixed number for each further credential, up to
    a limit. AHIMA: 10 for each further one, at most 50.
    """

    kind: Literal["highest-plus"]
    each_further: Annotated[Ceus, Field(description="CEUs added for each further credential.")]
    at_most: Annotated[Ceus, Field(description="The most that can be required in all, in CEUs.")]

    def in_words(self) -> str:
        """The rule in words."""
        return (
            f"Several credentials together: the highest single requirement plus "
            f"{self.each_further:f} CEUs for each further one, at most {self.at_most:f}."
        )

    def total(self, singles: Sequence[Decimal | None]) -> Decimal | None:
        """CEUs required of someone whose credentials alone ask for these (at least one).

        None when one of the single requirements is not known.
        """
        known = [one for one in singles if one is not None]
        if len(known) < len(singles):
            return None
        if len(known) == 1:
            return known[0]
        return min(self.at_most, max(known) + self.each_further * (len(known) - 1))


@shape
class ByNumber(Dated):
    """The total depends on how many credentials are held, whichever they are.

    AAPC: 36 for one, 40 for two, and so on to five or more.
    """

    kind: Literal["by-number"]
    totals: Annotated[
        tuple[Ceus, ...],
        Field(min_length=1, description="CEUs for one, for two, …; the last for all beyond."),
    ]

    def in_words(self) -> str:
        """The rule in words."""
        told = ", ".join(f"{ceus:f} for {n}" for n, ceus in enumerate(self.totals, start=1))
        return f"CEUs by the number of credentials held: {told} or more."

    def total(self, singles: Sequence[Decimal | None]) -> Decimal | None:
        """CEUs required of someone with so many credentials (at least one)."""
        return self.totals[min(len(singles), len(self.totals)) - 1]


Pool = Annotated[HighestPlus | ByNumber, Discriminator("kind")]
"""Every way in which several credentials ask for one total."""


@shape
class Filing(Dated):
    """When CEUs must be handed in, which may differ from when they must be earned."""

    due_days: Annotated[
        Whole, Field(description="Days from the cycle's last day; negative: before it.")
    ]
    opens_days: Annotated[
        Whole | None, Field(description="The same of the first day on which it can be done.")
    ] = None

    def in_words(self) -> str:
        """The rule in words."""
        opens = f"from {_distance(self.opens_days)} " if self.opens_days is not None else ""
        return f"To be handed in {opens}by {_distance(self.due_days)}."


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
class Alignment(Dated):
    """A further credential takes over the cycle of the first one."""

    def in_words(self) -> str:
        """The rule in words."""
        return "A further credential takes over the cycle of the first one."


CountingRule = Annotated[
    MinimumShare | MinimumAmount | MaximumAmount | Unique, Discriminator("kind")
]
"""Every kind of counting rule; a new kind is one file and one line here."""

AnyConversion = Annotated[Conversion, Discriminator("kind")]


@shape
class Recertification:
    """All editions of the recertification rules that a body or a credential states.

    What a credential states takes the place of what its body states.
    """

    cycle: tuple[Calendar, ...] = ()
    required: tuple[RequiredCeus, ...] = ()
    pool: tuple[Pool, ...] = ()
    boundary: tuple[SharedMonth, ...] = ()
    conversion: tuple[AnyConversion, ...] = ()
    counting: tuple[CountingRule, ...] = ()
    filing: tuple[Filing, ...] = ()
    fee: tuple[Fee, ...] = ()
    lapse: tuple[Lapse, ...] = ()
    not_checked: Annotated[
        tuple[Prose, ...],
        Field(description="What of recertification the engine cannot judge; shown under it."),
    ] = ()
    alignment: tuple[Alignment, ...] = ()

    def rule_ids(self) -> tuple[str, ...]:
        """The ids of all counting rules."""
        return tuple(dict.fromkeys(rule.id for rule in self.counting))


def _spell(months: int, days: int) -> str:
    told = [f"{n} {unit}{'s' * (n > 1)}" for n, unit in ((months, "month"), (days, "day")) if n]
    return " and ".join(told)


def _distance(days: int) -> str:
    if not days:
        return "the cycle's last day"
    side = "after" if days > 0 else "before"
    return f"{abs(days)} days {side} the cycle's last day"
