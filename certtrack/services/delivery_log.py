"""What was sent, what waits, and what failed."""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.reminders.delivery import Delivery
from certtrack.store.deliveries import everything
from certtrack.store.known import find
from certtrack.store.location import locate
from certtrack.store.sessions import reading


def delivery_log(
    store: str | None, person: str | None, *, failed: bool
) -> Iterator[tuple[Delivery, str]]:
    """The delivery log with whom each line is to, what was claimed last first.

    Args:
        store: The store.
        person: Only this person's, by name or number; None for all, managers included.
        failed: Only what failed for good.

    Raises:
        Refused: When there is no such person or no store.
    """
    with reading(locate(store)) as connection:
        number = None if person is None else find(connection, person)
        yield from everything(connection, person=number, failed=failed)
