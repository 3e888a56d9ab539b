"""What work there is, what it pays, and which credentials serve it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from certtrack.render.careers_page import KINDS
from certtrack.render.figures import outlook, year_not_told
from certtrack.rules.rulebook import Library
from certtrack.services import programs
from certtrack.web.desk import AtDesk
from certtrack.web.pages.rules import address
from certtrack.web.view import page

router = APIRouter()


@router.get("/careers")
def careers(request: Request, desk: AtDesk) -> Response:
    """Kinds of technicians' work, and what is beside it."""
    works = programs.careers()
    library = desk.library()
    names = {code for one in works for code in one.career.credentials}
    return page(
        request,
        "careers.html",
        kinds={
            title: [one for one in works if one.career.kind == kind]
            for kind, title in KINDS.items()
        },
        addresses=_addresses(names, library),
        outlook=outlook,
        year_not_told=year_not_told,
    )


def _addresses(names: set[str], library: Library) -> dict[str, str]:
    """Where the rules of credentials are, as far as one is meant by a name."""
    return {name: address(book) for name in names if (book := library.find(name))}
