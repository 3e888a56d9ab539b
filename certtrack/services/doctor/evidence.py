"""The evidence vault: is every file what its name says?"""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.services.doctor.finding import Finding, Subject
from certtrack.store.backups.packing import hash_in, sha256_of, vault_files
from certtrack.store.backups.shelf import vault_of

SHOWN = 5


def check_evidence(subject: Subject) -> Iterator[Finding]:
    """The hash of every file in the vault."""
    vault = vault_of(subject.place)
    if vault is None or not vault.is_dir():
        yield Finding("evidence", "ok", "there is none")
        return
    files = list(vault_files(vault))
    wrong = [str(path) for name, path in files if sha256_of(path) != hash_in(name)]
    if wrong:
        more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
        told = f"changed since it was kept: {', '.join(wrong[:SHOWN])}{more}"
        todo = "certtrack restore FILE puts back what a backup has, and leaves the rest."
        yield Finding("evidence", "fault", told, todo)
    else:
        yield Finding("evidence", "ok", f"{len(files)} files, each what it was")
