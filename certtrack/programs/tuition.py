"""What a whole program costs, as far as its charges tell."""

from __future__ import annotations

from fractions import Fraction

from certtrack.programs.directory import Charge, Program, Span
from certtrack.programs.ranges import UNKNOWN, Range

MONTHS_A_YEAR = 12


def tuition(program: Program) -> Range:
    """From the least to the most that is charged for all of a program, in US dollars.

    What is told for the whole of it stands; else what is told a year or a credit is counted
    by its months or credits. A price for a course tells nothing: how many there are is not
    told.
    """
    whole = [one for one in program.charges if one.per == "program"]
    counted = [_of_all(one, program) for one in whole or program.charges]
    known = [one for one in counted if one]
    if not known:
        return UNKNOWN
    return Range(min(one[0] for one in known), max(one[1] for one in known))


def countable(program: Program) -> tuple[Charge, ...]:
    """The charges from which the whole is told; all of them where none will do."""
    whole = [one for one in program.charges if one.per == "program"]
    counted = [one for one in whole or program.charges if _of_all(one, program)]
    return tuple(counted or program.charges)


def _of_all(one: Charge, program: Program) -> tuple[Fraction, Fraction] | None:
    """What a charge comes to at the least and at the most; None where nobody can count it."""
    amount = Fraction(one.amount)
    if one.per == "program":
        return amount, amount
    if one.per == "year" and program.months:
        return _times(amount / MONTHS_A_YEAR, program.months)
    if one.per == "credit" and program.credits:
        return _times(amount, program.credits)
    return None


def _times(amount: Fraction, span: Span) -> tuple[Fraction, Fraction]:
    return amount * Fraction(span.least), amount * Fraction(span.most)
