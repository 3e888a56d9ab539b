"""How a table is written and what its columns are, as far as somebody says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from certtrack.records.sheets.days import Order
from certtrack.records.sheets.profiles import Encoding, Profile


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody says of a table; what nobody says is seen from the table itself.

    Args:
        told: For columns what they are taken for.
        profile: A profile that tells it; None for what such columns are usually called.
        dates: The order of day and month; None to see what the rows say.
        encoding: How the text is written; None to find out.
        sheet: The sheet of a workbook; None for the only one.
        skip: The numbers of rows to leave out.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    profile: Profile | None = None
    dates: Order | None = None
    encoding: Encoding | None = None
    sheet: str | None = None
    skip: frozenset[int] = frozenset()

    def anything(self) -> bool:
        """Whether anything is said."""
        return self != Form()
