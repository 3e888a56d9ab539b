"""A person's first page: every cycle as a card, and what to do next."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from certtrack.services.remind import FAR, due
from certtrack.services.status import report
from certtrack.web.desk import Visited
from certtrack.web.figures import card
from certtrack.web.refusals import NotThere
from certtrack.web.view import persons_page

router = APIRouter()


@router.get("/people/{number}")
def home(visited: Visited) -> Response:
    """Where every cycle stands, and what to do next."""
    person, on = visited.person, visited.on
    found = report(person, on, visited.library)
    reminders = due(person, on, FAR, visited.library)
    cards = [card(person, cycle, reminders) for cycle in found.cycles]
    return persons_page(visited, "home.html", "home", cards=cards, notes=found.notes)


@router.get("/people/{number}/cycles/{index}")
def cycle(visited: Visited, index: int) -> Response:
    """One cycle in full: rule by rule, activity by activity."""
    found = report(visited.person, visited.on, visited.library)
    if not 0 <= index < len(found.cycles):
        raise NotThere("there is no such cycle on this day")
    one = card(
        visited.person, found.cycles[index], due(visited.person, visited.on, FAR, visited.library)
    )
    return persons_page(visited, "cycle.html", "home", card=one, cycle=one.cycle)
