"""The clock of a store that is shared, beside this machine's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from certtrack.store.dialect import Connection, dialect_of


def seconds_apart(connection: Connection, now: Callable[[], datetime]) -> float | None:
    """How far the server's clock is ahead of ours; None where it is the same.

    Args:
        connection: To the store.
        now: Asks our clock.
    """
    query = dialect_of(connection).clock
    if query is None:
        return None
    before = now()
    theirs = float(connection.execute(query).fetchone()["seconds"])
    after = now()
    # The server answered somewhere in between.
    return theirs - (before.timestamp() + after.timestamp()) / 2
