"""Where rule files are: the shipped ones, and the user's own beside them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from certtrack.errors import refuse
from certtrack.rulebooks.cache import cached
from certtrack.rules.rulebook import Library

SHIPPED = Path(__file__).parent


def library(folders: Sequence[Path] = ()) -> Library:
    """The shipped rulebooks and the user's own.

    Args:
        folders: Folders with rule files, each of which must exist; the one in the
            user's configuration folder is read too, when it is there.

    Raises:
        Refused: When a folder is missing or a rule file has faults.
    """
    paths = shipped_and(folders)
    states = tuple(map(_state, paths))
    if _kept and _kept[-1][0] == states:
        return _kept[-1][1]
    found = cached(paths, _read)
    _kept[:] = [(states, found)]
    return found


State = tuple[Path, int, int]

_kept: list[tuple[tuple[State, ...], Library]] = []
"""The library of the last time and what its files were like: a process that lives long asks
for it again and again."""


def _state(path: Path) -> State:
    """What is otherwise as soon as a file is: when it was written, and its bytes."""
    try:
        state = path.stat()
    except OSError:
        # What is wrong with it is told when it is read.
        return path, 0, -1
    return path, state.st_mtime_ns, state.st_size


def _read(paths: Sequence[Path]) -> Library:
    # Reading and checking is for files that changed; the cache does without its modules.
    from certtrack.rulebooks.reader import read_files

    return read_files(paths)


def shipped_and(folders: Sequence[Path]) -> list[Path]:
    """Every rule file in use, by its full path.

    Raises:
        Refused: When one of the folders is missing.
    """
    for folder in folders:
        if not folder.is_dir():
            raise refuse("there is no such folder of rule files", where=str(folder))
    places = [SHIPPED, *folders, *(place for place in (_configured(),) if place.is_dir())]
    found = [path.resolve() for place in places for path in sorted(place.rglob("*.toml"))]
    return list(dict.fromkeys(found))


def _configured() -> Path:
    from platformdirs import user_config_path

    return user_config_path("certtrack", appauthor=False) / "rulebooks"
