"""What was done to the store, or to one person's record, and the last of it taken back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Refused
from certtrack.services.past import past
from certtrack.services.persons import undo
from certtrack.web.desk import AtDesk, Desk, Visit, Visited
from certtrack.web.refusals import words_of
from certtrack.web.sent import DIGITS, WasSent
from certtrack.web.view import page, persons_page

router = APIRouter()

SHOWN, CHANGES = 50, 8
"""How many deeds a page shows, and how many changes of each."""

Before = Annotated[int | None, Query(ge=1, lt=10**DIGITS)]


@router.get("/history")
def deeds(request: Request, desk: AtDesk) -> Response:
    """What was done, the last first."""
    return _page(request, desk, [])


@router.post("/history")
def take_back(request: Request, desk: AtDesk, was_sent: WasSent) -> Response:
    """Take back what was done last, if it is still what the page showed as the last."""
    try:
        undo(desk.store, desk.moment().made_at, was_sent.number("deed"))
    except Refused as refused:
        return _page(request, desk, words_of(refused))
    return RedirectResponse("/history", 303)


@router.get("/people/{number}/history")
def deeds_of_one(visited: Visited, before: Before = None) -> Response:
    """What was changed in somebody's record, the last first."""
    return _page_of_one(visited, before, [])


@router.post("/people/{number}/history")
def take_back_of_one(visited: Visited, was_sent: WasSent) -> Response:
    """Take back the last change of somebody's record, if it is theirs alone and what was shown."""
    desk = visited.desk
    try:
        undo(desk.store, desk.moment().made_at, was_sent.number("deed"), visited.number)
    except Refused as refused:
        return _page_of_one(visited, None, words_of(refused))
    return RedirectResponse(f"{visited.home}/history", 303)


def _page(request: Request, desk: Desk, faults: list[str]) -> Response:
    found = past(desk.store, None, SHOWN, CHANGES)
    told = {"deeds": found.deeds, "last": found.last, "faults": faults}
    return page(request, "history.html", status=422 if faults else 200, **told)


def _page_of_one(visited: Visit, before: int | None, faults: list[str]) -> Response:
    found = past(visited.desk.store, visited.number, SHOWN, CHANGES, before)
    told = {"deeds": found.deeds, "more": found.more, "before": before, "faults": faults}
    last = None if before else found.last
    status = 422 if faults else 200
    return persons_page(visited, "person_history.html", "history", status=status, last=last, **told)
