"""Deadlines in one's own calendar: a file to import, or an address to subscribe to."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from certtrack import clock
from certtrack.errors import Refused
from certtrack.reminders.calendar_text import MEDIA_TYPE
from certtrack.services import calendar, feeds
from certtrack.services.calendar_entries import Asked
from certtrack.services.facts import Who
from certtrack.web.desk import AtDesk, Visited
from certtrack.web.pages.reminders import reminders_page
from certtrack.web.refusals import NotThere, words_of
from certtrack.web.sent import WasSent
from certtrack.web.signing_in import FEEDS

router = APIRouter()


@router.get("/people/{number}/deadlines.ics")
def deadlines(visited: Visited) -> Response:
    """Every deadline, to be imported into a calendar."""
    asked = Asked(library=visited.library, moment=clock.instant(), on=visited.on)
    headers = {"Content-Disposition": 'attachment; filename="deadlines.ics"'}
    return Response(calendar.feed(visited.who, asked), media_type=MEDIA_TYPE, headers=headers)


@router.post("/people/{number}/feeds")
def subscribe(visited: Visited, was_sent: WasSent) -> Response:
    """Make an address to subscribe to, or end one."""
    made_at = visited.desk.moment().made_at
    if not was_sent.text("end"):
        # Not by another page: the address would stand in the browser's history.
        return reminders_page(visited, [], feeds.make(visited.who, made_at))
    try:
        feeds.end(visited.who, was_sent.number("end"), made_at)
    except Refused as refused:
        return reminders_page(visited, words_of(refused))
    return RedirectResponse(f"{visited.home}/reminders#calendar", 303)


@router.get(f"{FEEDS}{{secret}}.ics")
def feed(desk: AtDesk, secret: str) -> Response:
    """What a program gets that subscribed, whoever it is."""
    number = feeds.whose(desk.store, secret)
    if number is None:
        raise NotThere("There is no such calendar, or no longer.")
    asked = Asked(library=desk.library(), moment=clock.instant(), on=desk.on)
    content = calendar.feed(Who(person=str(number), store=desk.store), asked)
    return Response(content, media_type=MEDIA_TYPE)
