"""Copies of what the vault keeps, handed out: one file, or all of somebody's in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from certtrack.errors import Refused, refuse
from certtrack.reading.file_names import unlike, with_ending
from certtrack.reading.media_types import ENDINGS
from certtrack.services.evidence import listed
from certtrack.services.facts import Who
from certtrack.store.evidence import Evidence
from certtrack.store.location import locate
from certtrack.store.vault import Vault, private_file, vault_of

SUMS = "SHA256SUMS"
"""The file of checksums in a folder of evidence, as the program sha256sum reads it."""


def content(who: Who, sha256: str, vault: Path | None) -> tuple[str, bytes]:
    """A file that a person keeps, by its hash: a safe name for it, and all of it.

    Raises:
        Refused: When they keep none of this hash, or it is not what was attached.
    """
    place = locate(who.store)
    files = [one for one in listed(who) if one.sha256 == sha256]
    if not files:
        raise refuse("no such file is kept")
    return safe_names(files[:1])[0], vault_of(place, vault).read(sha256)


def export(who: Who, folder: Path, vault: Path | None) -> list[tuple[str, Evidence]]:
    """Write all that a person keeps into a new folder, with its checksums; or nothing.

    Args:
        who: Whose.
        folder: A folder that is not there yet, or is empty.
        vault: The folder of the vault; None for the usual one.

    Returns:
        Each file's name in the folder, with what it is.

    Raises:
        Refused: When there is nothing, a file is not what was attached, or it cannot be
            written.
    """
    place = locate(who.store)
    # A file that serves several activities is one file.
    files = list({one.sha256: one for one in reversed(listed(who))}.values())[::-1]
    if not files:
        raise refuse("no evidence is kept", hint="Attach some: certtrack evidence attach.")
    names = safe_names(files)
    kept_in = vault_of(place, vault)
    named = list(zip(names, files, strict=True))
    _write_folder(folder, kept_in, [(name, one.sha256) for name, one in named])
    return named


def safe_names(files: Sequence[Evidence]) -> list[str]:
    """Names for files in one folder: harmless, unlike each other, ended as their content is."""
    named = [with_ending(one.file_name, ENDINGS.get(one.media_type, ())) for one in files]
    return unlike([SUMS, *named])[1:]


def _write_folder(folder: Path, vault: Vault, files: Sequence[tuple[str, str]]) -> None:
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise refuse("the folder is not empty", where=str(folder), hint="Give a new one.")
        unfinished.mkdir(mode=0o700)
        try:
            _fill(unfinished, vault, files)
            if folder.exists():
                folder.rmdir()
            unfinished.rename(folder)
        except (OSError, Refused):
            _remove_flat(unfinished)
            raise
    except OSError as error:
        raise refuse(f"it cannot be written: {error.strerror}", where=str(folder)) from None


def _fill(folder: Path, vault: Vault, files: Sequence[tuple[str, str]]) -> None:
    for name, sha256 in files:
        _write(folder / name, vault.read(sha256))
    sums = "".join(f"{sha256}  {name}\n" for name, sha256 in files)
    _write(folder / SUMS, sums.encode())


def _write(path: Path, content: bytes) -> None:
    with private_file(path) as file:
        file.write(content)


def _remove_flat(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
