"""Whose pages there are: the first visit, and the choice of a person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Refused
from certtrack.services import persons
from certtrack.services.databases import is_there
from certtrack.web.desk import AtDesk, Desk, Visited
from certtrack.web.refusals import by_key
from certtrack.web.sent import DIGITS, WasSent
from certtrack.web.view import page, persons_page
from certtrack.web.visitors import Visitor

router = APIRouter()

AT_ONCE = 50
"""People on one page."""

After = Annotated[int, Query(ge=0, lt=10**DIGITS)]
KEYS = ("name", "email", "time_zone", "state", "department", "manager", "memberships")


@router.get("/")
def begin(request: Request, desk: AtDesk) -> Response:
    """One's own page, or the only person's, or the choice of one, or the first visit."""
    visitor: Visitor = request.state.visitor
    if visitor.person is not None:
        return RedirectResponse(f"/people/{visitor.person}", 303)
    if visitor.role == "manager":
        return RedirectResponse("/roster", 303)
    some = _some(desk)
    if not some:
        return page(request, "first_visit.html", typed={}, beside={}, above=[], first=True)
    if len(some) == 1:
        return RedirectResponse(f"/people/{some[0]['number']}", 303)
    return RedirectResponse("/people", 303)


@router.get("/people")
def choose(request: Request, desk: AtDesk, q: str = "", after: After = 0) -> Response:
    """The people in the store, so many at a time."""
    visitor: Visitor = request.state.visitor
    found = persons.some(desk.store, q.strip(), after, AT_ONCE, visitor.manages)
    return page(request, "people.html", found=found, q=q, after=after)


@router.get("/people/new")
def ask(request: Request) -> Response:
    """Ask who somebody is."""
    return page(request, "first_visit.html", typed={}, beside={}, above=[], first=False)


@router.post("/people/new")
def add(request: Request, desk: AtDesk, was_sent: WasSent) -> Response:
    """Add somebody."""
    typed = {key: was_sent.text(key) for key in KEYS}
    values = _values(typed)
    force = bool(was_sent.text("force"))
    try:
        number = persons.add(desk.store, values, desk.library(), desk.moment(), force=force)
    except Refused as refused:
        beside, above = by_key(refused.faults, KEYS)
        told = {"typed": typed, "beside": beside, "above": above, "first": not _some(desk)}
        return page(request, "first_visit.html", status=422, **told)
    return RedirectResponse(f"/people/{number}", 303)


@router.get("/people/{number}/person")
def look(visited: Visited) -> Response:
    """Who somebody is, to be changed."""
    person = visited.person
    typed = {key: getattr(person, key) or "" for key in KEYS if key != "memberships"}
    typed["memberships"] = ", ".join(person.memberships)
    return persons_page(visited, "person.html", "record", typed=typed, beside={}, above=[])


@router.post("/people/{number}/person")
def change(visited: Visited, was_sent: WasSent) -> Response:
    """Change who somebody is."""
    typed = {key: was_sent.text(key) for key in KEYS}
    values = {key: _values(typed).get(key) for key in KEYS}
    try:
        persons.edit(visited.who, values, visited.library, visited.desk.moment())
    except Refused as refused:
        beside, above = by_key(refused.faults, KEYS)
        told = {"typed": typed, "beside": beside, "above": above}
        return persons_page(visited, "person.html", "record", status=422, **told)
    return RedirectResponse(f"{visited.home}/record", 303)


def _values(typed: Mapping[str, str]) -> dict[str, object]:
    """What was typed, as a record file has it; what was left empty is absent."""
    values: dict[str, object] = {key: text for key, text in typed.items() if text}
    if text := typed["memberships"]:
        values["memberships"] = [one.strip() for one in text.split(",") if one.strip()]
    return values


def _some(desk: Desk) -> list[dict[str, object]]:
    """Two of the people in the store; nobody when it is not there yet."""
    return persons.some(desk.store, "", 0, 2).people if is_there(desk.store) else []
