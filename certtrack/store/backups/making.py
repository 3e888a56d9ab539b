"""Making a backup: packed beside its place, opened again, and only then put there."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from certtrack import __version__
from certtrack.store.backups.holding import held_in_copy
from certtrack.store.backups.judging import must_be_sound
from certtrack.store.backups.manifest import DATABASE, FORMAT, Manifest
from certtrack.store.backups.opening import Archive, opened
from certtrack.store.backups.packing import ALONE, pack
from certtrack.store.backups.sealing import seal, unseal
from certtrack.store.backups.snapshots import snapshot, unwritten, workshop
from certtrack.store.file_faults import FAILURES
from certtrack.store.files import keep_on_disk
from certtrack.store.location import Place
from certtrack.store.sessions import HEAD
from certtrack.store.vault import vault_of


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be backed up, and how.

    Args:
        place: The store.
        made_at: The moment, as ISO text in UTC.
        passphrase: Under which it is encrypted; None for not at all.
        vault: The folder with the evidence; None for the usual one.
    """

    place: Place
    made_at: str
    passphrase: str | None
    vault: Path | None = None


def make(order: Order, target: Path) -> Manifest:
    """Back a store up, with its evidence; gives what is in the backup.

    Args:
        order: Of what and how.
        target: A file; it is there afterwards only if it was opened again and found whole.

    Raises:
        Refused: When the store cannot be read, or the backup not written or not read again.
    """
    with workshop(target.parent) as room:
        database, packed = room / "store.sqlite3", room / "packed.zip"
        snapshot(order.place, database)
        try:
            vault = vault_of(order.place, order.vault).folder
            pack(database, vault, _about(order, database), packed)
            database.unlink()
            finished = _sealed(packed, room, order.passphrase)
            manifest = _opened_again(finished, room, order.passphrase)
            finished.replace(target)
            keep_on_disk(target.parent)
        except OSError as error:
            raise unwritten(error, target) from None
        return manifest


def _about(order: Order, database: Path) -> Manifest:
    held = None
    # What is torn is told when the copy is judged.
    with suppress(*FAILURES):
        held = held_in_copy(database)
    return Manifest(
        format=FORMAT,
        certtrack=__version__,
        store_schema=HEAD,
        made_at=order.made_at,
        store=order.place.shown,
        parts={},
        held=held,
    )


def _sealed(packed: Path, room: Path, passphrase: str | None) -> Path:
    if passphrase is None:
        return packed
    out = room / "packed.zip.age"
    write_alone(out, seal(packed.read_bytes(), passphrase))
    return out


def _opened_again(made: Path, room: Path, passphrase: str | None) -> Manifest:
    """What is in a backup that was just written, all of it read and compared."""
    again = made
    if passphrase is not None:
        again = room / "again.zip"
        write_alone(again, unseal(made, passphrase))
    with opened(again, str(made)) as archive:
        copy = room / "again.sqlite3"
        unpack_database(archive, copy)
        must_be_sound(copy, str(made))
        copy.unlink()
        with Path(os.devnull).open("wb") as nowhere:
            for name in archive.manifest.evidence:
                archive.unpack(name, nowhere)
        return archive.manifest


def unpack_database(archive: Archive, to: Path) -> None:
    """Write the copy of the store in a backup into a new file that nobody else may read."""
    with os.fdopen(os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ALONE), "wb") as file:
        archive.unpack(DATABASE, file)


def write_alone(path: Path, content: bytes) -> None:
    """Write a new file that nobody else may read, through to the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ALONE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
