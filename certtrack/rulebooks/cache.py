"""Rule files that were read and checked before are not read again at every start.

Checking every key of every rule file takes longer than most answers. What came out is
kept in the user's own cache folder under a hash of the files' content and of the program;
whatever is wrong with it, the files themselves are read.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from certtrack import __version__
from certtrack.rules.rulebook import Library

PROGRAM = Path(__file__).parent.parent


def cached(paths: Sequence[Path], read: Callable[[Sequence[Path]], Library]) -> Library:
    """The library in these files, from the cache when they were read before.

    Args:
        paths: The rule files.
        read: Reads and checks them; what it raises is not cached.
    """
    kept = _place(paths)
    try:
        if kept and (library := _load(kept)):
            return library
    except Exception:
        pass
    library = read(paths)
    if kept:
        _keep(kept, library)
    return library


def _place(paths: Sequence[Path]) -> Path | None:
    """Where the library of these files is kept; None when a file cannot be read."""
    told = hashlib.sha256(f"{__version__} {sys.version} {_program()}".encode())
    try:
        for path in paths:
            told.update(f"{path}\0".encode())
            told.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return None
    from platformdirs import user_cache_path

    return user_cache_path("certtrack", appauthor=False) / f"rulebooks-{told.hexdigest()[:32]}"


def _program() -> float:
    """When the types that are kept, and what makes them of files, were last changed."""
    folders = ("rules", "rulebooks")
    found = (path for name in folders for path in (PROGRAM / name).rglob("*.py"))
    return max(path.stat().st_mtime for path in found)


def _load(kept: Path) -> Library | None:
    """What is kept, if it is there and nobody else can have written it."""
    if not kept.exists():
        return None
    state = kept.stat()
    if hasattr(os, "getuid") and (state.st_uid != os.getuid() or state.st_mode & 0o022):
        return None
    library = pickle.loads(kept.read_bytes())
    return library if isinstance(library, Library) else None


def _keep(kept: Path, library: Library) -> None:
    """Keep it, replacing older ones; a cache that cannot be written is done without."""
    unfinished = kept.with_suffix(f".{os.getpid()}")
    try:
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            pickle.dump(library, file, protocol=pickle.HIGHEST_PROTOCOL)
        for older in kept.parent.glob("rulebooks-*"):
            if older != unfinished:
                older.unlink(missing_ok=True)
        unfinished.replace(kept)
    except OSError:
        unfinished.unlink(missing_ok=True)
