"""A picture of a roster: what ends in which month, and how each department stands.

It reads in grey and to colour-blind eyes: what is complete, on pace and short differs in
lightness and hatching, and the heat map has its numbers written in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from certtrack.errors import refuse
from certtrack.reminders.roster import STATES, RosterLine, State
from certtrack.render.picture import legible, must_be_drawable, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Look = dict[str, Any]
LOOKS: dict[State, tuple[str, str]] = {
    "complete": ("white", ""),
    "on pace": ("0.75", ".."),
    "short": ("0.5", "///"),
}
"""For each state how light its bars are, and their hatching."""

MOST_DEPARTMENTS, MOST_MONTHS = 25, 24
"""More are drawn together, for the picture to be legible."""

LEAST_MONTHS = 12
UPRIGHT = 10
"""From more months on their names stand upright."""

LONGEST_NAME = 28
DARK = 0.75
"""From how much of the largest number on a number is written in white."""

NO_DEPARTMENT, THE_REST, PAST, LATER = "no department", "all others", "past", "later"


@dataclass(slots=True)
class Sums:
    """What the picture shows, summed as the lines go by.

    Attributes:
        months: How many cycles end in a month, by state.
        cells: How many cycles that are not complete, by department and month.
        departments: How many cycles of a department, by state.
    """

    months: dict[str, Counter[State]] = field(default_factory=dict)
    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    departments: dict[str, Counter[State]] = field(default_factory=dict)

    def add(self, line: RosterLine, on: date) -> None:
        """Count a line."""
        month = PAST if line.days_left < 0 else f"{line.until:%Y-%m}"
        if line.days_left >= 0 and _months_after(on, line.until) >= MOST_MONTHS:
            month = LATER
        name = line.department or NO_DEPARTMENT
        self.months.setdefault(month, Counter())[line.how] += 1
        self.departments.setdefault(name, Counter())[line.how] += 1
        if line.how != "complete":
            self.cells[name, month] += 1

    def rows(self) -> list[tuple[str, list[str]]]:
        """The rows to draw, the largest department first, and whom each is for."""
        largest = sorted(self.departments, key=lambda one: (-self.departments[one].total(), one))
        if len(largest) <= MOST_DEPARTMENTS:
            return [(name, [name]) for name in largest]
        first, rest = largest[: MOST_DEPARTMENTS - 1], largest[MOST_DEPARTMENTS - 1 :]
        others = f"{THE_REST} ({len(rest)})"
        return [*((name, [name]) for name in first), (others, rest)]

    def columns(self, on: date) -> list[str]:
        """The months to draw: from this one to the last in which anything ends."""
        named = [one for one in self.months if one not in (PAST, LATER)]
        first = _index(f"{on:%Y-%m}")
        last = max([first + LEAST_MONTHS - 1, *map(_index, named)])
        running = [_month(number) for number in range(first, last + 1)]
        return [
            *([PAST] if PAST in self.months else []),
            *running,
            *([LATER] if LATER in self.months else []),
        ]


def save(lines: Iterable[RosterLine], on: date, out: Path) -> None:
    """Draw what lines come to and save the picture.

    Args:
        lines: The lines; at least one.
        on: The day asked about.
        out: A file ending in .svg or .png.

    Raises:
        Refused: For another ending, when the plotting library is not installed, when there
            is no line, or when the file cannot be written.
    """
    must_be_drawable(out)
    sums = Sums()
    for line in lines:
        sums.add(line, on)
    if not sums.months:
        raise refuse("there is no cycle to draw", where=str(out))
    rows, columns = sums.rows(), sums.columns(on)
    height = 1.2 + 0.3 * len(rows)
    with picture(out, max(9.0, 3 + 0.5 * len(columns)), 4 + 2 * height) as figure:
        above, middle, below = figure.subplots(3, 1, height_ratios=(3.2, height, height))
        _ends(above, sums, columns, on)
        _shares(middle, sums, rows)
        _heat(below, sums, rows, columns)
        figure.legend(loc="outside upper right", ncols=len(STATES), frameon=False)


def _ends(axes: Axes, sums: Sums, columns: Sequence[str], on: date) -> None:
    """Bars: how many cycles end in which month."""
    from matplotlib.ticker import MaxNLocator

    places = range(len(columns))
    bottoms = [0] * len(columns)
    for state in reversed(STATES):
        numbers = [sums.months.get(one, Counter())[state] for one in columns]
        colour, hatch = LOOKS[state]
        look: Look = {"color": colour, "hatch": hatch, "edgecolor": "black", "width": 0.8}
        axes.bar(places, numbers, bottom=bottoms, label=state, **look)
        bottoms = [low + number for low, number in zip(bottoms, numbers, strict=True)]
    axes.set_xticks(places, columns, rotation=90 if len(columns) > UPRIGHT else 0)
    axes.set_title(f"Cycles by the month in which they end, as of {on}", loc="left")
    axes.set_ylabel("Cycles")
    axes.set_ylim(0, 1.08 * max(bottoms))
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlim(-0.7, len(columns) - 0.3)


def _shares(axes: Axes, sums: Sums, rows: Sequence[tuple[str, list[str]]]) -> None:
    """Bars to 100%: how each department's cycles stand, with the numbers written in."""
    counts = [_sum(sums, names) for _, names in rows]
    lefts = [0.0] * len(rows)
    for state in STATES:
        shares = [100 * count[state] / count.total() for count in counts]
        colour, hatch = LOOKS[state]
        look: Look = {"color": colour, "hatch": hatch, "edgecolor": "black", "height": 0.7}
        bars = axes.barh(range(len(rows)), shares, left=lefts, **look)
        told = [f"{count[state]}" if count[state] else "" for count in counts]
        written = axes.bar_label(bars, told, label_type="center", fontsize=8)
        for text in written:
            text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.2})
        lefts = [left + share for left, share in zip(lefts, shares, strict=True)]
    axes.set_yticks(range(len(rows)), [_name(name) for name, _ in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_title(
        "Complete, on pace and short by department, with the number of cycles", loc="left"
    )
    axes.set_xlabel("% of its cycles")


def _heat(
    axes: Axes, sums: Sums, rows: Sequence[tuple[str, list[str]]], columns: Sequence[str]
) -> None:
    """A map: how many cycles that are not complete end, by department and month."""
    numbers = [
        [sum(sums.cells[name, month] for name in names) for month in columns] for _, names in rows
    ]
    # What is drawn together would leave all else pale.
    most = max(max(row) for row, (_, names) in zip(numbers, rows, strict=True) if len(names) == 1)
    most = most or 1
    axes.imshow(numbers, cmap="Greys", vmin=0, vmax=1.3 * most, aspect="auto")
    for y, row in enumerate(numbers):
        for x, number in enumerate(row):
            colour = "white" if number / most > DARK else "black"
            if number:
                axes.text(x, y, f"{number}", ha="center", va="center", fontsize=8, color=colour)
    axes.set_xticks(range(len(columns)), columns, rotation=90 if len(columns) > UPRIGHT else 0)
    axes.set_yticks(range(len(rows)), [_name(name) for name, _ in rows])
    axes.set_xticks([x - 0.5 for x in range(1, len(columns))], minor=True)
    axes.set_yticks([y - 0.5 for y in range(1, len(rows))], minor=True)
    axes.grid(which="minor", color="0.8", lw=0.6)
    axes.tick_params(which="minor", length=0)
    axes.set_title("Not complete yet, by department and month of the end", loc="left")


def _sum(sums: Sums, names: Iterable[str]) -> Counter[State]:
    whole: Counter[State] = Counter()
    for name in names:
        whole += sums.departments[name]
    return whole


def _name(name: str) -> str:
    """A name short enough to stand beside its row; both its ends may tell it from others."""
    half = LONGEST_NAME // 2
    short = name if len(name) <= LONGEST_NAME else f"{name[:half]}…{name[-half:]}"
    return legible(short)


def _months_after(on: date, later: date) -> int:
    return (later.year - on.year) * 12 + later.month - on.month


def _index(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _month(index: int) -> str:
    return f"{index // 12}-{index % 12 + 1:02d}"
