"""A table of CEUs taken in: first what each column and row is taken for, then all or nothing."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from certtrack.render.sheet_page import by_kind
from certtrack.services.sheet_import import as_tables, import_sheet
from certtrack.services.sheet_reading import Asked, understand
from certtrack.web.desk import Visit, Visited
from certtrack.web.sent import WasSent
from certtrack.web.table_form import Looked, Said, looked, shown, table_in, unchosen
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/activities/import"

ACCEPTED = ".csv,.txt,.tsv,.xlsx"


@router.get(PLACE)
def ask(visited: Visited) -> Response:
    """Ask for a table."""
    return _page(visited, Looked(said=Said(what="activities")))


@router.post(PLACE)
def take(visited: Visited, was_sent: WasSent) -> Response:
    """Look what a table would do; or do that, once it was looked at."""
    uploads, visitor = visited.desk.uploads, visited.request.state.visitor
    said, path = table_in(uploads, was_sent, "activities", visitor)
    if path is None:
        return _page(visited, unchosen(said))
    return _page(visited, looked(uploads, said, path, partial(_look, visited)))


def _look(visited: Visit, said: Said, path: Path, asked: Asked) -> Looked:
    """What a table does or would do to the store.

    Raises:
        Refused: When it cannot be read, or nobody can tell what something in it means.
    """
    understood = understand(path, asked, visited.library)
    done = import_sheet(
        visited.who,
        understood,
        visited.library,
        visited.desk.moment(),
        write=said.write,
        force=said.force,
    )
    told = as_tables(understood, done)
    number = 0 if told["refused"] else told["added"] + told["changed"]
    written = (
        f"{told['added']:,} added, {told['changed']:,} changed, {told['known']:,} on record already"
    )
    return Looked(
        said=said,
        name=path.name,
        columns=understood.columns,
        notes=understood.notes,
        kinds=by_kind(told),
        ready=f"{number:,} row{'' if number == 1 else 's'}" if number else "",
        written=written if done.written else "",
        refused=bool(told["refused"]),
    )


def _page(visited: Visit, found: Looked) -> Response:
    values = shown(found)
    return persons_page(
        visited, "sheet.html", "activities", status=found.status, accept=ACCEPTED, **values
    )
