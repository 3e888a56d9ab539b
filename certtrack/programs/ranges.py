"""Ranges: from how much to how much, where perhaps nobody knows the most."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from fractions import Fraction

TENTH, CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Range:
    """From how much to how much.

    Args:
        least: The least there can be.
        most: The most; None where nobody knows how much it is.
    """

    least: Fraction
    most: Fraction | None

    @property
    def is_known(self) -> bool:
        """Whether somebody knows how much it is."""
        return self.most is not None

    @property
    def exact(self) -> bool:
        """Whether it is one figure."""
        return self.least == self.most

    def rounded(self, unit: Decimal) -> tuple[Decimal, Decimal | None]:
        """The least and the most, rounded up to a unit: nothing is told shorter than it is."""
        return _up(self.least, unit), None if self.most is None else _up(self.most, unit)


def exactly(amount: Fraction | Decimal | int) -> Range:
    """A range of one figure."""
    return Range(Fraction(amount), Fraction(amount))


NONE = exactly(0)
UNKNOWN = Range(Fraction(0), None)


def total(ranges: Iterable[Range]) -> Range:
    """All of them together; unknown where one of them is."""
    kept = list(ranges)
    known = [one.most for one in kept if one.most is not None]
    most = sum(known, Fraction(0)) if len(known) == len(kept) else None
    return Range(sum((one.least for one in kept), Fraction(0)), most)


def _up(amount: Fraction, unit: Decimal) -> Decimal:
    steps = amount / Fraction(unit)
    whole = -(-steps.numerator // steps.denominator)
    return (whole * unit).quantize(unit, ROUND_UP)
