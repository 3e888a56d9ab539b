"""The rules to read: every credential, one rule file as a page, and what differs between days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Refused
from certtrack.render.rules_page import newest_required
from certtrack.rules.answers import stale_note
from certtrack.rules.editions import on_day
from certtrack.rules.rule_history import History, histories, turns
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.services.programs import opened_by, served_by
from certtrack.services.rules import check, differences, rulebook
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.refusals import words_of
from certtrack.web.typed_day import day_or_today, typed_day
from certtrack.web.view import page

router = APIRouter()

PATHWAYS = "pathways"
FEES = ("fee", "dues")
"""The rules that say what is to be paid, which stand in a part of their own."""

CHECKED = "checked"
"""What asks for the rule files to be read anew, one and all."""


@router.get("/rules")
def rules(request: Request, desk: AtDesk, code: str | None = None, files: str = "") -> Response:
    """Every credential, by certifying body; or the page of the one whose code was typed."""
    library = desk.library()
    if code is None:
        read = check([], desk.rulebooks) if files == CHECKED else None
        return _books_page(request, desk, library, read=read)
    try:
        return RedirectResponse(address(rulebook(code.strip(), library)), 303)
    except Refused as refused:
        return _not_known(request, desk, library, code, refused)


@router.get("/rules/{label}")
def rule_file(request: Request, desk: AtDesk, label: str, on: str = "") -> Response:
    """One credential's rules, as read on a day."""
    library = desk.library()
    try:
        book = rulebook(label, library)
    except Refused as refused:
        return _not_known(request, desk, library, label, refused)
    asked = day_or_today(on, desk.today())
    told: dict[str, Any] = {"book": book, "asked": asked}
    told |= {"here": address(book), "address": address}
    if asked.day is not None:
        told |= {
            "parts": _parts(book, asked.day),
            "edition": on_day(book.credential.eligibility, asked.day),
            "not_checked": (*book.not_checked, *book.recertification.not_checked),
            "turns": turns(book),
            "works": served_by(book),
            "opened": opened_by(book, library),
            "stale": stale_note(book.review_by, desk.today()),
        }
    return page(request, "rule.html", status=200 if asked.day else 422, **told)


@router.get("/rules/{label}/diff")
def diff(
    request: Request,
    desk: AtDesk,
    label: str,
    from_: Annotated[str | None, Query(alias="from")] = None,
    to: str | None = None,
) -> Response:
    """What differs between two days; without an earlier day it is asked for."""
    library = desk.library()
    try:
        book = rulebook(label, library)
    except Refused as refused:
        return _not_known(request, desk, library, label, refused)
    later = typed_day(to, desk.today()) if to is not None else day_or_today("", desk.today())
    told: dict[str, Any] = {"book": book, "here": address(book), "later": later}
    if from_ is None:
        return page(request, "rule_diff.html", **told, earlier=None, found=None, faults=[])
    earlier, found, faults = typed_day(from_, desk.today()), None, []
    if earlier.day and later.day:
        try:
            found = differences(book, earlier.day, later.day)
        except Refused as refused:
            faults = words_of(refused)
    status = 422 if found is None else 200
    told |= {"earlier": earlier, "found": found, "faults": faults}
    return page(request, "rule_diff.html", status=status, **told)


def address(book: Rulebook) -> str:
    """The address of a credential's page."""
    return f"/rules/{quote(book.label, safe=':')}"


def _parts(book: Rulebook, day: date) -> dict[str, list[History]]:
    """The rules by what they are about; those of other days only are apart."""
    told = histories(book)
    every = (*told.eligibility, *told.recertification)
    return {
        "pathways": [one for one in told.eligibility if one.id == PATHWAYS],
        "besides": [one for one in told.eligibility if one.id != PATHWAYS and one.on(day)],
        "recertification": [one for one in told.recertification if one.id not in FEES],
        "fees": [one for one in told.recertification if one.id in FEES],
        "elsewhen": [one for one in every if one.id != PATHWAYS and not one.on(day)],
    }


def _not_known(
    request: Request, desk: Desk, library: Library, typed: str, refused: Refused
) -> Response:
    """The page of all credentials, with what was typed and those that it may mean."""
    told: dict[str, Any] = {"faults": words_of(refused), "meant": library.meanings(typed.strip())}
    return _books_page(request, desk, library, status=404, typed=typed, **told)


def _books_page(
    request: Request, desk: Desk, library: Library, *, status: int = 200, **told: Any
) -> Response:
    values: dict[str, Any] = {"typed": "", "faults": [], "meant": (), "read": None, **told}
    values |= {"bodies": _by_body(library), "today": desk.today()}
    values |= {"newest_required": newest_required, "address": address}
    return page(request, "rules.html", status=status, **values)


def _by_body(books: Iterable[Rulebook]) -> list[list[Rulebook]]:
    in_order = sorted(books, key=lambda one: (one.body.code, one.body.slug, one.code))
    return [list(some) for _, some in groupby(in_order, key=lambda one: one.body.slug)]
