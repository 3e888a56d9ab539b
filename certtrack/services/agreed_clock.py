"""One clock for all who send from a shared store: the server's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from certtrack.errors import refuse
from certtrack.store.clocks import seconds_apart
from certtrack.store.location import Place
from certtrack.store.sessions import reading

Clock = Callable[[], datetime]
"""Gives a moment that is aware of its time zone."""

APART = timedelta(minutes=5)
"""How far this machine's clock may be from the server's: mail is dated by it."""


def agreed_clock(place: Place, now: Clock) -> Clock:
    """The clock by which all senders go: the server's, or this machine's for a file.

    Args:
        place: The store.
        now: Asks this machine's clock.

    Raises:
        Refused: When the two are too far apart; when there is no store.
    """
    with reading(place) as connection:
        seconds = seconds_apart(connection, now)
    if seconds is None:
        return now
    apart = timedelta(seconds=seconds)
    if abs(apart) > APART:
        raise refuse(
            f"this machine's clock is {abs(apart).total_seconds() / 60:.0f} minutes "
            f"{'behind' if seconds > 0 else 'ahead of'} the server's; nothing was sent",
            where=place.shown,
            hint="Set it right first: who sends when is told by it.",
        )
    return lambda: now() + apart
