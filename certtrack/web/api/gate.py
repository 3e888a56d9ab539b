"""Who may use the JSON API: a browser that signed in, or a program that has a token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from certtrack import clock
from certtrack.errors import Fault
from certtrack.services import tokens
from certtrack.services.acting import acting_as
from certtrack.web.admission import Door, ManagerOf
from certtrack.web.guard import HARMLESS
from certtrack.web.problem import is_api, problem
from certtrack.web.signing_in import cookie_in

REALM = 'Bearer realm="certtrack"'
HINT = "Send the header Authorization: Bearer TOKEN; certtrack serve token add makes one."


class Gate:
    """Lets only those into the JSON API who may use it; nothing else is its business.

    Args:
        app: What is behind.
        door: Knows the browsers that signed in.
        manager_of: Tells who looks after somebody.
        folder: Where tokens are kept; None when there are none.
        today: Tells the day on which tokens are taken, or no longer.
    """

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        manager_of: ManagerOf,
        folder: Path | None,
        today: Callable[[], date] = clock.today,
    ) -> None:
        self.app, self.door, self.manager_of = app, door, manager_of
        self.folder, self.today = folder, today

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why it may not be made."""
        if scope["type"] != "http" or not is_api(scope["path"]):
            await self.app(scope, receive, send)
            return
        admitted = await run_in_threadpool(self._admitted, scope)
        if isinstance(admitted, Response):
            await admitted(scope, receive, send)
            return
        with acting_as(admitted):
            await self.app(scope, receive, send)

    def _admitted(self, scope: Scope) -> Response | str | None:
        """For whom the history names what is done; or why it may not be done."""
        headers = Headers(scope=scope)
        # Who sends a token means it: a cookie beside it allows no more.
        if (given := headers.get("authorization")) is not None:
            return self._of_token(given, scope["method"])
        visitor = self.door.who(cookie_in(scope))
        if visitor is None:
            return _unknown("the JSON API is only for those who say who they are", REALM)
        if not visitor.may(scope["path"], self.manager_of):
            return problem(403, [Fault("this is not for your account")])
        return visitor.name

    def _of_token(self, given: str, method: str) -> Response | str:
        scheme, _, secret = given.partition(" ")
        if scheme.lower() != "bearer":
            return _unknown("only tokens are taken here", REALM)
        found = self.folder and tokens.known(self.folder, secret.strip(), self.today())
        if not found:
            challenge = f'{REALM}, error="invalid_token"'
            return _unknown("this token is unknown or no longer taken", challenge)
        if found.scope == "read" and method not in HARMLESS:
            what = f"the token {found.name!r} may only read"
            hint = "Use one that was made with --scope write."
            challenge = f'{REALM}, error="insufficient_scope", scope="write"'
            return problem(403, [Fault(what, None, hint)], {"WWW-Authenticate": challenge})
        return f"token {found.name}"


def _unknown(what: str, challenge: str) -> Response:
    return problem(401, [Fault(what, None, HINT)], {"WWW-Authenticate": challenge})
