"""A roster taken in: first what becomes of whom, then all of it or nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack.render.import_page import by_kind
from certtrack.services.roster_import import How, Imported, roster_import
from certtrack.services.sheet_reading import Asked
from certtrack.services.watching import Watch
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.long_work import LongWork, Works
from certtrack.web.sent import WasSent
from certtrack.web.table_form import Looked, Said, looked, shown, table_in, unchosen
from certtrack.web.uploads import held as waiting
from certtrack.web.view import page

router = APIRouter()
PLACE = "/roster/import"

ACCEPTED = ".csv,.xlsx"

PATIENCE = 2.0
"""Seconds after which a page is shown that tells how far it is."""

works: Works[Looked] = Works()
"""Rosters being looked at or taken in while pages are served, by the name under which they wait."""


@router.get(PLACE)
def ask(request: Request, desk: AtDesk, held: str = "") -> Response:
    """Ask for a roster, or tell what came of one."""
    if held and (work := works.find(held)):
        return _come_of(request, work, held)
    path = waiting(desk.uploads, held)
    said = Said(what="rosters", held=held if path else "")
    return _page(request, Looked(said=said, name=path.name if path else ""))


@router.post(PLACE)
def take(request: Request, desk: AtDesk, was_sent: WasSent) -> Response:
    """Look what a roster would do; or do that, once it was looked at."""
    said, path = table_in(desk.uploads, was_sent, "rosters", request.state.visitor)
    if path is None:
        return _page(request, unchosen(said))
    work = works.begin(said.held, partial(_looked, desk, said, path))
    if work.wait(PATIENCE):
        return _come_of(request, work, said.held)
    return RedirectResponse(f"{PLACE}?held={said.held}", 303)


def _looked(desk: Desk, said: Said, path: Path, watch: Watch) -> Looked:
    return looked(desk.uploads, said, path, partial(_look, desk, watch))


def _look(desk: Desk, watch: Watch, said: Said, path: Path, asked: Asked) -> Looked:
    """What a roster does or would do to the store.

    Raises:
        Refused: With what is wrong with it; nothing is written.
    """
    how, library, moment = How(write=said.write, force=said.force), desk.library(), desk.moment()
    with roster_import(desk.store, path, asked, library, moment, how, watch) as done:
        new, changed = done.people["new"], done.people["changed"]
        repeats = f"Rows that say nothing another row does not say: {done.repeats:,}."
        return Looked(
            said=said,
            name=path.name,
            columns=done.columns,
            notes=(*done.notes, *([repeats] if done.repeats else [])),
            kinds=_kinds(done),
            ready=_people(new + changed) if new + changed else "",
            written=f"{_people(new)} added, {changed:,} changed" if how.write else "",
        )


def _kinds(done: Imported) -> dict[str, list[str]]:
    """What becomes of whom, in words."""
    lines, held = by_kind(done.people, done.outcomes), done.credentials
    kinds = {
        f"{title}: {done.people[kind]:,}": lines.get(kind, [])
        for kind, title in (("new", "New"), ("changed", "Changed"), ("same", "The same"))
    }
    numbers = f"{held['new']:,} new, {held['changed']:,} changed, {held['same']:,} the same"
    return {**kinds, f"Credentials: {numbers}": []}


def _people(number: int) -> str:
    return f"{number:,} {'person' if number == 1 else 'people'}"


def _come_of(request: Request, work: LongWork[Looked], mark: str) -> Response:
    """How far a roster is, or what came of it."""
    if work.running:
        return page(request, "roster_going_on.html", work=work, address=f"{PLACE}?held={mark}")
    if work.result is None:
        return page(request, "refused.html", status=500, title="Not done", faults=[work.fault])
    return _page(request, work.result)


def _page(request: Request, found: Looked) -> Response:
    values = shown(found)
    return page(request, "roster_import.html", status=found.status, accept=ACCEPTED, **values)
