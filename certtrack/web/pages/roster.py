"""Who is short, of what, by when: for whoever looks after many people."""

from __future__ import annotations

from functools import partial
from typing import get_args

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack.reminders.reminder import WORST_FIRST
from certtrack.reminders.roster import STANDINGS
from certtrack.services.roster_heat import By, heat
from certtrack.services.roster_page import NARROWED, count_everybody, roster_page, words
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.long_work import Works
from certtrack.web.view import page
from certtrack.web.visitors import Visitor

router = APIRouter()

AT_ONCE = 50
"""Lines on one page."""

WITHIN = 180
"""Days that are looked ahead unless others are asked for."""

FARTHEST = 36600

SHADES = 4
"""How many shades tell numbers of cycles apart."""


counting: Works[None] = Works()
"""Everybody's cycles being counted while pages are served, by store."""


@router.get("/roster")
def roster(request: Request, desk: AtDesk, after: str = "", within: int = WITHIN) -> Response:
    """The cycles that end next, so many at a time."""
    asked = {key: request.query_params.get(key, "").strip() for key in NARROWED}
    visitor: Visitor = request.state.visitor
    if visitor.manages is not None:
        asked["manager"] = visitor.manages
    within = min(max(within, 0), FARTHEST)
    library, on = desk.library(), desk.today()
    found = roster_page(desk.store, library, on, within, asked, after, AT_ONCE)
    return page(
        request,
        "roster.html",
        found=found,
        asked=asked,
        within=within,
        on=on,
        words={**words(desk.store, visitor.manages), "standing": STANDINGS, "body": _bodies(desk)},
        counting=counting.find(desk.store or ""),
    )


@router.get("/roster/heat")
def heat_map(request: Request, desk: AtDesk, by: By = "department") -> Response:
    """Where it is tight."""
    visitor: Visitor = request.state.visitor
    rows = heat(desk.store, desk.library(), desk.today(), WITHIN, by, visitor.manages)
    most = max((number for row in rows for number in row.cycles.values()), default=0)
    return page(
        request,
        "heat.html",
        rows=rows,
        shade=lambda number: -(-number * SHADES // most) if most else 0,
        by=by,
        choices=get_args(By),
        severities=WORST_FIRST,
        within=WITHIN,
        on=desk.today(),
    )


@router.post("/roster")
def count(desk: AtDesk) -> Response:
    """Count everybody's cycles in the background."""
    work = partial(count_everybody, desk.store, desk.library(), desk.today())
    counting.begin(desk.store or "", work)
    return RedirectResponse("/roster", 303)


def _bodies(desk: Desk) -> list[str]:
    return sorted({book.body.code for book in desk.library()})
