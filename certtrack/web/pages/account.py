"""One's own account: who one is here, and another password."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from certtrack.errors import Refused
from certtrack.services import accounts
from certtrack.services.accounts import Account
from certtrack.web.accounts_door import AccountsDoor, AtAccounts, MustWait
from certtrack.web.refusals import words_of
from certtrack.web.sent import Sent, WasSent
from certtrack.web.view import page
from certtrack.web.visitors import Visitor

router = APIRouter()


@router.get("/account")
def look(request: Request, door: AtAccounts) -> Response:
    """Show who one is here."""
    return _page(request, _mine(request, door), {})


@router.post("/account")
def change(request: Request, door: AtAccounts, was_sent: WasSent) -> Response:
    """Take another password; whoever else is signed in by the account is out."""
    mine = _mine(request, door)
    beside, status = _faults(request, door, mine, was_sent)
    if beside:
        return _page(request, mine, beside, status=status)
    try:
        changed = accounts.set_password(door.folder, mine.name, was_sent.texts["password"])
    except Refused as refused:
        return _page(request, mine, {"password": " ".join(words_of(refused))}, status=422)
    response = _page(request, changed, {}, done=True)
    door.let_in(response, changed)
    return response


def _mine(request: Request, door: AccountsDoor) -> Account:
    visitor: Visitor = request.state.visitor
    return accounts.called(door.folder, str(visitor.name))


def _faults(
    request: Request, door: AccountsDoor, mine: Account, was_sent: Sent
) -> tuple[dict[str, str], int]:
    """What is wrong beside which field, and the status of the answer."""
    beside = {}
    if was_sent.texts.get("again") != was_sent.texts.get("password", ""):
        beside["again"] = "This is not what stands above."
    address = request.client.host if request.client else ""
    try:
        if door.account(mine.name, was_sent.texts.get("current", ""), address) is None:
            beside["current"] = "This is not your password."
    except MustWait as wait:
        return {**beside, "current": str(wait)}, 429
    return beside, 422


def _page(
    request: Request,
    mine: Account,
    beside: dict[str, str],
    *,
    status: int = 200,
    done: bool = False,
) -> Response:
    return page(request, "account.html", status=status, mine=mine, beside=beside, done=done)
