"""Pending: study that is not finished yet, but is expected to be so soon enough."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from certtrack.rules.period import days_from
from certtrack.rules.requirements.aspect import Aspect
from certtrack.rules.shape import Whole

WithinDays = Annotated[
    Annotated[Whole, Field(gt=0, le=3660)] | None,
    Field(
        description="Study that is not completed will do when its expected completion is at "
        "most so many days away, as bodies that let students test early have it; absent: not."
    ),
]
"""PTCB: who is within 60 days of finishing a program may apply and test."""


def pending(name: str, expected_on: date | None, days: int, on: date) -> Aspect:
    """Whether study that is not finished will be within so many days.

    Both edges are included: asked about on the 1st, with 60 days, the 1st itself and the
    day 60 days later will do. A day that has passed tells nothing of what became of it.

    Args:
        name: What the study is called.
        expected_on: The day completion is expected; None when that is not known.
        days: How many days away completion may be.
        on: The day asked about.
    """
    words = f"Completed within {days} days"
    if expected_on is None:
        because = "The day on which completion is expected is not on record."
        return Aspect(words, "unknown", because, f"the day on which {name} will be completed")
    if expected_on < on:
        because = f"It was expected to be completed on {expected_on}, before {on}."
        missing = f"whether {name} has been completed since, and on what day"
        return Aspect(words, "unknown", because, missing)
    opens = days_from(expected_on, -days)
    because = f"It is expected to be completed on {expected_on}; {days} days before is {opens}."
    if opens <= on:
        return Aspect(words, "met", because)
    return Aspect(words, "not-met", because, step=f"Wait until {opens}.", not_before=opens)
