"""Who accredited a program or a school when, in order, and how that stands on a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.rules.period import day_before

Now = Literal["in force", "over", "to come", "not known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A time in which an agency accredited a program or a school; both days are included.

    Args:
        agency: The agency.
        program: The program of a school; None for all that is asked about.
        status: What the agency calls it, as "Accredited"; None where it is not told.
        first_day: The first day; None where it is not told.
        last_day: The last day; None where none is told: it goes on.
    """

    agency: str
    program: str | None = None
    status: str | None = None
    first_day: date | None = None
    last_day: date | None = None

    def on(self, day: date) -> Now:
        """How it stands on a day: without a first day nobody can tell whether it had begun."""
        if self.first_day and day < self.first_day:
            return "to come"
        if self.last_day and self.last_day < day:
            return "over"
        return "in force" if self.first_day else "not known"


def in_order(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The same, the latest beginning first; those of which it is not told come last."""
    return tuple(sorted(stretches, key=lambda one: one.first_day or date.min, reverse=True))


def days_shown(stretches: Sequence[Stretch], on: date) -> tuple[date, date]:
    """The first and the last day of a picture of them, in which the day asked about is too."""
    days = [on, *(day for one in stretches for day in (one.first_day, one.last_day) if day)]
    # Of a single day there is no picture.
    return min(*days, day_before(on)), max(days)
