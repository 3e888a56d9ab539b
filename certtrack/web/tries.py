"""Wrong tries to get in, counted for a while, so that nobody can guess without end."""

from __future__ import annotations

import threading
from collections import deque
from time import monotonic

PAUSE = 30.0
"""Seconds in which a wrong try counts."""

MOST_KEYS = 10_000
"""Names whose wrong tries are remembered; more are a flood, and whoever is new must wait."""


class Tries:
    """How often somebody tried in vain.

    Args:
        most: How many wrong tries are taken within the pause.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._wrong: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> int:
        """Take a try; until it is told to be right it counts as a wrong one.

        So that many at once are no more than one after the other.

        Args:
            key: Whose.

        Returns:
            Seconds until another one is taken; 0 when this one is.
        """
        with self._lock:
            now = monotonic()
            self._forget(now - PAUSE)
            if key not in self._wrong and len(self._wrong) >= MOST_KEYS:
                return int(PAUSE)
            mine = self._wrong.setdefault(key, deque())
            if len(mine) >= self.most:
                return int(PAUSE - (now - mine[0])) + 1
            mine.append(now)
            return 0

    def give_back(self, key: str) -> None:
        """Count the latest try no more: it was right, or is not looked at."""
        with self._lock:
            if mine := self._wrong.get(key):
                mine.pop()

    def _forget(self, before: float) -> None:
        for key, moments in list(self._wrong.items()):
            while moments and moments[0] <= before:
                moments.popleft()
            if not moments:
                del self._wrong[key]
