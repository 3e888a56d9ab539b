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
from certtrack.web.guard import HARMLESS
from certtrack.web.problem import is_api, problem
from certtrack.web.signing_in import Doorkeeper, cookie_in

REALM = 'Bearer realm="certtrack"'
HINT = "Send the header Authorization: Bearer TOKEN; certtrack serve token add makes one."


class Gate:
    """Lets only those into the JSON API who may use it; nothing else is its business.

    Args:
        app: What is behind.
        doorkeeper: Knows the browsers that signed in.
        folder: Where tokens are kept; None when there are none.
        today: Tells the day on which tokens are taken, or no longer.
    """

    def __init__(
        self,
        app: ASGIApp,
        doorkeeper: Doorkeeper,
        folder: Path | None,
        today: Callable[[], date] = clock.today,
    ) -> None:
        self.app, self.doorkeeper, self.folder, self.today = app, doorkeeper, folder, today

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or say why it may not be made."""
        if scope["type"] == "http" and is_api(scope["path"]):
            refusal = await run_in_threadpool(self._refusal, scope)
            if refusal:
                await refusal(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        # Who sends a token means it: a cookie beside it allows no more.
        if (given := headers.get("authorization")) is not None:
            return self._refusal_of(given, scope["method"])
        if self.doorkeeper.knows(cookie_in(scope)):
            return None
        return _unknown("the JSON API is only for those who say who they are", REALM)

    def _refusal_of(self, given: str, method: str) -> Response | None:
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
        return None


def _unknown(what: str, challenge: str) -> Response:
    return problem(401, [Fault(what, None, HINT)], {"WWW-Authenticate": challenge})
