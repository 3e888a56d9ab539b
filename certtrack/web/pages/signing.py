"""Signing in and out: by the code which the terminal shows, or by a name and a password."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.sent import Sent, WasSent
from certtrack.web.signing_in import COOKIE, Doorkeeper
from certtrack.web.view import page

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, to: str = "/") -> Response:
    """Ask who it is."""
    return _asked(request, _ours(to), "")


@router.post("/sign-in")
def sign_in(request: Request, was_sent: WasSent) -> Response:
    """Let the browser in that gives the code, or an account and its password."""
    door: Doorkeeper | AccountsDoor = request.app.state.door
    target = _ours(was_sent.text("to") or "/")
    if isinstance(door, AccountsDoor):
        return _by_password(request, door, was_sent, target)
    return _by_code(request, door, was_sent.text("code"), target)


@router.post("/sign-out")
def sign_out() -> Response:
    """Forget the browser."""
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


def _by_code(request: Request, door: Doorkeeper, code: str, target: str) -> Response:
    if seconds := door.wait():
        fault = f"Too many wrong codes. Try again in {seconds} seconds."
        return _asked(request, target, fault, 429)
    if not door.is_right(code):
        fault = "This is not the code. The terminal in which the dashboard was started shows it."
        return _asked(request, target, fault, 422)
    response = RedirectResponse(target, 303)
    door.let_in(response)
    return response


def _by_password(request: Request, door: AccountsDoor, was_sent: Sent, target: str) -> Response:
    name = was_sent.text("name").casefold()
    if seconds := door.wait(name):
        fault = f"Too many wrong passwords. Try again in {seconds} seconds."
        return _asked(request, target, fault, 429, name)
    # As it was typed: blanks at its ends are part of a password.
    account = door.account(name, was_sent.texts.get("password", ""))
    if account is None:
        fault = "There is no account of this name with this password."
        return _asked(request, target, fault, 422, name)
    response = RedirectResponse(target, 303)
    door.let_in(response, account)
    return response


def _asked(
    request: Request, target: str, fault: str, status: int = 200, name: str = ""
) -> Response:
    asks = request.app.state.door.asks
    told = {"to": target, "fault": fault, "name": name, "asks": asks}
    return page(request, "sign_in.html", status=status, **told)


def _ours(to: str) -> str:
    """An address of the dashboard itself, whatever a link says."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain else "/"
