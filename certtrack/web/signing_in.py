"""Who may see the dashboard on this machine: whoever can read what the terminal shows.

Other people may have accounts on the same machine, and every one of them reaches its
loopback addresses. The code is new each time the dashboard starts; a browser that signed in
stays so, for its cookie is signed with a secret that is kept in the user's own folder.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from certtrack.web.tries import Tries
from certtrack.web.visitors import OWNER, Visitor

if TYPE_CHECKING:
    from itsdangerous import TimestampSigner

COOKIE = "certtrack"
DAY = 24 * 60 * 60
DAYS = 30
"""Days after which a browser must sign in again."""

DIGITS = 8
TRIES = 5
"""Wrong codes that are taken at once."""

FEEDS = "/calendar/"
"""Where calendars are whose address is their secret."""


class Doorkeeper:
    """Knows the code, and the browsers that gave it.

    Args:
        secret: What cookies are signed with.
        code: The code.
    """

    asks = "code"
    """What somebody is asked for."""

    def __init__(self, secret: bytes, code: str | None = None) -> None:
        self.code = code or f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        self._secret = secret
        self._tries = Tries(TRIES)

    @property
    def shown(self) -> str:
        """The code as people read it."""
        return f"{self.code[: DIGITS // 2]} {self.code[DIGITS // 2 :]}"

    def wait(self) -> int:
        """Take a try: seconds until another code is taken; 0 when this one is."""
        return self._tries.take("")

    def is_right(self, code: str) -> bool:
        """Whether this is the code; a wrong one is remembered for a while."""
        given = "".join(one for one in code if not one.isspace() and one != "-")
        right = secrets.compare_digest(given.encode(), self.code.encode())
        if right:
            self._tries.give_back("")
        return right

    def let_in(self, response: Response) -> None:
        """Give a browser the cookie by which it is known."""
        value = self._signer().sign(secrets.token_urlsafe(16)).decode()
        response.set_cookie(
            COOKIE, value, max_age=DAYS * DAY, httponly=True, samesite="lax", path="/"
        )

    def who(self, cookie: str) -> Visitor | None:
        """Who a browser with this cookie is: whoever runs the program, or nobody."""
        from itsdangerous import BadSignature

        try:
            self._signer().unsign(cookie, max_age=DAYS * DAY)
        except BadSignature:
            return None
        return OWNER

    def _signer(self) -> TimestampSigner:
        from itsdangerous import TimestampSigner

        return TimestampSigner(self._secret, salt="dashboard")


def cookie_in(scope: Scope) -> str:
    """The cookie by which a browser is known; empty when it has none."""
    cookies: dict[str, str] = cookie_parser(Headers(scope=scope).get("cookie", ""))
    return cookies.get(COOKIE, "")


def kept_secret(folder: Path) -> bytes:
    """The secret that cookies are signed with, made when it is not there yet.

    Args:
        folder: The folder that it is kept in, which only the user can read.

    Raises:
        OSError: When it cannot be read or written.
    """
    path = folder / "dashboard.secret"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        made = secrets.token_bytes(32)
        file.write(made)
    return made
