"""The shortest way, to eligible or to renewed, and where it leads."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from certtrack.errors import Refused
from certtrack.programs.estimates import By, Estimate
from certtrack.programs.prospects import Prospect, in_order
from certtrack.render import routes_page
from certtrack.render.careers_page import told
from certtrack.render.picture import must_be_drawable
from certtrack.rules.routes import lifting
from certtrack.services.plan import prospect, prospect_with
from certtrack.services.programs import listed_program
from certtrack.services.status import report
from certtrack.web.desk import Visit, Visited
from certtrack.web.refusals import NotThere, words_of
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/plan"

DRAWN = "routes.svg"
DRAWING = threading.Lock()
"""Held while something is drawn: settings of the plotting library are those of the process."""

ORDERS: dict[By, str] = {"steps": "Steps", "months": "Months", "cost": "Cost"}


@router.get(PLACE)
def choose(visited: Visited, by: By = "steps") -> Response:
    """Credentials to keep, and credentials to earn, side by side."""
    cycles = report(visited.person, visited.on, visited.library).cycles
    kept = [book for cycle in cycles for book in cycle.books]
    others = [book for book in visited.library if book.credential.eligibility and book not in kept]
    person, on, library = visited.person, visited.on, visited.library
    ways = in_order((prospect(person, one.label, on, library, by=by) for one in others), by)
    return persons_page(
        visited,
        "plans.html",
        "plan",
        kept=kept,
        ways=[(one.plan, one.first, _way(one.first) if one.first else None) for one in ways],
        by=by,
        orders=ORDERS,
    )


@router.get(f"{PLACE}/{{label}}")
def one(visited: Visited, label: str, by: By = "steps", program: str = "") -> Response:
    """The way to one credential, or to its renewal; perhaps as if enrolled in a program."""
    try:
        found, faults = _found(visited, label, by, program), []
    except Refused as refused:
        if not program:
            raise NotThere(str(refused)) from None
        faults = words_of(refused)
        found = _found(visited, label, by, "")
    return persons_page(
        visited,
        "plan.html",
        "plan",
        status=422 if faults else 200,
        faults=faults,
        program=program,
        by=by,
        orders=ORDERS,
        drawable=_drawable(),
        **_told(found),
    )


@router.get(f"{PLACE}/{{label}}/{DRAWN}")
def drawn(visited: Visited, label: str, by: By = "steps", program: str = "") -> Response:
    """The routes as a picture."""
    from certtrack.render import routes_plot

    try:
        found = _found(visited, label, by, program)
        with tempfile.TemporaryDirectory() as folder, DRAWING:
            path = Path(folder) / DRAWN
            routes_plot.save(found, path)
            return Response(path.read_bytes(), media_type="image/svg+xml")
    except Refused as refused:
        raise NotThere(str(refused)) from None


def _drawable() -> bool:
    """Whether the plotting library is installed."""
    try:
        must_be_drawable(Path(DRAWN))
    except Refused:
        return False
    return True


def _found(visited: Visit, label: str, by: By, program: str) -> Prospect:
    person, on, library = visited.person, visited.on, visited.library
    if not program:
        return prospect(person, label, on, library, by=by)
    listed = listed_program(program.strip(), visited.desk.store)
    return prospect_with(person, label, on, library, listed, by=by)


def _told(found: Prospect) -> dict[str, object]:
    grade = found.plan.grade
    return {
        "plan": found.plan,
        "enrolled": found.enrolled,
        "routes": [(one, _way(one)) for one in found.estimates],
        "measures": routes_page.MEASURES,
        "lifted": [] if grade is None or grade.then else lifting(grade),
        "leads_to": [told(work) for work in found.works],
        "opened": found.opened,
    }


def _way(one: Estimate) -> dict[str, object]:
    """What a route takes, in words."""
    return {
        "months": routes_page.months(one),
        "cost": routes_page.cost(one),
        "study": routes_page.studies(one),
        "this_week": one.this_week,
    }
