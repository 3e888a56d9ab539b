"""Who accredited a program or a school when, as a picture: where each bar lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certtrack.programs.timeline import Now, Stretch, days_shown
from certtrack.web.figures import WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One stretch.

    Args:
        stretch: The stretch.
        now: How it stands on the day asked about.
        left: Where its first day begins, from 0 to `WHOLE`; 0 where that is not told.
        width: From there to the end of its last day, or of the picture.
    """

    stretch: Stretch
    now: Now
    left: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccreditationFigure:
    """Stretches on one scale.

    Args:
        first: The first day shown.
        last: The last day shown.
        on: The day asked about.
        day: Where that day lies, from 0 to `WHOLE`.
        bars: The stretches, as they were told.
    """

    first: date
    last: date
    on: date
    day: int
    bars: tuple[Bar, ...]

    @property
    def tells_what(self) -> bool:
        """Whether it is told what was accredited, as it is of schools."""
        return any(one.stretch.program or one.stretch.status for one in self.bars)


def accreditation_figure(stretches: Sequence[Stretch], on: date) -> AccreditationFigure | None:
    """A picture of stretches; None where there are none.

    Args:
        stretches: From top to bottom.
        on: The day asked about.
    """
    if not stretches:
        return None
    first, last = days_shown(stretches, on)

    def place(day: date, days_later: int = 0) -> int:
        return ((day - first).days + days_later) * WHOLE // ((last - first).days + 1)

    bars = []
    for one in stretches:
        left = place(one.first_day) if one.first_day else 0
        # The last day is included: the bar goes on to its end.
        right = place(one.last_day, 1) if one.last_day else WHOLE
        bars.append(Bar(stretch=one, now=one.on(on), left=left, width=max(right - left, 1)))
    return AccreditationFigure(first=first, last=last, on=on, day=place(on), bars=tuple(bars))
