"""Who does what is done: whoever runs the program, or signed in where several use it."""

from __future__ import annotations

import os
from contextvars import ContextVar
from functools import lru_cache

ACTING: ContextVar[str | None] = ContextVar("acting", default=None)
"""Who does what is done, where one process works for several people; None for its own user."""


def user() -> str:
    """The name of whoever does what is done: by which they signed in, else the system's."""
    return ACTING.get() or _system_user()


@lru_cache(maxsize=1)
def _system_user() -> str:
    """The name of the user; a number where the system has no name for them."""
    if os.name != "posix":  # pragma: no cover - there the system says it in a variable
        return os.environ.get("USERNAME", "unknown")
    # Not what a variable says: anybody can set one.
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
