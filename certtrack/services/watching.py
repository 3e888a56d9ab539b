"""Who watches long work, and nobody."""

from __future__ import annotations

from collections.abc import Callable

Watch = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""


def unwatched(what: str, done: int, whole: int) -> None:
    """For work that nobody watches."""
