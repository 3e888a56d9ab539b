"""Figures of programs and of careers, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from certtrack.programs.careers import Outlook
from certtrack.programs.directory import Charge, Span


def dollars(amount: Decimal) -> str:
    """An amount of money, cents only where there are any."""
    return f"${amount:,.0f}" if amount == amount.to_integral_value() else f"${amount:,.2f}"


def span(one: Span) -> str:
    """From how much to how much."""
    least, most = (f"{each.normalize():f}" for each in (one.least, one.most))
    return least if least == most else f"{least} to {most}"


def charge(one: Charge) -> str:
    """What studying costs, with all that the source says of it."""
    of = [one.residency, f"at {one.control} schools" if one.control else None]
    told = " ".join(word for word in of if word)
    median = "median of " if one.median else ""
    fees = f" and {dollars(one.fees)} of fees" if one.fees else ""
    of_what = f"of {one.of}" if one.of else None
    year = one.year or "year not told"
    parts = [f"{median}{dollars(one.amount)}{fees} a {one.per}", told, of_what, year]
    return ", ".join(part for part in parts if part)


def outlook(one: Outlook) -> str:
    """What is told of a kind of work, in a line."""
    return "; ".join(_outlook(one))


def _outlook(one: Outlook) -> Iterator[str]:
    area = f"{one.area}: " if one.area else ""
    if one.growth is not None:
        yield f"{area}grows {one.growth.normalize():f}% from {one.from_year} to {one.until_year}"
    if one.employed is not None:
        yield f"{area}{one.employed:,} people do it"
    for what, pay in (("median", one.median_pay), ("mean", one.mean_pay)):
        if pay is not None:
            yield f"{what} pay {dollars(pay)} a year"


def year_not_told(one: Outlook) -> str | None:
    """That nobody tells of which year some figures are; None where there are no such figures."""
    dated = (one.employed, one.median_pay, one.mean_pay)
    what = "numbers and pay" if one.employed is not None else "pay"
    return f"{what}: year not told" if any(each is not None for each in dated) else None
