"""Who may read what is kept: nobody but its owner."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from certtrack.errors import Refused
from certtrack.reminders.secret_sources import FromFile
from certtrack.reminders.settings import read_settings
from certtrack.services.doctor.finding import Finding, Subject
from certtrack.services.doctor.secrets import secrets_of
from certtrack.store.backups.shelf import copies, vault_of
from certtrack.store.location import Location

OTHERS = stat.S_IRWXG | stat.S_IRWXO
SHOWN = 5


def check_permissions(subject: Subject) -> Iterator[Finding]:
    """The store, what SQLite keeps beside it, backups, evidence, settings and secrets."""
    if os.name != "posix":  # pragma: no cover - elsewhere the mode says nothing
        yield Finding("permissions", "ok", "this system keeps them otherwise")
        return
    open_ = [path for path in _kept(subject) if path.stat().st_mode & OTHERS]
    if not open_:
        yield Finding("permissions", "ok", "nobody else may read what is kept")
        return
    shown = ", ".join(map(str, open_[:SHOWN]))
    more = f" and {len(open_) - SHOWN} more" if len(open_) > SHOWN else ""
    todo = "Keep them to yourself: chmod go= FILE."
    yield Finding("permissions", "fault", f"others may use {shown}{more}", todo)


def _kept(subject: Subject) -> Iterator[Path]:
    """Every file and folder that is there and concerns nobody else."""
    place = subject.place
    if isinstance(place, Location):
        beside = (place.path.with_name(f"{place.path.name}{end}") for end in ("", "-wal", "-shm"))
        yield from (path for path in beside if path.exists())
    yield from (copy.path for copy in copies(place))
    if (vault := vault_of(place)) and vault.is_dir():
        yield from (vault, *(path for path in vault.rglob("*") if not path.is_symlink()))
    yield from (path for path in _secret_files(subject) if path.exists())


def _secret_files(subject: Subject) -> Iterator[Path]:
    try:
        settings = read_settings(subject.settings)
    except Refused:
        # What is wrong with them is told where they are looked at.
        return
    # Addresses and who gets what concern nobody else either.
    yield subject.settings
    yield from (one.file for _, one in secrets_of(settings) if isinstance(one, FromFile))
