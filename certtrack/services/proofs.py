"""What proves an activity: files of the vault, or those beside a record file that it names."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePath, PureWindowsPath
from typing import TYPE_CHECKING

from certtrack.errors import Refused, refuse
from certtrack.reading.media_types import ENDINGS
from certtrack.records.evidence_file import EvidenceFile, read_evidence
from certtrack.reports.findings import Proof, Proofs
from certtrack.rules.facts import Activity
from certtrack.services.facts import Who

if TYPE_CHECKING:
    from certtrack.store.evidence import Evidence
    from certtrack.store.vault import Vault

EvidenceOf = Callable[[Activity], Proofs]
NONE = "no evidence is on record"


def evidence_of(who: Who, vault: Path | None = None) -> EvidenceOf:
    """What gives the files that prove an activity of somebody.

    Args:
        who: Whose; with a record file, what an activity's `evidence` names is read in its
            folder, else what is attached to the activity in the store.
        vault: The folder of the vault; None for the usual one.

    Raises:
        Refused: When the store or the person is not there.
    """
    if who.file is not None:
        return partial(_beside_record, who.file.resolve().parent)
    from certtrack.store import evidence
    from certtrack.store.known import find
    from certtrack.store.location import locate
    from certtrack.store.sessions import reading
    from certtrack.store.vault import vault_of

    place = locate(who.store)
    attached: dict[str, list[Evidence]] = defaultdict(list)
    with reading(place) as connection:
        for one in evidence.of_person(connection, find(connection, who.person)):
            if one.activity is not None:
                attached[one.activity].append(one)
    return partial(_in_vault, vault_of(place, vault), attached)


def _in_vault(
    vault: Vault, attached: Mapping[str, Sequence[Evidence]], activity: Activity
) -> Proofs:
    kept = attached.get(activity.id or "", ())
    states = [(one, vault.state_of(one.sha256)) for one in kept]
    files = [_kept(vault, one) for one, state in states if state == "intact"]
    faults = [f"{one.file_name!r} is {state}" for one, state in states if state != "intact"]
    if faults:
        return Proofs(tuple(files), lacking="; ".join(faults))
    if not files and activity.evidence:
        return Proofs(lacking=f"{activity.evidence!r} is named, and no file is attached")
    return Proofs(tuple(files), lacking=None if files else NONE)


def _kept(vault: Vault, one: Evidence) -> Proof:
    ending = ENDINGS[one.media_type][0]
    return Proof(ending, one.sha256, one.size, partial(vault.read, one.sha256))


def _beside_record(folder: Path, activity: Activity) -> Proofs:
    named = activity.evidence
    if named is None:
        return Proofs(lacking=NONE)
    try:
        file = _read(folder, named)
    except Refused as refused:
        return Proofs(lacking=f"{named!r}: {refused.faults[0].what}")
    sha256 = hashlib.sha256(file.content).hexdigest()
    again = partial(_same, folder, named, sha256)
    return Proofs((Proof(ENDINGS[file.media_type][0], sha256, len(file.content), again),))


def _same(folder: Path, named: str, sha256: str) -> bytes:
    content = _read(folder, named).content
    if hashlib.sha256(content).hexdigest() != sha256:
        raise refuse("the evidence changed while it was read", where=named)
    return content


def _read(folder: Path, named: str) -> EvidenceFile:
    """A file in a folder or below it.

    Raises:
        Refused: For anything else: a path out of it, a link, and what is kept as no evidence.
    """
    # On every system the same: a record goes from one to another.
    windows = PureWindowsPath(named)
    if PurePath(named).is_absolute() or windows.drive or windows.root or ".." in windows.parts:
        raise refuse("it does not lie in the record's folder")
    path = folder / named
    if _is_linked(path, folder):
        raise refuse("it is a link, or behind one, and those are not followed")
    return read_evidence(path)


def _is_linked(path: Path, folder: Path) -> bool:
    try:
        return any(one.is_symlink() for one in (path, *path.parents) if one.is_relative_to(folder))
    except OSError:
        # No such name can be: reading it tells why.
        return False
