"""A picture of who accredited a program or a school when.

It reads in grey: what is in force on the day asked about is darker, and what has no beginning
that is told is hatched. The days stand beside each bar in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import refuse
from certtrack.programs.timeline import Stretch, days_shown
from certtrack.render.accreditation_page import days
from certtrack.render.picture import legible, must_be_drawable, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

IN_FORCE, ELSE, NOT_KNOWN = "0.6", "0.9", "//"
MARGIN = 0.02
"""What is left free at both ends, as a share of the days shown."""

LONGEST_NAME = 60


def save(name: str, stretches: Sequence[Stretch] | None, on: date, source: str, out: Path) -> None:
    """Draw a timeline and save the picture.

    Args:
        name: Whose accreditation it is.
        stretches: From top to bottom; None where nothing is known.
        on: The day asked about.
        source: Who says so.
        out: A file ending in .svg or .png.

    Raises:
        Refused: For another ending, when the plotting library is not installed, when there
            is nothing to draw, or when the file cannot be written.
    """
    must_be_drawable(out)
    if not stretches:
        what = "there is no accreditation to draw"
        raise refuse(
            what, where=str(out), hint="Nobody tells of any: that is not the same as none."
        )
    with picture(out, 10, 1.6 + 0.7 * len(stretches)) as figure:
        axes = figure.subplots()
        _scale(axes, stretches, on)
        for row, one in enumerate(stretches):
            _bar(axes, one, row, on)
        axes.set_title(legible(f"Accreditation: {name}"), loc="left")
        figure.supxlabel(legible(source), fontsize=8, wrap=True)


def _scale(axes: Axes, stretches: Sequence[Stretch], on: date) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    first, last = map(_number, days_shown(stretches, on))
    free = MARGIN * (last - first)
    axes.set_xlim(first - free, last + free)
    axes.set_ylim(len(stretches) - 0.5, -0.7)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(locator := AutoDateLocator())
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.axvline(_number(on), ls="-.", lw=1, color="0.2")
    axes.text(_number(on), -0.55, f" {on}", fontsize=8, va="center")


def _bar(axes: Axes, one: Stretch, row: int, on: date) -> None:
    left, right = axes.get_xlim()
    first = _number(one.first_day) if one.first_day else left
    # The last day is included: the bar goes on to its end.
    last = _number(one.last_day) + 1 if one.last_day else right
    look: dict[str, Any] = {"edgecolor": "black", "height": 0.3}
    look |= {"hatch": NOT_KNOWN} if one.first_day is None else {}
    look |= {"color": IN_FORCE if one.on(on) == "in force" else ELSE}
    axes.barh(row + 0.12, last - first, left=first, **look)
    what = ", ".join(filter(None, (one.agency, one.program, one.status)))
    short = what if len(what) <= LONGEST_NAME else f"{what[:LONGEST_NAME]}…"
    words = f"{short}: {days(one)}; {one.on(on)} on {on}"
    axes.text(left, row - 0.2, f" {legible(words)}", fontsize=8, va="center")


def _number(day: date) -> float:
    from matplotlib.dates import date2num

    return float(date2num(day))
