"""Who may speak to the dashboard from where: the browser's own rules, made strict.

A page of another site may make a browser send something here, or give this machine's
address a name of its own. Requests are taken only by the names under which the dashboard
is known, and changes only from its own pages (the header Origin, which browsers send with
every change).
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from certtrack.errors import Fault
from certtrack.web.problem import is_api, problem

HARMLESS = ("GET", "HEAD", "OPTIONS")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # With no referrer at all browsers do not tell where a form came from either.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
KEPT_FOR_EVER = "public, max-age=31536000, immutable"


class TooLarge(Exception):
    """More was sent than is taken."""


class Guard:
    """Refuses what comes under another name, from another site, or is too large.

    Args:
        app: What is guarded.
        origins: Under which it is known, for example http://127.0.0.1:8351.
        largest: Bytes that a request may have.
        entrance: Whether a page of the user's own disk may hand in what signs a browser in.
    """

    def __init__(
        self, app: ASGIApp, origins: Collection[str], largest: int, *, entrance: bool
    ) -> None:
        self.app, self.largest = app, largest
        # Nobody else knows the code. An account could be that of whoever made the page.
        self.unnamed = ("/sign-in",) if entrance else ()
        self.origins = {urlsplit(origin).netloc: origin for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        encrypted = self.origins.get(_host(scope), "").startswith("https:")
        sending = _with_headers(send, scope["path"], encrypted=encrypted)
        if refusal := self._refusal(scope):
            await refusal(scope, receive, sending)
            return
        try:
            await self.app(scope, self._limited(receive), sending)
        except TooLarge:
            await self._too_large(scope)(scope, receive, sending)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = _host(scope)
        if host not in self.origins:
            return _said(scope, "the dashboard is not known under this name", 421)
        if scope["method"] not in HARMLESS and not self._is_ours(scope["path"], headers, host):
            return _said(scope, "this was sent from another site", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self.largest:
            return self._too_large(scope)
        return None

    def _is_ours(self, path: str, headers: Headers, host: str) -> bool:
        """Whether a change was asked for by a page of the dashboard itself, or by no browser."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        if origin == "null":
            return path in self.unnamed
        return origin.lower() == self.origins[host]

    def _too_large(self, scope: Scope) -> Response:
        return _said(scope, f"more than {self.largest // 1_000_000} MB are not taken", 413)

    def _limited(self, receive: Receive) -> Receive:
        taken = 0

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self.largest:
                raise TooLarge
            return message

        return counting


def _said(scope: Scope, what: str, status: int) -> Response:
    """A refusal, for a program or in plain text for people."""
    if is_api(scope["path"]):
        return problem(status, [Fault(what)])
    return PlainTextResponse(f"{what[:1].upper()}{what[1:]}.\n", status)


def _host(scope: Scope) -> str:
    """Under which name the dashboard is asked."""
    return Headers(scope=scope).get("host", "").lower()


def _with_headers(send: Send, path: str, *, encrypted: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            if encrypted:
                headers["Strict-Transport-Security"] = "max-age=31536000"
            kept = path.startswith("/static/") and message["status"] < 400  # noqa: PLR2004
            headers.setdefault("Cache-Control", KEPT_FOR_EVER if kept else "no-store")
        await send(message)

    return sending
