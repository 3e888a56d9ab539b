"""Who gets to which page: nobody who is not signed in, and everybody to what they may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from certtrack.services.acting import acting_as
from certtrack.web.problem import is_api
from certtrack.web.signing_in import FEEDS, cookie_in
from certtrack.web.view import page
from certtrack.web.visitors import Visitor

OPEN = ("/static/", "/sign-in", FEEDS)
"""What is shown to anybody."""

ManagerOf = Callable[[int], str | None]
"""Tells who looks after the person with a number."""


class Door(Protocol):
    """Knows who a browser is."""

    def who(self, cookie: str) -> Visitor | None:
        """Who a browser with this cookie is; None for nobody."""


class Admission:
    """Lets only those through who are signed in and may see what they ask for.

    Args:
        app: What is behind.
        door: Knows who they are.
        manager_of: Tells who looks after somebody.
    """

    def __init__(self, app: ASGIApp, door: Door, manager_of: ManagerOf) -> None:
        self.app, self.door, self.manager_of = app, door, manager_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, ask who it is, or say that it is not for them."""
        if scope["type"] != "http" or scope["path"].startswith(OPEN) or is_api(scope["path"]):
            # The JSON API has a gate of its own, which redirects nobody.
            await self.app(scope, receive, send)
            return
        visitor = await run_in_threadpool(self.door.who, cookie_in(scope))
        if visitor is None:
            await _to_the_door(scope)(scope, receive, send)
            return
        scope.setdefault("state", {})["visitor"] = visitor
        if not await run_in_threadpool(visitor.may, scope["path"], self.manager_of):
            await _not_for_them(scope)(scope, receive, send)
            return
        with acting_as(visitor.name):
            await self.app(scope, receive, send)


def _to_the_door(scope: Scope) -> Response:
    harmless = scope["method"] in ("GET", "HEAD")
    target = f"/sign-in?to={quote(_address(scope))}" if harmless else "/sign-in"
    return RedirectResponse(target, 303)


def _not_for_them(scope: Scope) -> Response:
    what = "This is not for your account."
    return page(Request(scope), "refused.html", status=403, title="Not allowed", faults=[what])


def _address(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])
