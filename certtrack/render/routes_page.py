"""A route for people: what it takes, what is there, what is lacking, what to do this week."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from rich.console import Console
from rich.text import Text

from certtrack.programs.directory import Listed
from certtrack.programs.estimates import By, Estimate, Part, sureness
from certtrack.programs.ranges import CENT, TENTH, Range
from certtrack.programs.tuition import countable
from certtrack.render.figures import charge, dollars, span
from certtrack.render.page import bullets, sign
from certtrack.rules.routes import Route

FIRST: dict[By, str] = {"steps": "Nearest: ", "months": "Shortest: ", "cost": "Cheapest: "}
AFTER = {
    1: "Its {what} hang on what must be found out: it comes after those that are sure.",
    2: "Nobody tells its {what}: it comes after those that are known.",
}
WHAT: dict[By, str] = {"steps": "steps", "months": "months", "cost": "costs"}
IF_WELL = ", if what must be found out turns out well"
LAST_TERM = "when the last term begins is not known"
MEASURES = (
    "Months are counted from the day asked about, study and work full-time: the least if all is "
    "done at once, the most if one thing is done after another. Waiting for a term to begin is "
    "not in them. Costs are tuition alone, as told for the years named: exam fees, books and "
    "living are not in them."
)


def show(out: Console, one: Estimate, by: By, *, first: bool) -> None:
    """Print a route with what it takes."""
    route = one.route
    label = FIRST[by] if first and sureness(one, by) < len(AFTER) else ""
    heading(out, route, label)
    out.print(Text(f"Months: {months(one)}"))
    out.print(Text(f"Tuition: {cost(one)}"))
    if not first and (later := AFTER.get(sureness(one, by))):
        out.print(Text(later.format(what=WHAT[by])))
    bullets(out, "Have", [f"{each.requirement}. {each.because}" for each in route.have])
    lacking(out, route)
    bullets(out, "Study", studies(one))
    bullets(out, "This week", one.this_week)


def heading(out: Console, route: Route, label: str) -> None:
    """Print what a route is, and whether it is met."""
    out.print()
    line = sign(route.outcome)
    line.append(f"  {label}{route.words}", style="bold")
    out.print(line)
    if route.not_before:
        out.print(Text(f"By waiting alone: from {route.not_before}."))


def lacking(out: Console, route: Route) -> None:
    """Print what to do and what to find out."""
    bullets(out, "Do", route.steps)
    bullets(out, "Find out", route.find_out)


def months(one: Estimate) -> str:
    """How long a route takes, in words."""
    told = _told(one, one.months, [part for part in one.parts if not part.months.is_known], amount)
    return f"{told}; {LAST_TERM}" if one.ends_early and one.months.is_known else told


def cost(one: Estimate) -> str:
    """What a route costs, in words, and of which years the figures are."""
    open_ = [part for part in one.parts if not part.cost.is_known]
    told = _told(one, one.cost, open_, money)
    charged = [each for part in one.parts if part.told for each in countable(part.told.program)]
    if not charged or not one.cost.is_known:
        return told
    years = " and ".join(dict.fromkeys(each.year or "years not told" for each in charged))
    medians = ", from median to median" if any(each.median for each in charged) else ""
    return f"{told} (figures of {years}{medians})"


def amount(one: Range) -> str:
    """Months in words."""
    return _between(*one.rounded(TENTH), lambda figure: f"{figure.normalize():f}")


def money(one: Range) -> str:
    """US dollars in words."""
    return _between(*one.rounded(CENT), dollars)


def _between(least: Decimal, most: Decimal | None, shown: Callable[[Decimal], str]) -> str:
    if most is None:
        return f"not known, at least {shown(least)}" if least else "not known"
    if least == most:
        return shown(most) if most else "none"
    if not least:
        return f"at most {shown(most)}"
    return f"{shown(least)} to {shown(most)}"


def _told(
    one: Estimate, figure: Range, open_: Sequence[Part], shown: Callable[[Range], str]
) -> str:
    told = shown(figure)
    if not figure.is_known:
        what = "; ".join(part.words.rstrip(".") for part in open_)
        return f"{told} (for: {what})"
    return told + (IF_WELL if one.hangs_on_facts else "")


def studies(one: Estimate) -> list[str]:
    """The programs on a route that somebody tells of, with who does."""
    told = [part.told for part in one.parts if part.told]
    return [of_program(each, _name(each)) for each in told]


def _name(listed: Listed) -> str:
    return f"{listed.program.name}{', usually' if listed.typical else ''}"


def of_program(listed: Listed, name: str) -> str:
    """How long a program takes and what it costs, as far as that is known, and who says so.

    Args:
        listed: What is told of it.
        name: What it is called.
    """
    program = listed.program
    parts = [name, f"{span(program.months)} months" if program.months else "how long is not known"]
    if program.credits:
        parts.append(f"{span(program.credits)} credits")
    costs = [charge(one) for one in program.charges] or ["what it costs is not known"]
    return f"{', '.join([*parts, *costs])} ({listed.source.title})"
