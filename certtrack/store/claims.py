"""Doing again what another writer's commit got in the way of."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from certtrack.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")

PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds to wait before each further attempt, at most: together within WAIT of a lock."""


class Collision(Refused):
    """Another writer changed at the same moment what this one read; nothing was written."""


def persistent(act: Callable[P, R]) -> Callable[P, R]:
    """Do an act again when it collides, a bounded number of times.

    Args:
        act: Reads and writes the store in one unit of work and touches nothing else, so
            that after a collision it is as if it had never begun.
    """

    @wraps(act)
    def act_(*args: P.args, **options: P.kwargs) -> R:
        for pause in PAUSES:
            try:
                return act(*args, **options)
            except Collision:
                # Two who collided should not meet again: each waits a time of its own.
                time.sleep(random.uniform(0, pause))
        return act(*args, **options)

    return act_
