"""On whose behalf something is done, where one process works for several people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from certtrack.store.users import ACTING


@contextmanager
def acting_as(name: str | None) -> Iterator[None]:
    """Have the history name somebody for what is done within.

    Args:
        name: By which they signed in; None for whoever runs the program.
    """
    before = ACTING.set(name)
    try:
        yield
    finally:
        ACTING.reset(before)
