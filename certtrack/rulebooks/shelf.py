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
    return cached(shipped_and(folders), _read)


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
