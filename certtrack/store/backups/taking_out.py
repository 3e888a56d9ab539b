"""What a backup holds, taken out into a folder and judged, whatever form the backup has."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import refuse
from certtrack.store import sessions
from certtrack.store.backups.judging import must_be_sound
from certtrack.store.backups.making import unpack_database, write_alone
from certtrack.store.backups.manifest import EVIDENCE
from certtrack.store.backups.opening import Archive, opened
from certtrack.store.backups.packing import ALONE, hash_in, sha256_of
from certtrack.store.backups.sealing import is_sealed, unseal
from certtrack.store.files import keep_on_disk
from certtrack.store.location import Location
from certtrack.store.vault import UNFINISHED

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
BARE = b"SQLite format 3\0"
"""How a copy of a store begins that is nothing else."""

PACKED = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was taken out of a backup.

    Args:
        database: A sound copy of the store, of this version of certtrack.
        made_at: The moment of the backup, as ISO text in UTC; None where it does not say.
        store_schema: The version of the store's schema when it was made.
        archive: The rest; None for a copy of a store alone.
    """

    database: Path
    made_at: str | None
    store_schema: str
    archive: Archive | None


@contextmanager
def taken_out(path: Path, room: Path, passphrase: str | None) -> Iterator[Contents]:
    """The contents of a backup.

    Args:
        path: The backup.
        room: A folder for the copy of the store.
        passphrase: Under which the backup is encrypted.

    Raises:
        Refused: When it is none, is damaged, was changed or is of a newer certtrack, when the
            passphrase is another one or lacking, or when there is no room.
    """
    where = str(path)
    plain = _decrypted(path, room, passphrase)
    begins = _beginning(plain)
    database = room / "store.sqlite3"
    if begins.startswith(BARE):
        shutil.copyfile(plain, database)
        database.chmod(ALONE)
        schema = _judged(database, where)
        yield Contents(database=database, made_at=None, store_schema=schema, archive=None)
        return
    if not begins.startswith(PACKED):
        raise refuse("this is not a certtrack backup", where=where)
    with opened(plain, where) as archive:
        archive.must_fit(room, plain.stat().st_size)
        unpack_database(archive, database)
        for name in archive.manifest.evidence:
            with Path(os.devnull).open("wb") as nowhere:
                archive.unpack(name, nowhere)
        schema = _judged(database, where)
        made_at = archive.manifest.made_at
        yield Contents(database=database, made_at=made_at, store_schema=schema, archive=archive)


def put_evidence(archive: Archive, vault: Path) -> int:
    """Put the evidence of a backup into the vault; gives how many files were lacking there.

    What is there and whole stays; so does what the backup does not know.

    Args:
        archive: The backup.
        vault: The folder with the evidence.
    """
    added = 0
    for name in archive.manifest.evidence:
        target = vault / name.removeprefix(EVIDENCE)
        if archive.manifest.parts[name].sha256 != hash_in(name) or _is(target, hash_in(name)):
            continue
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Beside its place: the vault may be on another disk than the backups.
        unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}{UNFINISHED}")
        try:
            with os.fdopen(os.open(unfinished, NEW, ALONE), "wb") as file:
                archive.unpack(name, file)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        keep_on_disk(target.parent)
        added += 1
    return added


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and not path.is_symlink() and sha256_of(path) == sha256


def _decrypted(path: Path, room: Path, passphrase: str | None) -> Path:
    where = str(path)
    try:
        sealed = is_sealed(path)
    except OSError as error:
        raise refuse(f"the backup cannot be read: {error.strerror}", where=where) from None
    if not sealed and passphrase is not None:
        raise refuse("the backup is not encrypted", where=where, hint="Give no passphrase.")
    if not sealed:
        return path
    if passphrase is None:
        hint = "Add --passphrase-file FILE; in a terminal you are asked."
        raise refuse("the backup is encrypted", where=where, hint=hint)
    plain = room / "decrypted"
    write_alone(plain, unseal(path, passphrase))
    return plain


def is_bare(path: Path) -> bool:
    """Whether a file is a copy of a store and nothing else.

    Raises:
        OSError: When it cannot be read.
    """
    return _beginning(path) == BARE


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(BARE))


def _judged(database: Path, where: str) -> str:
    """The version of a copy that is sound; it is brought up to date."""
    version = must_be_sound(database, where)
    sessions.migrated(Location(database), copy=False)
    return version
