"""Signing in and out: by the code which the terminal shows, or by a name and a password."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from certtrack.web.accounts_door import AccountsDoor, MustWait
from certtrack.web.sent import Sent, WasSent
from certtrack.web.signing_in import COOKIE, Doorkeeper
from certtrack.web.view import page

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, to: str = "/") -> Response:
    """Ask who it is."""
    return asked(request, ours(to), "")


@router.post("/sign-in")
def sign_in(request: Request, was_sent: WasSent) -> Response:
    """Let the browser in that gives the code, or an account and its password."""
    door: Doorkeeper | AccountsDoor = request.app.state.door
    target = ours(was_sent.text("to") or "/")
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
        return asked(request, target, fault, 429)
    if not door.is_right(code):
        fault = "This is not the code. The terminal in which the dashboard was started shows it."
        return asked(request, target, fault, 422)
    response = RedirectResponse(target, 303)
    door.let_in(response)
    return response


def _by_password(request: Request, door: AccountsDoor, was_sent: Sent, target: str) -> Response:
    name = was_sent.text("name").casefold()
    address = request.client.host if request.client else ""
    try:
        # As it was typed: blanks at its ends are part of a password.
        account = door.account(name, was_sent.texts.get("password", ""), address)
    except MustWait as wait:
        return asked(request, target, str(wait), 429, name)
    if account is None:
        fault = "There is no account of this name with this password."
        return asked(request, target, fault, 422, name)
    response = RedirectResponse(target, 303)
    door.let_in(response, account)
    return response


def asked(request: Request, target: str, fault: str, status: int = 200, name: str = "") -> Response:
    """Ask who it is.

    Args:
        request: What was asked.
        target: Where the browser shall get to when it is signed in.
        fault: Why it is not, in words; empty when nothing was tried yet.
        status: The status of the answer.
        name: The name that was typed.
    """
    door: Doorkeeper | AccountsDoor = request.app.state.door
    provider = door.provider if isinstance(door, AccountsDoor) else None
    told = {"to": target, "fault": fault, "name": name, "asks": door.asks, "provider": provider}
    return page(request, "sign_in.html", status=status, **told)


def ours(to: str) -> str:
    """An address of the dashboard itself, whatever a link says."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain else "/"
