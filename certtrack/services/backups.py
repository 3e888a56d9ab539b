"""A copy of everything: made, checked, kept apart from older ones, and put back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reminders.secret_sources import FromFile, revealed
from certtrack.store.backups import sealing, shelf
from certtrack.store.backups.making import Order, make
from certtrack.store.backups.packing import damaged, sha256_of
from certtrack.store.backups.putting_back import put_back
from certtrack.store.backups.snapshots import workshop
from certtrack.store.backups.taking_out import put_evidence, taken_out
from certtrack.store.location import Place, locate
from certtrack.store.vault import vault_of

KEPT = 10
"""Backups that stay in a folder unless another number is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackedUp:
    """A backup that was made, and was opened again and found whole.

    Args:
        path: Where it is.
        store: What the store is called.
        made_at: The moment, as ISO text in UTC.
        store_schema: The version of the store's schema.
        evidence: How many pieces of evidence are in it.
        damaged: The evidence that was damaged already when it was packed.
        size: Its bytes.
        sha256: The SHA-256 of the whole file.
        encrypted: Whether it needs a passphrase.
        removed: Older backups that were one too many.
    """

    path: Path
    store: str
    made_at: str
    store_schema: str
    evidence: int
    damaged: tuple[str, ...]
    size: int
    sha256: str
    encrypted: bool
    removed: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What became of a store.

    Args:
        store: What it is called.
        backup: What was put in its place.
        made_at: When that was made, as ISO text in UTC; None where it does not say.
        store_schema: The version of its schema when it was made.
        evidence: How many pieces of evidence were lacking and are there again.
        before: Where what was there before is now; None when there was nothing.
    """

    store: str
    backup: Path
    made_at: str | None
    store_schema: str
    evidence: int
    before: Path | None


def back_up(
    store: str | None,
    out: Path | None,
    keep: int | None,
    passphrase: str | None,
    made_at: str,
    vault: Path | None = None,
) -> BackedUp:
    """Back a store up, with its evidence.

    Args:
        store: The store.
        out: A new file or a folder; None for `backups/` beside the store.
        keep: How many backups stay in the folder; None for as many as usual.
        passphrase: Under which it is encrypted; None for not at all.
        made_at: The moment, as ISO text in UTC.
        vault: The folder with the evidence; None for the usual one.

    Raises:
        Refused: When it cannot be made, or is not whole when it is opened again.
    """
    place = locate(store)
    folder = out if out and out.is_dir() else None if out else shelf.folder_of(place)
    ending = "zip" if passphrase is None else "zip.age"
    if folder is None and keep is not None:
        raise refuse("only in a folder older backups can go", where="--keep")
    target = shelf.free_name(folder, place, "asked", made_at, ending) if folder else out
    assert target is not None
    _must_be_free(target)
    manifest = make(Order(place, made_at, passphrase, vault), target)
    removed = shelf.rotate(place, target, "asked", keep or KEPT) if folder else []
    return BackedUp(
        path=target,
        store=place.shown,
        made_at=made_at,
        store_schema=manifest.store_schema,
        evidence=len(manifest.evidence),
        damaged=tuple(damaged(manifest)),
        size=target.stat().st_size,
        sha256=sha256_of(target),
        encrypted=passphrase is not None,
        removed=tuple(removed),
    )


def restore(
    store: str | None,
    file: Path,
    passphrase: str | None,
    made_at: str,
    vault: Path | None = None,
) -> Restored:
    """Put a backup in the place of a store; what is there is copied first.

    Evidence is only ever added: what is there and whole stays.

    Args:
        store: The store, which need not be there.
        file: A backup, or a copy of a store alone.
        passphrase: Under which it is encrypted.
        made_at: The moment, as ISO text in UTC.
        vault: The folder with the evidence; None for the usual one.

    Raises:
        Refused: When it is no backup, is not whole, or cannot be put there; then all is as
            it was.
    """
    place = locate(store)
    with (
        workshop(shelf.folder_of(place)) as room,
        taken_out(file, room, passphrase) as contents,
    ):
        evidence = 0
        if contents.archive:
            evidence = put_evidence(contents.archive, vault_of(place, vault).folder)
        before = put_back(place, contents.database, made_at, room)
        return Restored(
            store=place.shown,
            backup=file,
            made_at=contents.made_at,
            store_schema=contents.store_schema,
            evidence=evidence,
            before=before,
        )


def known_copies(place: Place) -> list[str]:
    """The paths of every copy of a store that is known, the oldest first."""
    return [str(copy.path) for copy in shelf.copies(place)]


def is_encrypted(file: Path) -> bool:
    """Whether a backup needs a passphrase.

    Raises:
        Refused: When it cannot be read.
    """
    try:
        return sealing.is_sealed(file)
    except OSError as error:
        what = f"the backup cannot be read: {error.strerror}"
        raise refuse(what, where=str(file)) from None


def passphrase_in(file: Path, option: str = "--passphrase-file") -> str:
    """The passphrase in a file that only its owner may read.

    Args:
        file: The file.
        option: By which option it is named, for faults.

    Raises:
        Refused: When it is not there, is empty, or others may read it.
    """
    return revealed(FromFile(file=file), option).get_secret_value()


def _must_be_free(target: Path) -> None:
    if target.exists():
        raise refuse("the file is there already", where=str(target), hint="Name another one.")
    if not target.parent.is_dir() and target.parent.name != "backups":
        raise refuse("there is no such folder", where=str(target.parent))
