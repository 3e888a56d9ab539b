"""The vault: files kept under the SHA-256 of what is in them, once each.

A file is in the vault whole or not at all: it is written beside its place, made durable,
and then put there by one change of a name. What is not so yet ends in `.unfinished`.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from certtrack.errors import refuse
from certtrack.store.location import Location, Place

VARIABLE = "CERTTRACK_VAULT"
UNFINISHED = ".unfinished"
HASH = re.compile(r"[0-9a-f]{64}")

State = Literal["intact", "changed", "missing", "unreadable"]
"""How a file is that should be in a vault."""


def sha256_of(content: bytes) -> str:
    """What a file with this content is kept under: 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Vault:
    """A folder of files by their hash: `ab/cdef…`, for nobody else to read.

    Args:
        folder: The folder; it is made when the first file comes.
    """

    folder: Path

    def path_of(self, sha256: str) -> Path:
        """Where the file with a hash is, or would be."""
        return self.folder / sha256[:2] / sha256[2:]

    def put(self, content: bytes) -> str:
        """Keep a file, durably; gives its hash. What is there already is not written again.

        Raises:
            Refused: When it cannot be written; then nothing is.
        """
        sha256 = sha256_of(content)
        if self.state_of(sha256) == "intact":
            return sha256
        path = self.path_of(sha256)
        try:
            for folder in (self.folder, path.parent):
                _make_folder(folder)
            _write_whole(path, content)
        except OSError as error:
            why = error.strerror or str(error)
            raise refuse(f"the evidence cannot be kept: {why}", where=str(self.folder)) from None
        return sha256

    def read(self, sha256: str) -> bytes:
        """The file with a hash, exactly as it was put in.

        Raises:
            Refused: When it is not there, cannot be read, or is not what it was.
        """
        path = self.path_of(sha256)
        try:
            content = path.read_bytes()
        except OSError as error:
            why = error.strerror or str(error)
            raise refuse(f"the evidence cannot be read: {why}", where=str(path)) from None
        if sha256_of(content) != sha256:
            hint = "Put the right one back from a backup; certtrack evidence verify tells all."
            raise refuse("the evidence is not what was attached", where=str(path), hint=hint)
        return content

    def state_of(self, sha256: str) -> State:
        """How the file with a hash is, all of it read."""
        path = self.path_of(sha256)
        try:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except (FileNotFoundError, NotADirectoryError):
            return "missing"
        except OSError:
            return "unreadable"
        return "intact" if found == sha256 else "changed"

    def files(self) -> Iterator[Path]:
        """Every file in the folder, whatever it is, in order."""
        for folder, below, names in os.walk(self.folder):
            below.sort()
            yield from (Path(folder, name) for name in sorted(names))

    def hash_of(self, path: Path) -> str | None:
        """The hash that a file of the folder stands under; None for what is none of ours."""
        parts = path.relative_to(self.folder).parts
        named = "".join(parts)
        ours = HASH.fullmatch(named) and path == self.path_of(named)
        return named if ours else None

    def remove(self, path: Path) -> None:
        """Remove a file of the folder, and its own folder when nothing else is in it.

        Raises:
            Refused: When it cannot be removed.
        """
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise refuse(f"it cannot be removed: {error.strerror}", where=str(path)) from None
        with suppress(OSError):
            path.parent.rmdir()


def vault_of(place: Place, given: Path | None = None) -> Vault:
    """The vault of a store.

    Args:
        place: The store.
        given: A folder; None for $CERTTRACK_VAULT, and without that `evidence` beside the
            store's file, or for a store on a server a folder in the system's folder for
            application data, named by a hash of the server's address.
    """
    named = given or os.environ.get(VARIABLE)
    if named:
        return Vault(Path(named).expanduser())
    if isinstance(place, Location):
        return Vault(place.path.parent / "evidence")
    from platformdirs import user_data_path

    # The address as it is shown: without the password, which may change.
    name = sha256_of(place.shown.encode())[:16]
    return Vault(user_data_path("certtrack", appauthor=False) / "evidence" / name)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _make_durable(folder.parent)


def _write_whole(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}{UNFINISHED}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    """Have the names in a folder survive a loss of power; Windows opens no folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
