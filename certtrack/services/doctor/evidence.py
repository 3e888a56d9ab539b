"""The evidence vault: is every file there, and what its name says?"""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.services.doctor.finding import Finding, Subject
from certtrack.services.doctor.store import current
from certtrack.store.backups.packing import hash_in, sha256_of, vault_files
from certtrack.store.evidence import of_everyone
from certtrack.store.vault import vault_of

SHOWN = 5
REMEDY = (
    "certtrack restore FILE puts back what a backup has; certtrack evidence verify tells whose."
)


def check_evidence(subject: Subject) -> Iterator[Finding]:
    """The hash of every file in the vault, and whether all that is on record are there."""
    vault = vault_of(subject.place)
    files = list(vault_files(vault.folder)) if vault.folder.is_dir() else []
    wrong = [str(path) for name, path in files if sha256_of(path) != hash_in(name)]
    with current(subject.place) as connection:
        kept = {one.sha256 for one in of_everyone(connection)} if connection else set()
    missing = [str(vault.path_of(one)) for one in sorted(kept) if not vault.path_of(one).exists()]
    if wrong:
        yield Finding("evidence", "fault", f"changed since it was kept: {_some(wrong)}", REMEDY)
    if missing:
        yield Finding("evidence", "fault", f"on record, but not there: {_some(missing)}", REMEDY)
    if not wrong + missing:
        yield Finding("evidence", "ok", f"{len(files)} files, each what it was")


def _some(paths: list[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return f"{', '.join(paths[:SHOWN])}{more}"
