"""A day in the address of a page: what was typed, and which day that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from certtrack.reading.entry_fields import day_from


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day that somebody typed.

    Args:
        text: What stands in the form.
        day: Which day that is; None when it is none.
        fault: Why it is none; empty when it is one.
    """

    text: str
    day: date | None
    fault: str = ""


def typed_day(text: str, today: date) -> TypedDay:
    """Which day somebody means.

    Args:
        text: What was typed.
        today: The day that counts as today.
    """
    if not text.strip():
        return TypedDay("", None, "A day is missing.")
    try:
        day = day_from(text, today)
    except ValueError as error:
        return TypedDay(text, None, f"{error}.")
    return TypedDay(day.isoformat(), day)


def day_or_today(text: str, today: date) -> TypedDay:
    """The same; where nothing was typed today is meant."""
    return typed_day(text if text.strip() else today.isoformat(), today)
