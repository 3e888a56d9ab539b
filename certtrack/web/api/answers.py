"""The answers about a person: status, eligibility, a plan, and what is due."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from certtrack.errors import Refused
from certtrack.render import contract, plan_contract
from certtrack.services.eligibility import check
from certtrack.services.plan import prospect
from certtrack.services.remind import FAR, due
from certtrack.services.rules import rulebook
from certtrack.services.status import report
from certtrack.web.api.answer_schemas import ELIGIBILITY, PLAN, REMINDERS, STATUS
from certtrack.web.api.asked import Visited
from certtrack.web.api.description import answered
from certtrack.web.api.faults import worded
from certtrack.web.api.tags import answer
from certtrack.web.problem import Problem

router = APIRouter(tags=["answers"])

MOST_CODES = 100

Code = Annotated[
    str, Path(min_length=1, max_length=121, description="A credential: RHIT, or ahima:RHIT.")
]
Codes = Annotated[
    list[str] | None,
    Query(
        alias="code",
        max_length=MOST_CODES,
        description="A credential; may be given more than once. None: every one that is covered.",
    ),
]
Within = Annotated[int, Query(ge=0, le=FAR, description="How many days to look ahead.")]


@router.get("/people/{number}/status", responses=answered(STATUS))
def status(visited: Visited) -> Response:
    """Will a credential be renewed, and why? As `status --json` tells it."""
    found = report(visited.person, visited.on, visited.library)
    told = contract.status(found.person, found.on, found.cycles, found.notes)
    return answer(visited.request, told)


@router.get("/people/{number}/eligibility", responses=answered(ELIGIBILITY))
def eligibility(visited: Visited, codes: Codes = None) -> Response:
    """May somebody sit an exam, and why? As `eligibility --json` tells it.

    One object for one code, a list for several or none.
    """
    asked = codes or []
    found = check(visited.person, asked, visited.on, visited.library)
    told = [contract.verdict(one) for one in found]
    return answer(visited.request, told[0] if len(asked) == 1 else told)


@router.get("/people/{number}/plan/{code}", responses=answered(PLAN))
def plan(visited: Visited, code: Code) -> Response:
    """What is the shortest way to eligible, or to renewed? As `plan --json` tells it."""
    try:
        rulebook(code, visited.library)
    except Refused as error:
        raise Problem(404, *map(worded, error.faults)) from None
    found = prospect(visited.person, code, visited.on, visited.library)
    return answer(visited.request, plan_contract.plan(found))


@router.get("/people/{number}/reminders", responses=answered(REMINDERS))
def reminders(visited: Visited, within: Within = 180) -> Response:
    """What must somebody do, and by when? As `remind --json` tells it."""
    found = due(visited.person, visited.on, within, visited.library)
    return answer(visited.request, contract.reminders(visited.on, found))
