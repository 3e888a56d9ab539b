"""The page that asks for the code which the terminal shows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from certtrack.web.signing_in import Doorkeeper
from certtrack.web.view import page

router = APIRouter()


@router.get("/sign-in")
def ask(request: Request, to: str = "/") -> Response:
    """Ask for the code."""
    return page(request, "sign_in.html", to=_ours(to), fault="")


@router.post("/sign-in")
def sign_in(
    request: Request, code: Annotated[str, Form()] = "", to: Annotated[str, Form()] = "/"
) -> Response:
    """Let the browser in that gives the code."""
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    target = _ours(to)
    if seconds := doorkeeper.wait():
        fault = f"Too many wrong codes. Try again in {seconds} seconds."
        return page(request, "sign_in.html", status=429, to=target, fault=fault)
    if not doorkeeper.is_right(code):
        fault = "This is not the code. The terminal in which the dashboard was started shows it."
        return page(request, "sign_in.html", status=422, to=target, fault=fault)
    response = RedirectResponse(target, 303)
    doorkeeper.let_in(response)
    return response


def _ours(to: str) -> str:
    """An address of the dashboard itself, whatever a link says."""
    plain = to.startswith("/") and not to.startswith(("//", "/\\")) and to.isprintable()
    return to if plain else "/"
