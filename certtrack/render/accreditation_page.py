"""Who accredited a program or a school when, as a timeline of text, and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text
from typing_extensions import TypedDict

from certtrack.programs.timeline import Stretch, days_shown
from certtrack.render.page import drawn

WIDTH = 24
"""Signs of a bar."""

THE_WHOLE = "the school"

_Spell = TypedDict("_Spell", {"from": date | None, "until": date | None})


class StretchJson(_Spell):
    """Who accredited a school or a program when, and what that says of a day, in words."""

    agency: str
    program: str | None
    status: str | None
    on: str


def show(out: Console, stretches: Sequence[Stretch], on: date) -> None:
    """Print a timeline: a line each, on one scale, the day asked about marked below.

    Args:
        out: Where to.
        stretches: In the order in which they are told; at least one.
        on: The day asked about.
    """
    first, last = days_shown(stretches, on)
    of_school = any(one.program or one.status for one in stretches)
    more = ("What", "Status") if of_school else ()
    table = Table(box=None, pad_edge=False)
    for name in ("Accredited by", *more, "Days"):
        table.add_column(name, overflow="fold")
    table.add_column(_ends(first, last), no_wrap=True, min_width=WIDTH)
    table.add_column(f"On {on}", overflow="fold")
    for one in stretches:
        told = (one.program or THE_WHOLE, one.status or "not told") if of_school else ()
        cells = map(Text, (one.agency, *told, days(one), drawn(_bar(one, first, last))))
        table.add_row(*cells, one.on(on))
    mark = " " * _place(on, first, last) + drawn("▲")
    table.add_row("", *("" for _ in more), "", Text(mark), "")
    out.print()
    out.print(Text("Accreditation", style="bold"))
    out.print(table)


def days(one: Stretch) -> str:
    """From when to when, in words."""
    first = str(one.first_day) if one.first_day else "day not told"
    return f"{first} to {one.last_day}" if one.last_day else f"{first} on"


def _ends(first: date, last: date) -> str:
    """The years at both ends of the bars."""
    return f"{first.year}{last.year!s:>{WIDTH - 4}}"


def _bar(one: Stretch, first: date, last: date) -> str:
    """█ where it was in force, ░ where not, ? where its beginning is not told."""
    begins = _place(one.first_day, first, last) if one.first_day else 0
    ends = _place(one.last_day, first, last) if one.last_day else WIDTH - 1
    lasting = ("█" if one.first_day else "?") * (ends - begins + 1)
    return "░" * begins + lasting + "░" * (WIDTH - 1 - ends)


def _place(day: date, first: date, last: date) -> int:
    """The sign of a bar in which a day lies."""
    return (day - first).days * WIDTH // ((last - first).days + 1)


def contract(one: Stretch, on: date) -> StretchJson:
    """The same for programs: what is not told is null."""
    return {
        "agency": one.agency,
        "program": one.program,
        "status": one.status,
        "from": one.first_day,
        "until": one.last_day,
        "on": one.on(on),
    }
