"""Plans side by side, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.programs.estimates import By
from certtrack.programs.prospects import Prospect
from certtrack.render import routes_page
from certtrack.render.page import bullets
from certtrack.rules.planning import Plan
from certtrack.rules.routes import Route

NOTHING = "nothing"
NAME_WIDTH, NARROWEST = 16, 18
"""How wide the names of lines are, and how wide a plan must be to be read."""

NAMES: dict[By, str] = {"steps": "Nearest way", "months": "Shortest way", "cost": "Cheapest way"}


def show(out: Console, prospects: Sequence[Prospect]) -> None:
    """Print plans side by side, or one below another where there is no room.

    Told is the way of each that comes first, and what the credential leads to; below, who
    tells the figures.
    """
    columns = [(one.plan.book.label, _told(one)) for one in prospects]
    if out.width < NAME_WIDTH + NARROWEST * len(columns):
        _below(out, columns)
    else:
        _beside(out, columns)
    figures = [line for one in prospects if one.first for line in routes_page.studies(one.first)]
    bullets(out, "Figures of study", list(dict.fromkeys(figures)))
    if any(one.first for one in prospects):
        bullets(out, "How it is counted", [routes_page.MEASURES])


def _beside(out: Console, columns: Sequence[tuple[str, dict[str, str]]]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    table.add_column("", no_wrap=True)
    for label, _ in columns:
        table.add_column(label, overflow="fold")
    for name in columns[0][1]:
        table.add_row(name, *(Text(told[name]) for _, told in columns))
    out.print(table)


def _below(out: Console, columns: Sequence[tuple[str, dict[str, str]]]) -> None:
    for number, (label, told) in enumerate(columns):
        if number:
            out.print()
        out.print(Text(label, style="bold"))
        for name, words in told.items():
            out.print(Text(f"{name}: {words}"))


def _told(one: Prospect) -> dict[str, str]:
    """What is told of a plan, each line under the same name."""
    plan, first = one.plan, one.first
    nearest = first.route if first else None
    return {
        "Now": _now(plan),
        NAMES[one.by]: nearest.words if nearest else "held already",
        "Months": routes_page.months(first) if first else NOTHING,
        "Tuition": routes_page.cost(first) if first else NOTHING,
        "Do": _needs(plan, nearest),
        "Find out": "; ".join(nearest.find_out) if nearest and nearest.find_out else NOTHING,
        "By waiting": f"from {nearest.not_before}" if nearest and nearest.not_before else "no",
        "This week": " ".join(first.this_week) if first else NOTHING,
        **_without(one),
        "Leads to": "; ".join(work.career.name for work in one.works) or "not known",
        "Counts towards": ", ".join(book.label for book in one.opened) or NOTHING,
    }


def _now(plan: Plan) -> str:
    if plan.verdict:
        return plan.verdict.ruling.replace("-", " ")
    return plan.cycle.standing if plan.cycle else "held"


def _needs(plan: Plan, nearest: Route | None) -> str:
    if nearest:
        return "; ".join(nearest.steps) or NOTHING
    needs = plan.pace.needs if plan.pace else ()
    return "; ".join(f"{need.remaining:f} more: {need.words}" for need in needs) or NOTHING


def _without(one: Prospect) -> dict[str, str]:
    """Where a program is asked about: what the first way takes without it."""
    if one.enrolled is None:
        return {}
    first = one.enrolled.without.first
    if first is None:
        return {"Without it": "the same"}
    months, tuition = routes_page.months(first), routes_page.cost(first)
    return {"Without it": f"{first.route.words}: months: {months}; tuition: {tuition}"}
