"""Who runs the program, by the name that the system knows them by."""

from __future__ import annotations

import os
from functools import lru_cache


@lru_cache(maxsize=1)
def user() -> str:
    """The name of the user; a number where the system has no name for them."""
    if os.name != "posix":  # pragma: no cover - there the system says it in a variable
        return os.environ.get("USERNAME", "unknown")
    # Not what a variable says: anybody can set one.
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
