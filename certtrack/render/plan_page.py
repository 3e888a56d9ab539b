"""A plan for people: the next steps first, then the alternatives."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from certtrack.programs.prospects import Prospect
from certtrack.render import enrolled_page, routes_page
from certtrack.render.careers_page import told
from certtrack.render.page import bullets
from certtrack.render.status_page import progress
from certtrack.rules.answers import CycleStatus
from certtrack.rules.grades import Grading
from certtrack.rules.planning import Need, Pace
from certtrack.rules.routes import lifting


def show_all(out: Console, prospects: Sequence[Prospect]) -> None:
    """Print plans one after another."""
    for number, one in enumerate(prospects):
        if number:
            out.print()
        show(out, one)


def show(out: Console, prospect: Prospect) -> None:
    """Print one plan, and what it leads to."""
    plan = prospect.plan
    heading = Text(plan.book.label, style="bold")
    heading.append(f"  {plan.book.credential.name} ({plan.book.body.code})", style="not bold")
    out.print(heading)
    if plan.cycle:
        _renewal(out, plan.cycle, plan.pace)
    if prospect.enrolled:
        enrolled_page.show(out, prospect, prospect.enrolled)
    for number, one in enumerate(prospect.estimates):
        routes_page.show(out, one, prospect.by, first=number == 0)
    if plan.grade:
        _grade(out, plan.grade)
    _leads_to(out, prospect)
    if prospect.estimates:
        bullets(out, "How it is counted", [routes_page.MEASURES])


def _leads_to(out: Console, prospect: Prospect) -> None:
    lines = [told(work) for work in prospect.works]
    if prospect.opened:
        labels = ", ".join(book.label for book in prospect.opened)
        lines.append(f"Counts towards eligibility for {labels}.")
    bullets(out, "Leads to", lines)


def _grade(out: Console, grade: Grading) -> None:
    if grade.finding.outcome == "met" and not grade.then:
        return
    out.print()
    out.print(Text(f"{grade.code}: {grade.words}."))
    if grade.then:
        bullets(out, f"To have {grade.code} lifted", grade.then)
        return
    for number, way in enumerate(lifting(grade)):
        routes_page.heading(out, way, "" if number else "Nearest: ")
        routes_page.lacking(out, way)


def _renewal(out: Console, cycle: CycleStatus, pace: Pace | None) -> None:
    out.print(Text(f"{cycle.standing.capitalize()}. {cycle.now.because}"))
    out.print(Text(progress(cycle)))
    if pace is None:
        out.print(
            Text(f"The cycle ended on {cycle.period.last}: ask {cycle.body} how to come back.")
        )
        return
    bullets(out, f"Until {pace.until} ({pace.weeks_left:f} weeks)", [_need(n) for n in pace.needs])
    bullets(out, "Limits", pace.room)
    out.print()
    out.print(Text(_verdict(pace)))


def _need(need: Need) -> str:
    return f"{need.remaining:f} more: {need.words}, {need.a_week:f} a week"


def _verdict(pace: Pace) -> str:
    held = f"Held so far: {pace.held:f} CEUs a week."
    late = f"What is completed after {pace.until} does not count."
    if pace.suffices is None:
        return f"{held} What is required is not known. {late}"
    enough = "That will do" if pace.suffices else "That will not do"
    return f"{held} {enough}. {late}"
