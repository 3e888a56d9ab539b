"""Looking after the store: is everything in order, and a copy of all of it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from certtrack import clock
from certtrack.errors import Refused
from certtrack.render.backup_page import backup_told
from certtrack.services.backups import back_up
from certtrack.services.doctor.examining import examined
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.refusals import words_of
from certtrack.web.view import page

router = APIRouter()


@router.get("/settings")
def settings(request: Request, desk: AtDesk) -> Response:
    """Where everything is, and whether it is in order."""
    return _page(request, desk)


@router.post("/settings/backup")
def backup(request: Request, desk: AtDesk) -> Response:
    """Copy the store and its evidence into one file beside it."""
    try:
        done = back_up(desk.store, None, None, None, clock.moment())
    except Refused as refused:
        return _page(request, desk, faults=words_of(refused))
    return _page(request, desk, told=backup_told(done))


def _page(
    request: Request, desk: Desk, *, faults: list[str] | None = None, told: str = ""
) -> Response:
    store, findings = examined(desk.store, None, desk.rulebooks, clock.instant)
    return page(
        request,
        "settings.html",
        status=422 if faults else 200,
        store=store,
        findings=findings,
        faults=faults or [],
        told=told,
    )
