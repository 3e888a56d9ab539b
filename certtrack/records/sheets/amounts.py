"""Amounts as people write them: 1.5, "1,5", "90 min", "1 h 30 min", "2 CEUs"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

Unit = Literal["minutes", "hours", "ceus", "credits"]

UNITS: dict[str, Unit] = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(
        ("h", "hr", "hrs", "hour", "hours", "contact hour", "contact hours", "clock hours"),
        "hours",
    ),
    **dict.fromkeys(("ceu", "ceus", "ce", "ces", "ce credit", "ce credits"), "ceus"),
    **dict.fromkeys(("credit", "credits", "college credits", "semester hours"), "credits"),
}
"""What an amount is counted in, by how it is written."""

NUMBER = re.compile(r"(\d{1,6}(?:[.,]\d{1,20})?|[.,]\d{1,20})\s*([a-zA-Z. ]*)")
BOTH = re.compile(r"(\d{1,3})\s*h[a-z.]*\s*(?:and\s*)?(\d{1,2})\s*m[a-z.]*", re.IGNORECASE)
CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::00)?")
THOUSANDS = re.compile(r"\d{1,3},\d{3}")
AN_HOUR = 60


def unit_of(word: str) -> Unit | None:
    """What a word counts, or None."""
    return UNITS.get(" ".join(word.replace(".", " ").casefold().split()))


def amount(text: str, unit: Unit | None) -> tuple[str, str]:
    """The key of an activity that an amount belongs to, and its value as a record writes it.

    Args:
        text: The amount; a unit in it goes before the column's.
        unit: The column's; None where each cell must tell its own.

    Raises:
        ValueError: With what is wrong with it.
    """
    plain = " ".join(text.split())
    if found := (BOTH.fullmatch(plain) or (unit == "hours" and CLOCK.fullmatch(plain)) or None):
        return "minutes", str(int(found[1]) * AN_HOUR + int(found[2]))
    found = NUMBER.fullmatch(plain)
    if not found:
        raise ValueError(f"{text[:40]!r} is no amount like 1.5, 90 min or 2 CEUs")
    word = found[2].strip()
    told = unit_of(word) if word else unit
    if told is None:
        what = f"{word[:20]!r} is no unit known" if word else f"{plain} has no unit"
        raise ValueError(f"{what}: minutes, hours, CEUs or credits")
    return _valued(_number(found[1]), told)


def _number(digits: str) -> Decimal:
    if THOUSANDS.fullmatch(digits):
        raise ValueError(f"{digits} may be {digits.replace(',', '')} or {digits.replace(',', '.')}")
    return Decimal(digits.replace(",", "."))


def _valued(number: Decimal, unit: Unit) -> tuple[str, str]:
    key = unit
    if unit == "hours":
        key, number = "minutes", number * AN_HOUR
    plain = f"{number:f}"
    return key, plain.rstrip("0").rstrip(".") if "." in plain else plain
