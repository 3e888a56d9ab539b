"""A table of CEUs taken in: first what each column and row is taken for, then all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter
from starlette.responses import Response

from certtrack.errors import Refused, Unsettled
from certtrack.reading.entry_fields import fields_of
from certtrack.render.sheet_page import KINDS, SHOWN, line
from certtrack.rules.facts import Activity
from certtrack.services.sheet_import import as_tables, import_sheet
from certtrack.services.sheet_reading import form_of, understand
from certtrack.web.desk import Visit, Visited
from certtrack.web.refusals import NotThere, words_of
from certtrack.web.sent import Sent, WasSent
from certtrack.web.uploads import held, hold, let_go
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/activities/import"

IGNORED = "ignore"
KEYS = (*(one.key for one in fields_of(Activity)), IGNORED)
"""What a column may be taken for."""

ORDERS: dict[str, Literal["mdy", "dmy"]] = {"mdy": "mdy", "dmy": "dmy"}
"""Whether days like 03/04/2026 begin with the month or the day."""

TABLES = (".csv", ".txt", ".tsv", ".xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of CEUs on its way into the store.

    Args:
        held: The name under which it waits; empty for none.
        name: What it is called.
        dates: The order of day and month, as somebody said; empty where nobody did.
        skip: Rows to be left out, as they were typed.
        told: What would become of it, as the command tells it; None while that is not known.
        rows: What becomes of rows, in words, by kind.
        faults: Why it cannot be told, in words.
        orders: What the order of day and month may be, where that must be said.
    """

    held: str = ""
    name: str = ""
    dates: str = ""
    skip: str = ""
    told: dict[str, Any] | None = None
    rows: dict[str, list[str]] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    orders: dict[str, str] = field(default_factory=dict)


@router.get(PLACE)
def ask(visited: Visited) -> Response:
    """Ask for a table."""
    return _page(visited, Sheet())


@router.post(PLACE)
def take(visited: Visited, was_sent: WasSent) -> Response:
    """Look what a table would do; or do that, once it was looked at."""
    try:
        mark, path = _waiting(visited, was_sent)
    except Refused as refused:
        return _page(visited, Sheet(faults=tuple(words_of(refused))))
    said: dict[str, Any] = {key: was_sent.text(key) for key in ("dates", "skip")}
    said["held"] = mark
    try:
        told = _told(visited, path, was_sent, write=bool(was_sent.text("write")))
    except Unsettled as open_:
        orders = dict(open_.answers)
        faults = tuple(one.what for one in open_.faults)
        return _page(visited, Sheet(name=path.name, faults=faults, orders=orders, **said))
    except Refused as refused:
        return _page(visited, Sheet(name=path.name, faults=tuple(words_of(refused)), **said))
    if told["written"]:
        let_go(visited.desk.uploads, mark)
        said["held"] = ""
    return _page(visited, Sheet(name=path.name, told=told, rows=_rows(told), **said))


def _waiting(visited: Visit, was_sent: Sent) -> tuple[str, Path]:
    """The table that was sent, or that waits; its name and place.

    Raises:
        NotThere: When there is none, or no longer.
    """
    mark = was_sent.text("held")
    if "table" in was_sent.files:
        let_go(visited.desk.uploads, mark)
        mark = hold(visited.desk.uploads, *was_sent.files["table"])
    path = held(visited.desk.uploads, mark)
    if path is None:
        raise NotThere("Choose a file first; what was sent earlier waits for a day.")
    return mark, path


def _told(visited: Visit, path: Path, was_sent: Sent, *, write: bool) -> dict[str, Any]:
    """What a table does or would do to the store.

    Raises:
        Refused: When it cannot be read, or nobody can tell what something in it means.
    """
    asked = form_of(
        "activities",
        _columns(was_sent),
        profile=None,
        dates=ORDERS.get(was_sent.text("dates")),
        encoding=None,
        sheet=None,
        skip=_numbers(was_sent.text("skip")),
    )
    understood = understand(path, asked, visited.library)
    done = import_sheet(
        visited.who,
        understood,
        visited.library,
        visited.desk.moment(),
        write=write,
        force=bool(was_sent.text("force")),
    )
    return as_tables(understood, done)


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.replace(",", " ").split() if one.isdecimal()]


def _columns(was_sent: Sent) -> list[str]:
    """What somebody says that columns are: only where that is otherwise than was seen."""
    told = []
    for key, name in was_sent.texts.items():
        number = key.removeprefix("name-")
        if number != key:
            taken, seen = was_sent.text(f"column-{number}"), was_sent.text(f"seen-{number}")
            if taken and taken != seen:
                told.append(f"{name}={taken}")
            elif was_sent.text(f"told-{number}"):
                told.append(f"{name}={seen}")
    return told


def _rows(told: dict[str, Any]) -> dict[str, list[str]]:
    found = {}
    for kind, title in KINDS:
        rows = [one for one in told["outcomes"] if one["what"] == kind]
        lines = [line(one) for one in rows[:SHOWN]]
        more = [f"and {len(rows) - SHOWN:,} more"] if len(rows) > SHOWN else []
        found[f"{title}: {len(rows):,}"] = [*lines, *more]
    return found


def _page(visited: Visit, sheet: Sheet) -> Response:
    refused = sheet.faults or (sheet.told and sheet.told["refused"])
    return persons_page(
        visited,
        "sheet.html",
        "activities",
        status=422 if refused else 200,
        sheet=sheet,
        keys=KEYS,
        tables=",".join(TABLES),
    )
