"""Looking after it all: is everything in order, a copy of all of it, and how reminders leave."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from certtrack import clock
from certtrack.errors import Refused
from certtrack.render.backup_page import backup_told
from certtrack.services.backups import back_up
from certtrack.services.channels import ChannelLine, channels, settings_file, settings_of
from certtrack.services.doctor.examining import examined
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.refusals import words_of
from certtrack.web.view import page

router = APIRouter()

TERMINAL = "the terminal in which the dashboard was started"


@router.get("/settings")
def settings(request: Request, desk: AtDesk) -> Response:
    """Where everything is, and whether it is in order."""
    return settings_page(request, desk)


@router.post("/settings/backup")
def backup(request: Request, desk: AtDesk) -> Response:
    """Copy the store and its evidence into one file beside it."""
    try:
        done = back_up(desk.store, None, None, None, clock.moment(), desk.vault)
    except Refused as refused:
        return settings_page(request, desk, status=422, faults=words_of(refused))
    return settings_page(request, desk, told=backup_told(done))


def settings_page(request: Request, desk: Desk, *, status: int = 200, **told: Any) -> Response:
    """The page of settings.

    Args:
        request: What was asked.
        desk: What it is served from.
        status: The status of the answer.
        told: What was done just now, or refused: `told`, `faults`, `tried`.
    """
    store, findings = examined(desk.store, None, desk.rulebooks, clock.instant)
    values = {"told": "", "faults": [], "tried": None, **told, **_channels()}
    return page(request, "settings.html", status=status, store=store, findings=findings, **values)


def _channels() -> dict[str, Any]:
    """The channels that are set up, or why none can be used."""
    told: dict[str, Any] = {"channels": [], "unset": [], "settings_at": settings_file()}
    if not told["settings_at"].exists():
        return told
    try:
        return {**told, "channels": [seen_here(one) for one in channels(settings_of(None))]}
    except Refused as refused:
        return {**told, "unset": words_of(refused)}


def seen_here(line: ChannelLine) -> ChannelLine:
    """A channel as it is told in a browser, whose screen is another one than the program's."""
    return replace(line, leads_to=TERMINAL) if line.kind == "terminal" else line
