"""A picture of the routes to a credential: what takes how long, and when the exam can be sat.

It reads in grey: what is sure to be needed is solid, what may come on top is lighter, waits are
hatched, and what nobody tells the length of is an open, dashed bar. The exam is a diamond. The
same is told in words beside each bar, and in the file's own description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from certtrack.errors import refuse
from certtrack.programs.estimates import Estimate, Part
from certtrack.programs.prospects import Prospect
from certtrack.render import routes_page
from certtrack.render.picture import Alternative, legible, must_be_drawable, picture
from certtrack.render.programs_page import source_line
from certtrack.rules.routes import LackKind

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST, MOST = "0.45", "0.82"
WAITS = "////"
LETTERS = 105
"""How many letters a line has room for."""

LINE, HIGH, GAP = 0.25, 0.26, 0.3
"""The height of a line of text, of a bar, and of what is free between routes, in inches."""

BEYOND = Fraction(1, 4)
"""How long a bar is drawn of which nobody tells the length, as a share of what is shown."""

SHORTEST = Fraction(6)
"""Months that a picture shows at the least."""

KINDS: dict[LackKind, str] = {
    "wait": "wait",
    "study": "study",
    "program": "study to begin",
    "work": "work",
    "other": "to do",
    "find-out": "to find out",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """What the picture shows: months, and how far a bar without a known end goes."""

    months: float
    beyond: float


def save(prospect: Prospect, out: Path) -> None:
    """Draw the routes to a credential and save the picture.

    Args:
        prospect: The plan.
        out: A file ending in .svg or .png.

    Raises:
        Refused: For another ending, when the plotting library is not installed, when the
            credential is held and has no routes, or when the file cannot be written.
    """
    must_be_drawable(out)
    if not prospect.estimates:
        what = f"{prospect.plan.book.label} is held: there are no routes to draw"
        raise refuse(what, where=str(out), hint="Its cycle is drawn by certtrack status --plot.")
    rows = [row for one in prospect.estimates for row in _rows(one)]
    height = sum(row.height for row in rows)
    with picture(out, 10, 1.9 + height, in_words(prospect)) as figure:
        axes = figure.subplots()
        scale = _scaled(axes, prospect, height)
        at = 0.0
        for row in rows:
            row.draw(axes, at, scale)
            at += row.height
        axes.set_title(legible(_title(prospect)), loc="left", fontsize=11)
        figure.supxlabel(legible("\n".join(_footnotes(prospect))), fontsize=8)


def in_words(prospect: Prospect) -> Alternative:
    """All that the picture shows, in words."""
    told = [line for one in prospect.estimates for line in _told(one)]
    return Alternative(_title(prospect), "\n".join([*told, *_footnotes(prospect)]))


def _title(prospect: Prospect) -> str:
    plan, title = prospect.plan, "Routes to"
    name = f"{title} {plan.book.label}, from {plan.on}"
    if prospect.enrolled:
        name += f", as if enrolled in {prospect.enrolled.listed.program.name}"
    return name


def _told(one: Estimate) -> Iterator[str]:
    yield f"{one.route.words}: {_when(one)}"
    yield from (f"- {_part(part)}" for part in one.parts)
    if open_ := _open(one):
        yield f"- {open_}"


def _when(one: Estimate) -> str:
    return f"{_exam(one)}; months: {routes_page.months(one)}"


def _exam(one: Estimate) -> str:
    if one.latest is None:
        return "exam: not known when"
    if one.earliest is None:
        return f"exam by {one.latest}; {routes_page.LAST_TERM}"
    later = f", by {one.latest} at the latest" if one.latest != one.earliest else ""
    well = ", if that turns out well" if one.hangs_on_facts else ""
    return f"exam from {one.earliest}{later}{well}"


def _part(part: Part) -> str:
    until = f", until {part.until}" if part.until else ""
    length = routes_page.amount(part.months)
    return f"{KINDS[part.kind]}: {part.words.rstrip('.')} (months: {length}{until})"


def _open(one: Estimate) -> str | None:
    """What must be found out besides that which is a bar of its own."""
    drawn = {part.words for part in one.parts}
    left = [text for text in one.route.find_out if text not in drawn]
    return f"to find out: {'; '.join(left)}" if left else None


def _footnotes(prospect: Prospect) -> list[str]:
    parts = [part for one in prospect.estimates for part in one.parts]
    sources = dict.fromkeys(source_line(part.told.source) for part in parts if part.told)
    key = "Dark: at least. Light: at most. Hatched: a wait. Dashed: nobody tells how long."
    exam = "Diamond: the exam, as early as the figures say; white where it hangs on facts."
    lines = [key, exam, "Study and work are full-time.", *sources]
    return [line for each in lines for line in wrap(each, LETTERS + 20)]


@dataclass(frozen=True, slots=True)
class TextRow:
    """Lines of text."""

    lines: Sequence[str]
    size: float
    bold: bool = False
    above: float = 0.0

    @property
    def height(self) -> float:
        """In inches."""
        return self.above + len(self.lines) * LINE * self.size / 11 + 0.04

    def draw(self, axes: Axes, at: float, scale: Scale) -> None:
        """Draw it from a height downwards."""
        words = legible("\n".join(self.lines))
        look: dict[str, Any] = {"va": "top", "fontsize": self.size, "linespacing": 1.25}
        axes.text(
            -0.01 * scale.months,
            at + self.above,
            words,
            weight="bold" if self.bold else None,
            **look,
        )


@dataclass(frozen=True, slots=True)
class BarRow:
    """How long a part takes."""

    part: Part

    @property
    def height(self) -> float:
        """In inches."""
        return HIGH + 0.06

    def draw(self, axes: Axes, at: float, scale: Scale) -> None:
        """Draw it from a height downwards."""
        months, middle = self.part.months, at + HIGH / 2
        look: dict[str, Any] = {"height": HIGH, "edgecolor": "black", "linewidth": 0.8}
        if months.most is None:
            axes.barh(middle, scale.beyond, left=float(months.least), **look | _OPEN)
            axes.text(float(months.least) + scale.beyond / 2, middle, "?", **_MIDDLE)
        elif months.most > months.least:
            left, length = float(months.least), float(months.most - months.least)
            axes.barh(middle, length, left=left, **look, color=MOST)
        if self.part.kind == "wait":
            look |= {"hatch": WAITS, "color": "white"}
        else:
            look |= {"color": LEAST}
        if months.least:
            axes.barh(middle, float(months.least), **look)


_OPEN: dict[str, Any] = {"facecolor": "white", "linestyle": "--"}
_MIDDLE: dict[str, Any] = {"va": "center", "ha": "center", "fontsize": 9}


@dataclass(frozen=True, slots=True)
class ExamRow:
    """When the exam can be sat."""

    one: Estimate

    @property
    def height(self) -> float:
        """In inches."""
        return HIGH + 0.06

    def draw(self, axes: Axes, at: float, scale: Scale) -> None:
        """Draw it from a height downwards."""
        months, middle = self.one.months, at + HIGH / 2
        first, look = float(months.least), {"va": "center", "fontsize": 8}
        if months.most is None:
            where = first + scale.beyond
            axes.plot([first, where], [middle, middle], ls=":", color="black", lw=1)
            axes.text(where, middle, f" {_exam(self.one)}", **look)  # type: ignore[arg-type]
            return
        last = float(months.most)
        axes.plot([first, last], [middle, middle], color=MOST, lw=3)
        fill = "white" if self.one.hangs_on_facts else "black"
        where = first if self.one.earliest else last
        axes.plot([where], [middle], marker="D", ms=8, mec="black", mfc=fill, clip_on=False)
        axes.text(last, middle, f"   {_exam(self.one)}", **look)  # type: ignore[arg-type]


def _rows(one: Estimate) -> Iterator[TextRow | BarRow | ExamRow]:
    yield TextRow(wrap(one.route.words, LETTERS - 15), 10, bold=True, above=GAP)
    for part in one.parts:
        yield TextRow(wrap(_part(part), LETTERS), 8.5)
        yield BarRow(part)
    if open_ := _open(one):
        yield TextRow(wrap(open_, LETTERS), 8.5)
    yield ExamRow(one)


def _scaled(axes: Axes, prospect: Prospect, height: float) -> Scale:
    """Set what is shown: to the longest route, with room for what is not known."""
    ends = [end for one in prospect.estimates for end in (one.months.least, one.months.most) if end]
    longest = max([*ends, SHORTEST])
    open_ = any(one.months.most is None for one in prospect.estimates)
    beyond = longest * BEYOND
    shown = float(longest + (beyond if open_ else 0))
    # The words beside the last mark need room too.
    axes.set_xlim(-0.02 * shown, shown * 1.4)
    axes.set_ylim(height + 0.1, 0)
    axes.set_yticks([])
    axes.set_xlabel(f"Months from {prospect.plan.on}", fontsize=9)
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.grid(axis="x", color="0.9", lw=0.6)
    axes.set_axisbelow(True)
    return Scale(shown, float(beyond))
