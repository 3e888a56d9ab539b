"""The backups that lie where backups are made: what each holds, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.store.backups import shelf
from certtrack.store.backups.holding import Held, held_in, held_in_copy
from certtrack.store.backups.opening import opened
from certtrack.store.backups.sealing import is_sealed
from certtrack.store.backups.shelf import Copy, Kind
from certtrack.store.backups.snapshots import workshop
from certtrack.store.backups.taking_out import is_bare, taken_out
from certtrack.store.file_faults import FAILURES
from certtrack.store.location import Place, locate
from certtrack.store.sessions import is_there, reading


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBackup:
    """A backup, or a copy that was made by itself, as far as it can be seen without unpacking it.

    Args:
        path: Where it is.
        kind: Why it was made.
        made_at: The moment.
        size: Its bytes.
        encrypted: Whether it needs a passphrase, without which nothing more is known.
        held: What it says its store holds; None when it does not say.
        evidence: How many pieces of evidence are in it; None where that is not known.
        fault: Why it cannot be put back, as far as that can be seen; None for nothing.
    """

    path: Path
    kind: Kind
    made_at: datetime
    size: int
    encrypted: bool
    held: Held | None = None
    evidence: int | None = None
    fault: str | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A backup that was opened, all of it read and compared, and found whole.

    Args:
        held: What its store holds, counted.
        evidence: How many pieces of evidence are in it.
        made_at: The moment it was made, as ISO text in UTC; None where it does not say.
    """

    held: Held
    evidence: int
    made_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The store as it is now.

    Args:
        store: What it is called.
        held: What it holds; None when there is none, or it cannot be read.
        fault: Why it cannot be read; None when it can, or is not there.
    """

    store: str
    held: Held | None
    fault: str | None = None


def kept_backups(store: str | None) -> list[KeptBackup]:
    """Every backup of a store that lies where backups are made, the newest first."""
    return list(_kept(locate(store)))


def backup_called(store: str | None, name: str) -> KeptBackup:
    """The one of them that is called so.

    Raises:
        Refused: When none is.
    """
    for one in kept_backups(store):
        if one.name == name:
            return one
    raise refuse("there is no such backup, or no longer", where=name)


def verify(store: str | None, backup: Path, passphrase: str | None) -> Whole:
    """Open a backup and read all that is in it; nothing is put back.

    Args:
        store: The store, beside whose backups it is unpacked for the moment.
        backup: The backup.
        passphrase: Under which it is encrypted.

    Raises:
        Refused: When it is none, or not whole, or the passphrase is another one.
    """
    with (
        workshop(shelf.folder_of(locate(store))) as room,
        taken_out(backup, room, passphrase) as contents,
    ):
        archive = contents.archive
        return Whole(
            held=held_in_copy(contents.database),
            evidence=len(archive.manifest.evidence) if archive else 0,
            made_at=contents.made_at,
        )


def present(store: str | None) -> Present:
    """The store as it is now, damaged or not."""
    place = locate(store)
    try:
        if not is_there(place):
            return Present(store=place.shown, held=None)
        with reading(place) as connection:
            return Present(store=place.shown, held=held_in(connection))
    except Refused as refused:
        return Present(store=place.shown, held=None, fault=str(refused))


def _kept(place: Place) -> Iterator[KeptBackup]:
    for copy in reversed(shelf.copies(place)):
        try:
            yield _seen(copy)
        except FileNotFoundError:
            # Another process made one more, and this was the oldest.
            continue


def _seen(copy: Copy) -> KeptBackup:
    path, size = copy.path, copy.path.stat().st_size
    held, evidence, fault, encrypted = None, None, None, False
    try:
        encrypted = is_sealed(path)
        if is_bare(path):
            held = held_in_copy(path)
        elif not encrypted:
            with opened(path, path.name) as archive:
                held, evidence = archive.manifest.held, len(archive.manifest.evidence)
    except Refused as refused:
        fault = refused.faults[0].what
    except FAILURES:
        fault = "it is damaged"
    except PermissionError as error:
        fault = f"it cannot be read: {error.strerror}"
    return KeptBackup(
        path=path,
        kind=copy.kind,
        made_at=copy.made_at,
        size=size,
        encrypted=encrypted,
        held=held,
        evidence=evidence,
        fault=fault,
    )
