"""Where to study: programs and schools found by name, and all that is known of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from fastapi import APIRouter, Request
from starlette.responses import Response

from certtrack.errors import Fault, Refused, Unsettled, did_you_mean
from certtrack.programs.wanted import Wanted
from certtrack.render import programs_page
from certtrack.render.accreditation_page import THE_WHOLE
from certtrack.render.figures import charge, span
from certtrack.rules.shape import STATE_CODES, Level
from certtrack.services.programs import Search, search, show
from certtrack.web.accreditation_figure import accreditation_figure
from certtrack.web.desk import AtDesk
from certtrack.web.directory_entry import entry_of
from certtrack.web.refusals import NotThere, by_key, said, words_of
from certtrack.web.typed_day import day_or_today
from certtrack.web.view import page

router = APIRouter()

AT_ONCE = 50
"""Programs on one page, and schools."""

LEVELS: tuple[Level, ...] = get_args(Level)
KEYS = ("q", "state", "level", "agency")


@router.get("/programs")
def find(
    request: Request, desk: AtDesk, q: str = "", state: str = "", level: str = "", agency: str = ""
) -> Response:
    """Programs and schools by name, however it is spelt; without a name all of them."""
    typed = {"q": q.strip(), "state": state.strip(), "level": level, "agency": agency.strip()}
    if level and level not in LEVELS:
        fault = " ".join(
            filter(None, (f"There is no award {level!r}.", did_you_mean(level, LEVELS)))
        )
        return _search_page(request, typed, status=422, beside={"level": fault})
    wanted = Wanted(
        text=typed["q"] or None,
        state=typed["state"] or None,
        level=next((one for one in LEVELS if one == level), None),
        agency=typed["agency"] or None,
        # One more tells whether there are more.
        at_most=AT_ONCE + 1,
    )
    try:
        found = search(desk.store, wanted)
    except Refused as refused:
        beside, above = by_key(refused.faults, KEYS)
        return _search_page(request, typed, status=422, beside=beside, faults=above)
    unknown = programs_page.tell_unknown(wanted.agency, found) if wanted.agency else ""
    return _search_page(request, typed, unknown=unknown, **_shown(found))


@router.get("/programs/{handle}")
def program(request: Request, desk: AtDesk, handle: str, on: str = "") -> Response:
    """All that is known of a program or a school on a day, and what is not."""
    if not handle.isprintable():
        raise NotThere("No program is called by signs that nobody can read.")
    try:
        one = show(handle, desk.store)
    except Unsettled as unsettled:
        return _not_there(request, handle, unsettled, unsettled.answers)
    except Refused as refused:
        return _not_there(request, handle, refused, {})
    entry, asked = entry_of(one), day_or_today(on, desk.today())
    figure = accreditation_figure(entry.accreditation, asked.day) if asked.day else None
    told = {"entry": entry, "asked": asked, "figure": figure, "the_whole": THE_WHOLE}
    return page(request, "program.html", status=200 if asked.day else 422, **told)


def _shown(found: Search) -> dict[str, Any]:
    programs, schools = found.programs[:AT_ONCE], list(found.schools.names.items())
    return {
        "programs": programs,
        "schools": schools[:AT_ONCE],
        "more": max(len(found.programs), len(schools)) > AT_ONCE,
        "sources": list(dict.fromkeys(one.source for one in programs)),
    }


def _not_there(
    request: Request, typed: str, refused: Refused, meant: Mapping[str, str]
) -> Response:
    # What may be meant is linked, and need not be told in the sentence too.
    faults = [said(Fault(refused.faults[0].what))] if meant else words_of(refused)
    return _search_page(request, {"q": typed}, status=404, faults=faults, meant=meant)


def _search_page(
    request: Request, typed: Mapping[str, str], *, status: int = 200, **told: Any
) -> Response:
    values: dict[str, Any] = {"faults": [], "beside": {}, "meant": {}, "unknown": ""}
    values |= {"programs": None, "schools": (), "more": False, "sources": [], **told}
    values |= {"states": sorted(STATE_CODES.split()), "levels": LEVELS, "at_once": AT_ONCE}
    values |= {"title": programs_page.title, "charge": charge, "span": span}
    values |= {"not_known": programs_page.NOT_KNOWN}
    return page(request, "programs.html", status=status, typed=typed, **values)
