"""The people in the store, for programs."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from certtrack.services import persons
from certtrack.services.databases import is_there
from certtrack.web.api.asked import LARGEST_NUMBER, ThePerson, at_hand
from certtrack.web.api.description import PEOPLE, PERSON, answered
from certtrack.web.api.tags import answer
from certtrack.web.desk import AtDesk, Desk

router = APIRouter(tags=["people"])

MOST = 1000
"""People in one answer, at most."""

Part = Annotated[
    str,
    Query(
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f-\x9f]*$",
        description="What their names contain, in either case.",
    ),
]
After = Annotated[
    int, Query(ge=0, le=LARGEST_NUMBER, description="The number after which they come.")
]
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many of them, at most.")]


@router.get("/people", responses=answered(PEOPLE))
def some(
    request: Request, desk: AtDesk, q: Part = "", after: After = 0, limit: Limit = 50
) -> Response:
    """The people in the store, so many at a time, in the order they were added.

    `count` is how many there are in all; `next` is the address of those that follow, or null.
    """
    found = at_hand(lambda: _some(desk, q.strip(), after, limit))
    following = None
    if found.more is not None:
        asked = {**({"q": q} if q else {}), "after": found.more, "limit": limit}
        following = f"{request.url.path}?{urlencode(asked)}"
    told = {"people": found.people, "count": found.count, "next": following}
    return answer(request, told)


def _some(desk: Desk, part: str, after: int, limit: int) -> persons.Some:
    if not is_there(desk.store):
        return persons.Some([], None, 0)
    return persons.some(desk.store, part, after, limit)


@router.get("/people/{number}", responses=answered(PERSON))
def one(the: ThePerson) -> Response:
    """Who somebody is, as `person list --json` tells it."""
    return answer(the.request, the.row)
