"""Backups: which there are, whether one is whole, and one put in the place of the store."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from certtrack import clock
from certtrack.errors import Refused
from certtrack.render.backup_page import restore_told
from certtrack.services.backups import restore
from certtrack.services.kept_backups import (
    KeptBackup,
    backup_called,
    kept_backups,
    present,
    verify,
)
from certtrack.web.desk import AtDesk, Desk
from certtrack.web.refusals import NotThere, words_of
from certtrack.web.sent import Sent, WasSent
from certtrack.web.view import page

router = APIRouter()
PLACE, RESTORE = "/settings/backups", "restore"

WHY = {
    "asked": "on request",
    "before-import": "before an import",
    "before-restore": "before a backup was put back",
    "before-migration": "before a new version",
}
"""Why a copy was made, by its kind."""


@router.get(PLACE)
def backups(request: Request, desk: AtDesk) -> Response:
    """Every backup that lies where backups are made."""
    return page(request, "backups.html", found=kept_backups(desk.store), why=WHY)


@router.get(f"{PLACE}/{{name}}")
def backup(request: Request, desk: AtDesk, name: str) -> Response:
    """One of them, and what it would replace."""
    return _page(request, desk, _called(desk, name))


@router.post(f"{PLACE}/{{name}}")
def do(request: Request, desk: AtDesk, name: str, was_sent: WasSent) -> Response:
    """Read all that is in it; or put it in the place of the store, once that is said for sure."""
    one, what = _called(desk, name), was_sent.text("do")
    if beside := _lacking(one, was_sent, what):
        return _page(request, desk, one, beside=beside)
    try:
        became = _restored if what == RESTORE else _verified
        return _page(request, desk, one, **became(desk, one, was_sent))
    except Refused as refused:
        return _page(request, desk, one, faults=words_of(refused))


def _verified(desk: Desk, one: KeptBackup, was_sent: Sent) -> dict[str, Any]:
    return {"whole": verify(desk.store, one.path, _passphrase(one, was_sent))}


def _restored(desk: Desk, one: KeptBackup, was_sent: Sent) -> dict[str, Any]:
    passphrase = _passphrase(one, was_sent)
    done = restore(desk.store, one.path, passphrase, clock.moment(), desk.vault)
    return {"told": restore_told(done), "before": done.before}


def _called(desk: Desk, name: str) -> KeptBackup:
    try:
        return backup_called(desk.store, name)
    except Refused as refused:
        raise NotThere(str(refused)) from None


def _passphrase(one: KeptBackup, was_sent: Sent) -> str | None:
    # As it was typed: blanks at its ends are part of it.
    return was_sent.texts.get("passphrase", "") if one.encrypted else None


def _lacking(one: KeptBackup, was_sent: Sent, what: str) -> dict[str, str]:
    """What is still to be typed or ticked, by its field."""
    beside = {}
    if one.encrypted and not _passphrase(one, was_sent):
        beside[f"passphrase-{what}"] = "Type the passphrase under which it was encrypted."
    if what == RESTORE and was_sent.text("sure") != "yes":
        beside["sure"] = "Tick this, or nothing is put back."
    return beside


def _page(request: Request, desk: Desk, one: KeptBackup, **became: Any) -> Response:
    told: dict[str, Any] = {"faults": [], "beside": {}, "whole": None, "told": "", "before": None}
    told |= became
    refused = told["faults"] or told["beside"]
    return page(
        request,
        "backup.html",
        status=422 if refused else 200,
        one=one,
        why=WHY,
        present=present(desk.store),
        **told,
    )
