"""A picture of a cycle: CEUs counted against the pace required, by domain and by source.

It reads in grey and to colour-blind eyes: lines differ in style and bars in hatching.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from certtrack.errors import refuse
from certtrack.render.picture import must_be_drawable, picture
from certtrack.rules.answers import CycleStatus
from certtrack.rules.counting.account import Counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HATCHES = ("", "//", "..", "xx", "\\\\", "oo")


def save(cycles: Sequence[CycleStatus], out: Path) -> None:
    """Draw every cycle and save the picture.

    Args:
        cycles: The cycles; at least one.
        out: A file ending in .svg or .png.

    Raises:
        Refused: For another ending, when the plotting library is not installed, or when
            the file cannot be written.
    """
    must_be_drawable(out)
    if not cycles:
        raise refuse("there is no cycle to draw", where=str(out))
    with picture(out, 10, 5.2 * len(cycles)) as figure:
        parts = figure.subplots(len(cycles), 2, squeeze=False, width_ratios=(2, 1))
        for cycle, (left, right) in zip(cycles, parts, strict=True):
            _progress(left, cycle)
            _shares(right, cycle)


def _progress(axes: Axes, cycle: CycleStatus) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

    first, last = cycle.period.first, cycle.period.last
    shown = min(cycle.on, last)
    steps = [first, *(one.activity.completed_on for one in cycle.account.activities), shown]
    sums = [0.0, *(float(s) for s in accumulate(one.counted for one in cycle.account.activities))]
    counted = f"counted: {cycle.account.counted:f}"
    days = [float(date2num(day)) for day in steps]
    axes.step(days, [*sums, sums[-1]], where="post", color="black", lw=2.2, label=counted)
    if cycle.required is not None:
        required = float(cycle.required)
        span = [float(date2num(first)), float(date2num(last))]
        axes.plot(span, [0, required], ls="--", color="0.35", label="even pace")
        axes.axhline(required, ls=":", color="0.35", label=f"required: {cycle.required:f}")
    _marked(axes, float(date2num(shown)), f"{cycle.on}", "-.", "right")
    _marked(axes, float(date2num(last)), f"cycle ends {last}", "-", "left")
    if cycle.filing:
        due = cycle.filing.due
        _marked(axes, float(date2num(due)), f"hand in by {due}", ":", "left")
    axes.xaxis.set_major_locator(locator := AutoDateLocator())
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    axes.set_title(f"{cycle.labels} ({cycle.body}): {cycle.standing}", loc="left")
    axes.set_ylabel("CEUs")
    axes.set_ylim(bottom=0)
    axes.margins(x=0.08)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=3, frameon=False)


def _marked(axes: Axes, day: float, words: str, style: str, side: str) -> None:
    """A day marked by a line, its words along it on one side."""
    axes.axvline(day, ls=style, lw=1, color="0.5")
    place = {"rotation": 90, "ha": side, "va": "bottom", "fontsize": 8, "color": "0.25"}
    axes.text(day, 0.3, words, **place)  # type: ignore[arg-type]


def _shares(axes: Axes, cycle: CycleStatus) -> None:
    """Bars of what counted: by source above, by domain below."""
    rows = [
        *_sums(cycle.account.activities, lambda one: one.activity.source, "source"),
        *_sums(cycle.account.activities, lambda one: one.activity.domain, "domain"),
    ]
    if not rows:
        axes.set_axis_off()
        axes.set_title("Nothing is logged yet", loc="left")
        return
    names = [name for name, _ in rows]
    bars = axes.barh(names, [float(ceus) for _, ceus in rows], color="0.85", edgecolor="black")
    for number, bar in enumerate(bars):
        bar.set_hatch(HATCHES[number % len(HATCHES)])
    axes.bar_label(bars, [f"{ceus:f}" for _, ceus in rows], padding=3)
    axes.set_title("Where it came from", loc="left")
    axes.set_xlabel("CEUs counted")
    axes.margins(x=0.15)


def _sums(
    activities: Sequence[Counted], what: Callable[[Counted], str | None], axis: str
) -> list[tuple[str, Decimal]]:
    sums: dict[str, Decimal] = {}
    for one in activities:
        name = f"{axis}: {(what(one) or 'not marked').replace('-', ' ')}"
        sums[name] = sums.get(name, Decimal(0)) + one.counted
    return sorted(sums.items(), key=lambda pair: pair[1])
