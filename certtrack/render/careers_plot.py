"""A picture of careers: which credentials serve which work, and what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from certtrack.programs.careers import Work
from certtrack.render.figures import outlook
from certtrack.render.picture import legible, must_be_drawable, picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEFT, RIGHT = 0.0, 0.36
SERVES = {"arrowstyle": "-", "color": "0.4", "shrinkA": 2, "shrinkB": 4}
BOX = {"boxstyle": "round", "facecolor": "white", "edgecolor": "black"}
SHADED = {**BOX, "facecolor": "0.88"}


def save(works: Sequence[Work], out: Path) -> None:
    """Draw credentials, the work that each serves, and what is told of that, and save it.

    Args:
        works: Kinds of work.
        out: A file ending in .svg or .png.

    Raises:
        Refused: For another ending, when the plotting library is not installed, or when the
            file cannot be written.
    """
    must_be_drawable(out)
    rows = [(one, row) for row, one in enumerate(works)]
    with picture(out, 11, 1.2 + 0.95 * len(rows)) as figure:
        axes = figure.subplots()
        axes.set_axis_off()
        axes.set_xlim(-0.06, 1.0)
        axes.set_ylim(len(rows) - 0.4, -0.8)
        for one, row in rows:
            _work(axes, one, row)
        sources = {f"{one.source.title}." for one in works}
        axes.set_title("Credentials, and the work they serve", loc="left")
        figure.supxlabel(legible(" ".join(sorted(sources))), fontsize=8)


def _work(axes: Axes, one: Work, row: int) -> None:
    career = one.career
    shade = BOX if career.kind == "technician" else SHADED
    place = {"va": "center", "ha": "left"}
    axes.text(RIGHT, row - 0.12, career.name, bbox=shade, **place)  # type: ignore[arg-type]
    told = "; ".join(map(outlook, career.outlook)) or "no figures of its own are known"
    words = f"{career.kind}: {told}"
    axes.text(RIGHT, row + 0.3, legible(words), fontsize=8, color="0.25", **place)  # type: ignore[arg-type]
    number = len(career.credentials)
    for at, code in enumerate(career.credentials):
        y = row - 0.12 + (at - (number - 1) / 2) * 0.32
        axes.annotate("", (RIGHT, row - 0.12), (LEFT + 0.02, y), arrowprops=SERVES)
        axes.text(LEFT, y, code, fontsize=9, va="center", ha="center", bbox=BOX)
