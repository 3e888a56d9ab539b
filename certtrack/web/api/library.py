"""What is nobody's own: the rules, and the directory of programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from certtrack.errors import Refused
from certtrack.programs.wanted import Wanted
from certtrack.render import programs_contract, rules_contract, schools_page
from certtrack.rules.outline import outline
from certtrack.rules.shape import STATE_CODES, Level
from certtrack.services.programs import search
from certtrack.services.rules import in_order, rulebook
from certtrack.web.api.answer_schemas import BOOKS, PROGRAMS, RULES
from certtrack.web.api.asked import On, at_hand
from certtrack.web.api.description import answered
from certtrack.web.api.faults import worded
from certtrack.web.api.tags import answer
from certtrack.web.desk import AtDesk
from certtrack.web.problem import Problem

router = APIRouter(tags=["rules and programs"])

Name = Annotated[
    str | None, Query(max_length=200, description="A name, however it is spelt; none for all.")
]
OfLevel = Annotated[Level | None, Query(description="Only those known to give this award.")]
InState = Annotated[
    str | None,
    Query(
        pattern=f"^({'|'.join(STATE_CODES.split())})$",
        description="Only those known to be in this state, by its two letters.",
    ),
]
Limit = Annotated[int, Query(ge=1, le=1000, description="How many, at most.")]
Code = Annotated[
    str, Path(min_length=1, max_length=121, description="A credential: RHIT, or ahima:RHIT.")
]


@router.get("/rules", responses=answered(BOOKS))
def books(request: Request, desk: AtDesk) -> Response:
    """Every credential that the rulebooks know, as `rules list --json` tells it."""
    return answer(request, rules_contract.books(in_order(at_hand(desk.library))))


@router.get("/rules/{code}", responses=answered(RULES))
def rules(request: Request, desk: AtDesk, code: Code, on: On = None) -> Response:
    """One credential's rules on a day, as `rules show --json` tells it."""
    library = at_hand(desk.library)
    try:
        book = rulebook(code, library)
    except Refused as error:
        raise Problem(404, *map(worded, error.faults)) from None
    day = on or desk.today()
    return answer(request, rules_contract.rules(book, day, outline(book, day)))


@router.get("/programs", responses=answered(PROGRAMS))
def programs(
    request: Request,
    desk: AtDesk,
    q: Name = None,
    level: OfLevel = None,
    state: InState = None,
    limit: Limit = 20,
) -> Response:
    """Programs of study and schools by name, as `programs search --json` tells them.

    What a source does not say is null: accreditation above all is never taken for granted.
    """
    wanted = Wanted(text=q, level=level, state=state, at_most=limit)
    found = at_hand(lambda: search(desk.store, wanted))
    own = [programs_contract.contract(one, desk.today()) for one in found.programs]
    return answer(request, [*own, *schools_page.names_contract(found.schools.names)])
