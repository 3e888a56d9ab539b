"""A plan with a program of the directory, for people: beside the plan without it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from certtrack.programs.estimates import Estimate
from certtrack.programs.prospects import Enrolled, Prospect
from certtrack.render import routes_page
from certtrack.render.page import bullets
from certtrack.render.programs_page import source_line


def show(out: Console, prospect: Prospect, enrolled: Enrolled) -> None:
    """Print what the program is, what must be found out, and what it changes."""
    program, on = enrolled.listed.program, prospect.plan.on
    name = ", ".join(filter(None, (program.name, program.program)))
    out.print(Text(f"As if you enrolled in {name} on {on}; nothing is written."))
    award = (program.level or "award not known").replace("-", " ")
    known = routes_page.of_program(enrolled.listed, award)
    bullets(out, "Known of it", [known, source_line(enrolled.listed.source)])
    bullets(out, "Find out about it", enrolled.find_out)
    bullets(out, "Mind", enrolled.cautions)
    bullets(out, "With it and without it", list(_changes(prospect, enrolled.without)))


def _changes(prospect: Prospect, without: Prospect) -> Iterator[str]:
    """Pathway by pathway what changes."""
    before = {one.route.words: one for one in without.estimates}
    if not before:
        yield f"{prospect.plan.book.label} is held: no program of study changes its renewal."
    for one in prospect.estimates:
        old = before[one.route.words]
        told, before_it = _told(one), _told(old)
        if one.route.lacks == old.route.lacks and told == before_it:
            yield f"{one.route.words}: it changes nothing."
        else:
            yield f"{one.route.words}\nWith it: {told}\nWithout it: {before_it}"


def _told(one: Estimate) -> str:
    steps = f"{' '.join(one.route.steps)} " if one.route.steps else ""
    open_ = len(one.route.find_out)
    found = f" To find out: {open_}." if open_ else ""
    return f"{steps}Months: {routes_page.months(one)}. Tuition: {routes_page.cost(one)}.{found}"
