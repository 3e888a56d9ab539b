"""Subscribing to deadlines: an address that nobody can guess, and that can be ended."""

from __future__ import annotations

import hashlib
import secrets

from certtrack.errors import refuse
from certtrack.services.edit import known_of
from certtrack.services.facts import Who
from certtrack.store import feeds
from certtrack.store.claims import persistent
from certtrack.store.feeds import Feed
from certtrack.store.history import recorded
from certtrack.store.known import find
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading

RANDOM = 24
"""Random bytes in an address: 192 bits."""


def listed(who: Who) -> list[Feed]:
    """A person's addresses, in the order they were made; what they are is known to nobody.

    Raises:
        Refused: When there is no such person or no store.
    """
    with reading(locate(who.store)) as connection:
        return feeds.feeds_of(connection, find(connection, who.person))


@persistent
def make(who: Who, made_at: str) -> str:
    """Make an address; gives its secret part, which is told this once.

    Args:
        who: Whose deadlines it tells.
        made_at: The moment, as ISO text in UTC.

    Raises:
        Refused: When there is no such person, or the store cannot be written.
    """
    secret = secrets.token_urlsafe(RANDOM)
    with recorded(locate(who.store), "calendar subscribe", made_at) as work:
        before = known_of(work, who.person)
        work.about = f" ({before.who['name']})"
        feeds.keep(work, before.number, _digest(secret), made_at)
    return secret


@persistent
def end(who: Who, number: int, made_at: str) -> None:
    """End an address: programs that subscribed get nothing more.

    Args:
        who: Whose.
        number: The address's number.
        made_at: The moment, as ISO text in UTC.

    Raises:
        Refused: When they have none with this number.
    """
    with recorded(locate(who.store), "calendar unsubscribe", made_at) as work:
        before = known_of(work, who.person)
        work.about = f" ({before.who['name']})"
        if number not in {
            one.number for one in feeds.feeds_of(driver(work.session), before.number)
        }:
            raise refuse(f"{before.who['name']} has no such address, or no longer")
        feeds.end(work, before.number, number)


def whose(store: str | None, secret: str) -> int | None:
    """The number of the person whose deadlines an address tells; None for any other.

    Args:
        store: The store.
        secret: The secret part of the address.

    Raises:
        Refused: When there is no store.
    """
    with reading(locate(store)) as connection:
        return feeds.whose(connection, _digest(secret))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
