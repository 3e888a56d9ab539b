"""A copy of the store's file before it is changed by many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from certtrack.store.backups.snapshots import automatic
from certtrack.store.location import Place

MANY = 500
"""Rows of an import from which on the file is copied before."""


@contextmanager
def before_import(place: Place, rows: int, made_at: str) -> Iterator[Callable[[bool], None]]:
    """Copy a store's file before an import, if it is a large one.

    The copy goes again, and no older one for it, unless it is said that something was written:
    an import that is refused again and again leaves the copies of those that were not.

    Args:
        place: The store; of one on a server no copy is made, it has its own means.
        rows: How many rows are imported; 0 where no copy is wanted.
        made_at: The moment, as ISO text in UTC.

    Returns:
        What to call in the end with whether anything was written.

    Raises:
        Refused: When it cannot be made; then nothing is to be imported.
    """
    if rows < MANY:
        yield lambda _: None
        return
    with automatic(place, "before-import", made_at) as keep:
        yield keep


def lines_in(file: Path) -> int:
    """How many lines a file has: at least as many as it has rows.

    Of what can be read only once nobody knows beforehand: it is taken for many.
    """
    if not file.is_file():
        return MANY
    with file.open("rb") as lines:
        return sum(1 for _ in lines)
