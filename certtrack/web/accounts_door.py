"""The door for people who have accounts: a name and a password, and a session that ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from certtrack.services import accounts
from certtrack.services.accounts import Account
from certtrack.web.refusals import NotThere
from certtrack.web.signing_in import COOKIE, TRIES
from certtrack.web.tries import Tries
from certtrack.web.visitors import Visitor

if TYPE_CHECKING:
    from itsdangerous import TimestampSigner

    from certtrack.web.identity import IdentityProvider

HOURS = 12
"""Hours after which somebody must sign in again."""

SECONDS = HOURS * 60 * 60
TRIES_OF_A_PLACE = 20
"""Wrong passwords that are taken at once from one address, whosoever they are."""

AT_ONCE, WAITING = 2, 16
"""Passwords that are looked at at once, for each takes a tenth of a second; and with the next."""


class MustWait(Exception):
    """Another password is not taken yet.

    Args:
        seconds: Until one is.
        why: Why not, in words.
    """

    def __init__(self, seconds: int, why: str) -> None:
        soon = f"{seconds} {'second' if seconds == 1 else 'seconds'}"
        super().__init__(f"{why} Try again in {soon}.")


class AccountsDoor:
    """Lets people in who have accounts.

    Args:
        secret: What cookies are signed with.
        folder: Where accounts are kept.
        secure: Whether cookies go by encrypted connections alone.
        provider: By whom people sign in who have no password here; None where nobody does.
    """

    asks = "password"
    """What somebody is asked for."""

    def __init__(
        self,
        secret: bytes,
        folder: Path,
        *,
        secure: bool,
        provider: IdentityProvider | None = None,
    ) -> None:
        self.folder, self.secure, self.provider = folder, secure, provider
        self.secret = secret
        self._names, self._places = Tries(TRIES), Tries(TRIES_OF_A_PLACE)
        self._looked_at = threading.Semaphore(AT_ONCE)
        self._room = threading.Semaphore(WAITING)

    def account(self, name: str, password: str, address: str) -> Account | None:
        """The account of a name and its password; a wrong one is remembered for a while.

        Args:
            name: By which somebody signs in.
            password: The password, as it was typed.
            address: From where it was sent.

        Raises:
            MustWait: After too many wrong ones for this name or from this address, and while
                too many come at once.
        """
        place = _place(address)
        self._take(name, place)
        with self._in_turn(name, place):
            found = accounts.signed_in(self.folder, name, password)
        if found:
            self._give_back(name, place)
        return found

    def let_in(self, response: Response, account: Account) -> None:
        """Give a browser the cookie by which it is known."""
        value = self._signer().sign(f"{account.stamp}:{account.name}").decode()
        response.set_cookie(
            COOKIE, value, max_age=SECONDS, httponly=True, samesite="lax", secure=self.secure
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

    def _take(self, name: str, place: str) -> None:
        if seconds := self._names.take(name):
            raise MustWait(seconds, "Too many wrong passwords.")
        if seconds := self._places.take(place):
            self._names.give_back(name)
            raise MustWait(seconds, "Too many wrong passwords.")

    def _give_back(self, name: str, place: str) -> None:
        self._names.give_back(name)
        self._places.give_back(place)

    @contextmanager
    def _in_turn(self, name: str, place: str) -> Iterator[None]:
        """So many passwords at once, and so many that wait: the rest of the pages go on."""
        if not self._room.acquire(blocking=False):
            self._give_back(name, place)
            raise MustWait(1, "Many sign in just now.")
        try:
            with self._looked_at:
                yield
        finally:
            self._room.release()

    def _signer(self) -> TimestampSigner:
        from itsdangerous import TimestampSigner

        return TimestampSigner(self.secret, salt="accounts")


def accounts_door(request: Request) -> AccountsDoor:
    """The door of a dashboard that asks for accounts.

    Raises:
        NotThere: When it asks for none.
    """
    door = request.app.state.door
    if not isinstance(door, AccountsDoor):
        raise NotThere("The dashboard was started without accounts.")
    return door


AtAccounts = Annotated[AccountsDoor, Depends(accounts_door)]


def _place(address: str) -> str:
    """What counts as one address: of IPv6 the network, for a connection has so many."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    # One that listens to both is told of older addresses in the form of newer ones.
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
