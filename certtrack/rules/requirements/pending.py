"""Pending: study that is not finished yet, but is expected to be so soon enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field

from certtrack.rules.findings import Asked, Finding, Said
from certtrack.rules.period import days_from
from certtrack.rules.shape import Whole

WithinDays = Annotated[
    Annotated[Whole, Field(gt=0, le=3660)] | None,
    Field(
        description="Study that is not completed will do when its expected completion is at "
        "most so many days away, as bodies that let students test early have it; absent: not."
    ),
]
"""PTCB: who is within 60 days of finishing a program may apply and test."""


def pending(
    asked: Asked, name: Callable[[], str], expected_on: date | None, days: int, on: date
) -> Finding:
    """Whether study that is not finished will be within so many days.

    Both edges are included: asked about on the 1st, with 60 days, the 1st itself and the
    day 60 days later will do. A day that has passed tells nothing of what became of it.

    Args:
        asked: That it is completed within so many days.
        name: Gives what the study is called.
        expected_on: The day completion is expected; None when that is not known.
        days: How many days away completion may be.
        on: The day asked about.
    """
    if expected_on is None:
        because = "The day on which completion is expected is not on record."
        return Finding(
            asked,
            "unknown",
            lambda: Said(because, f"the day on which {name()} will be completed"),
        )
    if expected_on < on:
        because = f"It was expected to be completed on {expected_on}, before {on}."
        return Finding(
            asked,
            "unknown",
            lambda: Said(because, f"whether {name()} has been completed since, and on what day"),
        )
    opens = days_from(expected_on, -days)
    because = f"It is expected to be completed on {expected_on}; {days} days before is {opens}."
    if opens <= on:
        return Finding(asked, "met", Said(because))
    waiting = Said(because, step=f"Wait until {opens}.", not_before=opens)
    return Finding(asked, "not-met", waiting)
