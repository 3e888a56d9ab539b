"""The store itself: is it sound, bring it to this version, move it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from certtrack.store import checking, copying, evidence
from certtrack.store.checking import Checked
from certtrack.store.location import Location, Place, locate
from certtrack.store.migrate import backup_of
from certtrack.store.sessions import HEAD, reading
from certtrack.store.sessions import is_there as made
from certtrack.store.sessions import migrated as bring_up
from certtrack.store.vault import vault_of


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became of a store.

    Args:
        store: What it is called.
        before: The version that it had; None if it had to be made.
        now: The version that it has.
        backup: The copy that was made before, if there was anything to copy to.
    """

    store: str
    before: str | None
    now: str
    backup: Path | None


def is_there(store: str | None) -> bool:
    """Whether there is a store yet.

    Raises:
        Refused: When a server cannot be reached.
    """
    return made(locate(store))


def migrate(store: str | None, *, copy: bool = True) -> Migrated:
    """Bring a store to this version of certtrack.

    Args:
        store: The store.
        copy: Whether a file is copied before.

    Raises:
        Refused: When there is none, it is newer, or it cannot be written.
    """
    location = locate(store)
    before = bring_up(location, copy=copy)
    backup = None
    if copy and isinstance(location, Location) and before not in (None, HEAD):
        backup = backup_of(location.path, before or "")
    return Migrated(location.shown, before, HEAD, backup)


def check(store: str | None, now: Callable[[], datetime]) -> Checked:
    """Look whether a store is sound; nothing is changed.

    Args:
        store: The store.
        now: Asks our clock.

    Raises:
        Refused: When it cannot be looked at.
    """
    return checking.checked(locate(store), now)


def copy(source: str, target: str) -> tuple[str, str, dict[str, int]]:
    """Copy a whole store; gives what both are called and the rows of each table.

    The files of its evidence go into the vault of the copy first, so that no row comes
    before its file. One that is missing or changed cannot be copied; `evidence verify`
    tells of it in both.

    Raises:
        Refused: When the target is not empty, or either cannot be used.
    """
    from_, to = locate(source), locate(target)
    if from_ != to:
        _copy_evidence(from_, to)
    rows = copying.copy(from_, to)
    return from_.shown, to.shown, rows


def _copy_evidence(source: Place, target: Place) -> None:
    with reading(source) as connection:
        kept = {one.sha256 for one in evidence.of_everyone(connection)}
    vault, other = vault_of(source), vault_of(target)
    for sha256 in sorted(kept):
        if vault.state_of(sha256) == "intact":
            other.put(vault.read(sha256))
