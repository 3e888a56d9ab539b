"""Activities by the file do the same on a server as in a file: the same tests once more."""

from __future__ import annotations

from tests.cli.test_bulk import *  # noqa: F403
from tests.cli.test_on_a_server import dump, facts, home, store

__all__ = ["dump", "facts", "home", "store"]
