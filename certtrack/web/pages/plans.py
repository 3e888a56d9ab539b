"""The shortest way, to eligible or to renewed, and where it leads."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from certtrack.errors import Refused
from certtrack.render.careers_page import told
from certtrack.render.plan_page import study
from certtrack.rules.planning import lifting
from certtrack.services.plan import prospect
from certtrack.services.status import report
from certtrack.web.desk import Visited
from certtrack.web.refusals import NotThere
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/plan"


@router.get(PLACE)
def choose(visited: Visited) -> Response:
    """Credentials to keep, and credentials to earn."""
    cycles = report(visited.person, visited.on, visited.library).cycles
    kept = [book for cycle in cycles for book in cycle.books]
    others = [book for book in visited.library if book.credential.eligibility and book not in kept]
    return persons_page(visited, "plans.html", "plan", kept=kept, others=others)


@router.get(f"{PLACE}/{{label}}")
def one(visited: Visited, label: str) -> Response:
    """The way to one credential, or to its renewal."""
    try:
        found = prospect(visited.person, label, visited.on, visited.library)
    except Refused as refused:
        raise NotThere(str(refused)) from None
    plan = found.plan
    routes = [
        (route, [study(award, found.usual.get(award)) for award in route.awards])
        for route in plan.routes
    ]
    grade = plan.grade
    lifted = [] if grade is None or grade.then else lifting(grade)
    return persons_page(
        visited,
        "plan.html",
        "plan",
        plan=plan,
        routes=routes,
        lifted=lifted,
        leads_to=[told(work) for work in found.works],
        opened=found.opened,
    )
