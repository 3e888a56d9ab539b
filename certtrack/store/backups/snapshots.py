"""A copy of a store as it is at one moment, whatever kind it is, in a file of SQLite's."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.store import copying, sessions
from certtrack.store.backups.shelf import KEPT, Kind, folder_of, free_name, rotate
from certtrack.store.file_faults import FAILURES, trouble, uncopied
from certtrack.store.files import copy_in_use
from certtrack.store.location import Location, Place

PRIVATE = 0o700
WITHOUT = "Make room; or do without: --no-backup."


def snapshot(place: Place, target: Path) -> None:
    """Copy a store, while others may use it, into a new file.

    Args:
        place: The store; one on a server is copied row by row, its history included.
        target: The file.

    Raises:
        Refused: When there is no store, it cannot be read, or the copy cannot be written.
    """
    if not isinstance(place, Location):
        copying.copy(place, Location(target))
        return
    with sessions.reading(place):
        pass
    try:
        copy_in_use(place.path, target)
    except FAILURES as error:
        raise trouble(error, place) from error
    except OSError as error:
        raise unwritten(error, target) from None


@contextmanager
def automatic(place: Place, kind: Kind, made_at: str) -> Iterator[Callable[[bool], None]]:
    """A copy of a file while it is changed much: it stays if that was done, and old ones go.

    Args:
        place: The store; of one on a server none is made, it has its own means.
        kind: Before what.
        made_at: The moment, as ISO text in UTC.

    Returns:
        What to call with whether it is changed; if that fails afterwards, the copy goes all the
        same.

    Raises:
        Refused: When it cannot be made; then nothing is to be done.
    """
    changed: list[bool] = []
    copy = _copied(place, kind, made_at)
    done = False
    try:
        yield changed.append
        done = any(changed)
    finally:
        if copy and done:
            rotate(place, copy, kind, KEPT)
        elif copy:
            copy.unlink(missing_ok=True)


def _copied(place: Place, kind: Kind, made_at: str) -> Path | None:
    if not isinstance(place, Location) or not place.path.exists() or not place.path.stat().st_size:
        return None
    folder = folder_of(place)
    try:
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        while True:
            target = free_name(folder, place, kind, made_at, "sqlite3")
            # Who copies the same store at the same moment may have the name first.
            with suppress(FileExistsError):
                copy_in_use(place.path, target, replace=False)
                return target
    except (OSError, *FAILURES) as error:
        raise uncopied(error, place, WITHOUT) from error


@contextmanager
def workshop(folder: Path) -> Iterator[Path]:
    """A folder for what is not finished, in the one where it will be; gone afterwards.

    Raises:
        Refused: When nothing can be written there.
    """
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as made:
            yield Path(made)
    except OSError as error:
        raise unwritten(error, folder) from None


def unwritten(error: OSError, path: Path) -> Refused:
    """What is said of a file that could not be written."""
    return refuse(f"the backup cannot be written: {error.strerror}", where=str(path))
