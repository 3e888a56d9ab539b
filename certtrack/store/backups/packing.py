"""A store and its evidence into one file, with a checksum of each part."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from certtrack.store.backups.manifest import DATABASE, EVIDENCE, MANIFEST, Manifest, Part

CHUNK = 1 << 20
ALONE = 0o600
HASH = re.compile(r"[0-9a-f]{64}")
"""How the vault calls a file, by folder and name together; what is called otherwise is not
finished."""


def pack(database: Path, vault: Path | None, about: Manifest, out: Path) -> Manifest:
    """Write a backup; gives its manifest with all parts.

    Args:
        database: A copy of the store to which nobody writes.
        vault: The folder with the evidence, if there is one.
        about: What the backup says of itself, without parts.
        out: A new file, which nobody else may read.

    Raises:
        OSError: When it cannot be written.
    """
    with _made(out) as file:
        parts = {}
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, path in _contents(database, vault):
                parts[name] = _put(archive, name, path)
            manifest = replace(about, parts=parts)
            archive.writestr(_entry(MANIFEST), manifest.text())
        file.flush()
        os.fsync(file.fileno())
    return manifest


def damaged(manifest: Manifest) -> list[str]:
    """The evidence that is no longer what its name says."""
    return [name for name in manifest.evidence if hash_in(name) != manifest.parts[name].sha256]


def hash_in(name: str) -> str:
    """The SHA-256 under which the vault keeps a file: its folder and its name together."""
    return name.removeprefix(EVIDENCE).replace("/", "")


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def vault_files(vault: Path) -> Iterator[tuple[str, Path]]:
    """The name of each file in the vault, and where it is, in order."""
    for path in sorted(vault.rglob("*")):
        name = path.relative_to(vault).as_posix()
        if HASH.fullmatch(hash_in(name)) and path.is_file() and not path.is_symlink():
            yield name, path


def _contents(database: Path, vault: Path | None) -> Iterator[tuple[str, Path]]:
    yield DATABASE, database
    if vault is not None and vault.is_dir():
        for name, path in vault_files(vault):
            yield f"{EVIDENCE}{name}", path


def _made(out: Path) -> IO[bytes]:
    return os.fdopen(os.open(out, os.O_RDWR | os.O_CREAT | os.O_EXCL, ALONE), "w+b")


def _put(archive: ZipFile, name: str, path: Path) -> Part:
    size, content = 0, hashlib.sha256()
    with path.open("rb") as file, archive.open(_entry(name), "w", force_zip64=True) as to:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            content.update(chunk)
            to.write(chunk)
    return Part(size, content.hexdigest())


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    entry.external_attr = ALONE << 16
    return entry
