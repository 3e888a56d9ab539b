"""A plan for people: the next steps first, then the alternatives."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from certtrack.render.page import bullets, sign
from certtrack.render.status_page import progress
from certtrack.rules.answers import CycleStatus
from certtrack.rules.grades import Grading
from certtrack.rules.planning import Need, Pace, Plan, Route, lifting


def show(out: Console, plan: Plan) -> None:
    """Print one plan."""
    heading = Text(plan.book.label, style="bold")
    heading.append(f"  {plan.book.credential.name} ({plan.book.body.code})", style="not bold")
    out.print(heading)
    if plan.cycle:
        _renewal(out, plan.cycle, plan.pace)
    for number, route in enumerate(plan.routes):
        _route(out, route, nearest=number == 0)
    if plan.grade:
        _grade(out, plan.grade)


def _route(out: Console, route: Route, *, nearest: bool) -> None:
    out.print()
    line = sign(route.outcome)
    line.append(f"  {'Nearest: ' if nearest else ''}{route.words}", style="bold")
    out.print(line)
    if route.not_before:
        out.print(Text(f"By waiting alone: from {route.not_before}."))
    bullets(out, "Do", route.steps)
    bullets(out, "Find out", route.find_out)


def _grade(out: Console, grade: Grading) -> None:
    if grade.finding.outcome == "met" and not grade.then:
        return
    out.print()
    out.print(Text(f"{grade.code}: {grade.words}."))
    if grade.then:
        bullets(out, f"To have {grade.code} lifted", grade.then)
        return
    for number, way in enumerate(lifting(grade)):
        _route(out, way, nearest=number == 0)


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
