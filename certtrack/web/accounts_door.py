"""The door for people who have accounts: a name and a password, and a session that ends."""

from __future__ import annotations

import threading
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from starlette.responses import Response

from certtrack.services import accounts
from certtrack.services.accounts import Account
from certtrack.web.signing_in import COOKIE, PAUSE, TRIES
from certtrack.web.visitors import Visitor

if TYPE_CHECKING:
    from itsdangerous import TimestampSigner

HOURS = 12
"""Hours after which somebody must sign in again."""

SECONDS = HOURS * 60 * 60
MOST_NAMES = 10_000
"""Names whose wrong passwords are remembered; more are a flood, and all must wait."""


class AccountsDoor:
    """Lets people in who have accounts.

    Args:
        secret: What cookies are signed with.
        folder: Where accounts are kept.
        secure: Whether cookies go by encrypted connections alone.
    """

    asks = "password"
    """What somebody is asked for."""

    def __init__(self, secret: bytes, folder: Path, *, secure: bool) -> None:
        self.folder = folder
        self._secret, self._secure = secret, secure
        self._wrong: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    def wait(self, name: str) -> int:
        """Seconds until another password is taken for a name; 0 when one is."""
        with self._lock:
            now = monotonic()
            for one, moments in list(self._wrong.items()):
                left = [moment for moment in moments if now - moment < PAUSE]
                self._wrong[one] = left
                if not left:
                    del self._wrong[one]
            if len(self._wrong) >= MOST_NAMES:
                return int(PAUSE)
            mine = self._wrong.get(name, [])
            return int(PAUSE - (now - mine[0])) + 1 if len(mine) >= TRIES else 0

    def account(self, name: str, password: str) -> Account | None:
        """The account of a name and its password; a wrong one is remembered for a while."""
        found = accounts.signed_in(self.folder, name, password)
        if found is None:
            with self._lock:
                self._wrong.setdefault(name, []).append(monotonic())
        return found

    def let_in(self, response: Response, account: Account) -> None:
        """Give a browser the cookie by which it is known."""
        value = self._signer().sign(f"{account.stamp}:{account.name}").decode()
        response.set_cookie(
            COOKIE, value, max_age=SECONDS, httponly=True, samesite="lax", secure=self._secure
        )

    def who(self, cookie: str) -> Visitor | None:
        """Who a browser with this cookie is; None for nobody, or no longer."""
        from itsdangerous import BadSignature

        try:
            told = self._signer().unsign(cookie, max_age=SECONDS).decode()
        except BadSignature:
            return None
        stamp, _, name = told.partition(":")
        account = accounts.known(self.folder, name, stamp)
        if account is None:
            return None
        return Visitor(
            name=account.name, role=account.role, person=account.person, manages=account.manages
        )

    def _signer(self) -> TimestampSigner:
        from itsdangerous import TimestampSigner

        return TimestampSigner(self._secret, salt="accounts")
