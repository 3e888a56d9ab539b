"""Plans side by side, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.programs.prospects import Prospect
from certtrack.render.plan_page import study
from certtrack.rules.planning import Plan, Route
from certtrack.rules.shape import Level

NOTHING = "nothing"


def show(out: Console, prospects: Sequence[Prospect]) -> None:
    """Print plans side by side: the nearest way of each, and what it leads to."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 1, 0))
    table.add_column("", no_wrap=True)
    for one in prospects:
        table.add_column(one.plan.book.label, overflow="fold")
    columns = [_told(one) for one in prospects]
    for name in columns[0]:
        table.add_row(name, *(Text(column[name]) for column in columns))
    out.print(table)


def _told(one: Prospect) -> dict[str, str]:
    """What is told of a plan, each line under the same name."""
    plan = one.plan
    nearest = plan.routes[0] if plan.routes else None
    return {
        "Now": _now(plan),
        "Nearest way": nearest.words if nearest else "held already",
        "Do": _needs(plan, nearest),
        "Find out": "; ".join(nearest.find_out) if nearest and nearest.find_out else NOTHING,
        "By waiting": f"from {nearest.not_before}" if nearest and nearest.not_before else "no",
        "Study": "; ".join(study(each, one.usual.get(each)) for each in _awards(nearest))
        or NOTHING,
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


def _awards(nearest: Route | None) -> tuple[Level, ...]:
    return nearest.awards if nearest else ()
