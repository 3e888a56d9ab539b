"""What proves an activity: the files beside a record file that its `evidence` names."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path, PurePath, PureWindowsPath

from certtrack.errors import Refused, refuse
from certtrack.reports.findings import Proof, Proofs
from certtrack.rules.facts import Activity
from certtrack.services.facts import Who

MEGABYTE = 1_000_000
LARGEST = 25
"""Megabytes beyond which a file is no certificate but a mistake."""

EvidenceOf = Callable[[Activity], Proofs]


def evidence_of(who: Who) -> EvidenceOf:
    """What gives the files that prove an activity of somebody.

    Args:
        who: Whose; with a record file, only files in its folder are read.
    """
    folder = who.file.resolve().parent if who.file else None
    return partial(_beside_record, folder)


def _beside_record(folder: Path | None, activity: Activity) -> Proofs:
    named = activity.evidence
    if named is None:
        return Proofs(lacking="no evidence is on record")
    if folder is None:
        return Proofs(lacking=f"{named!r} is named, and no file is kept for it")
    try:
        content = _content(folder, named)
    except Refused as refused:
        return Proofs(lacking=refused.faults[0].what)
    sha256 = hashlib.sha256(content).hexdigest()
    read = partial(_same, folder, named, sha256)
    return Proofs((Proof(PurePath(named).name, sha256, len(content), read),))


def _same(folder: Path, named: str, sha256: str) -> bytes:
    content = _content(folder, named)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise refuse("the evidence changed while it was read", where=named)
    return content


def _content(folder: Path, named: str) -> bytes:
    """The content of a regular file in a folder or below it.

    Raises:
        Refused: For anything else: a path out of it, a link, a device, a file too large.
    """
    if PurePath(named).is_absolute() or PureWindowsPath(named).drive or ".." in _parts(named):
        raise refuse(f"{named!r} does not lie in the record's folder")
    path = folder / named
    try:
        if any(part.is_symlink() for part in (path, *path.parents) if part != folder):
            raise refuse(f"{named!r} is a link, which is not followed")
        return _read(path, named)
    except FileNotFoundError:
        raise refuse(f"{named!r} is not there") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise refuse(f"{named!r} cannot be read: {why}") from None


def _parts(named: str) -> tuple[str, ...]:
    return PureWindowsPath(named).parts


def _read(path: Path, named: str) -> bytes:
    # A pipe is opened without waiting for somebody to write into it, a link not at all.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise refuse(f"{named!r} is no file")
        content = file.read(LARGEST * MEGABYTE + 1)
    if len(content) > LARGEST * MEGABYTE:
        raise refuse(f"{named!r} is larger than {LARGEST} MB")
    if not content:
        raise refuse(f"{named!r} is empty")
    return content
