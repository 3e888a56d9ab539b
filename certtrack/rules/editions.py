"""Rules change from a day on: which edition of a rule binds, and what changed between days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from certtrack.rules.period import Period
from certtrack.rules.shape import Certainty, CivilDate, Prose, Slug, shape

Anchor = Literal["as-of", "cycle-start", "cycle-end", "exam-date", "application", "approval"]
"""The days by which an edition can bind; `application`: the day CEUs are handed in, for
which the last day of the cycle stands until they are; `approval`: the day an application
to sit an exam is approved."""


@shape
class Dated:
    """An edition of a rule: in force from a day on, on the ground of a source."""

    effective_from: Annotated[CivilDate, Field(description="First day on which it is in force.")]
    until: Annotated[
        CivilDate | None, Field(description="Last day on which it is in force; absent: still is.")
    ] = None
    binds: Annotated[
        Anchor, Field(description="Which day is looked at to tell whether this edition binds.")
    ] = "as-of"
    source: Annotated[Slug, Field(description="A key of the file's sources, or of its body's.")]
    certainty: Annotated[
        Certainty,
        Field(
            description="primary: the certifying body says so; secondary: someone else does; "
            "assumed: our reading where the sources are silent."
        ),
    ]
    note: Annotated[Prose | None, Field(description="What a reader should know about it.")] = None

    def covers(self, day: date) -> bool:
        """Whether the edition is in force on `day`; both of its edges are included."""
        return self.effective_from <= day and (self.until is None or day <= self.until)


D = TypeVar("D", bound=Dated)


def in_force(editions: Sequence[D], anchor: Callable[[Anchor], date | None]) -> D | None:
    """The edition that binds, or None when none is known for that day.

    Args:
        editions: All editions of one rule.
        anchor: Gives the day that an edition's `binds` speaks of, or None when the case
            has no such day.
    """
    binding = [one for one in editions if (day := anchor(one.binds)) and one.covers(day)]
    return max(binding, key=lambda one: one.effective_from, default=None)


def on_day(editions: Sequence[D], day: date) -> D | None:
    """The edition in force on a day, whatever it binds by."""
    return in_force(editions, lambda _: day)


def anchored(
    *,
    on: date,
    cycle: Period | None = None,
    passed_on: date | None = None,
    handed_in_on: date | None = None,
) -> Callable[[Anchor], date | None]:
    """The days an edition may bind by, of one case."""
    last = cycle.last if cycle else None
    applied = handed_in_on if cycle and handed_in_on and handed_in_on in cycle else None
    days: dict[Anchor, date | None] = {
        "as-of": on,
        "cycle-start": cycle.first if cycle else None,
        "cycle-end": last,
        "exam-date": passed_on,
        "application": applied or last,
    }
    return days.get
