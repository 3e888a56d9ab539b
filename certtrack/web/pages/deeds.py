"""What was done to the store, and the last of it taken back."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Refused
from certtrack.services.past import history
from certtrack.services.persons import undo
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.refusals import words_of
from certtrack.web.sent import WasSent
from certtrack.web.view import page

router = APIRouter()

SHOWN, CHANGES = 50, 8
"""How many deeds the page shows, and how many changes of each."""


@router.get("/history")
def deeds(request: Request, desk: AtDesk) -> Response:
    """What was done, the last first."""
    return _page(request, desk, [])


@router.post("/history")
def take_back(request: Request, desk: AtDesk, was_sent: WasSent) -> Response:
    """Take back what was done last, if it is still what the page showed as the last."""
    number = was_sent.text("deed")
    try:
        meant = int(number) if number.isascii() and number.isdecimal() else 0
        undo(desk.store, desk.moment().made_at, meant)
    except Refused as refused:
        return _page(request, desk, words_of(refused))
    return RedirectResponse("/history", 303)


def _page(request: Request, desk: Desk, faults: list[str]) -> Response:
    found = history(desk.store, None, SHOWN, CHANGES)
    holding = (one for one in found if one.undoes is None and one.undone_by is None)
    last = next((one for one in holding if any(it.rows for it in one.changes)), None)
    told = {"deeds": found, "last": last, "faults": faults}
    return page(request, "history.html", status=422 if faults else 200, **told)
