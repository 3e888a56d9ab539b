"""The typed shape of recertification rules: how a body and its credentials state them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from certtrack.rules.calendars import Calendar
from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.condition import Condition
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.units import CollegeCredits, Conversion
from certtrack.rules.counting.window import SharedMonth
from certtrack.rules.duties import Dues, Fee, Filing
from certtrack.rules.editions import Dated
from certtrack.rules.lapse import Lapse, Reinstatement
from certtrack.rules.shape import Ceus, Prose, shape


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
class Alignment(Dated):
    """A further credential takes over the cycle of the first one."""

    def in_words(self) -> str:
        """The rule in words."""
        return "A further credential takes over the cycle of the first one."


CountingRule = Annotated[
    MinimumShare | MinimumAmount | MaximumAmount | Condition | Unique, Discriminator("kind")
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
    credit_conversion: tuple[CollegeCredits, ...] = ()
    counting: tuple[CountingRule, ...] = ()
    filing: tuple[Filing, ...] = ()
    fee: tuple[Fee, ...] = ()
    dues: tuple[Dues, ...] = ()
    lapse: tuple[Lapse, ...] = ()
    reinstatement: tuple[Reinstatement, ...] = ()
    not_checked: Annotated[
        tuple[Prose, ...],
        Field(description="What of recertification the engine cannot judge; shown under it."),
    ] = ()
    alignment: tuple[Alignment, ...] = ()

    def rule_ids(self) -> tuple[str, ...]:
        """The ids of all counting rules."""
        return tuple(dict.fromkeys(rule.id for rule in self.counting))
