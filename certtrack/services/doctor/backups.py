"""Backups, and the room for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from certtrack.services.doctor.finding import Finding, State, Subject
from certtrack.store.backups.packing import vault_files
from certtrack.store.backups.shelf import copies, folder_of, vault_of
from certtrack.store.location import Location

OLD = timedelta(days=7)
FORGOTTEN = timedelta(days=1)


def check_backups(subject: Subject) -> Iterator[Finding]:
    """How old the last backup is that somebody asked for, and what was left unfinished."""
    now = subject.now()
    asked = [copy for copy in copies(subject.place) if copy.kind == "asked"]
    todo = "certtrack backup; and keep one on another disk."
    if not asked:
        yield Finding("backups", "warning", "there is none in the usual place", todo)
    elif now - asked[-1].made_at > OLD:
        days = (now - asked[-1].made_at).days
        yield Finding("backups", "warning", f"the last one is {days} days old", todo)
    else:
        yield Finding("backups", "ok", f"the last one is {asked[-1].path}")
    for path in _left_over(subject):
        if now.timestamp() - path.stat().st_mtime > FORGOTTEN.total_seconds():
            told = f"{path} was left by a backup that was broken off"
            yield Finding("backups", "warning", told, "Remove it: it holds a copy of the store.")


def check_space(subject: Subject) -> Iterator[Finding]:
    """Whether there is room to write on, and for a backup."""
    place = subject.place
    if not isinstance(place, Location):
        yield Finding("space", "ok", "the server's own concern")
        return
    if not place.path.parent.is_dir():
        yield Finding("space", "ok", "nothing is kept yet")
        return
    free = shutil.disk_usage(place.path.parent).free
    need = _size(subject)
    told = f"{free:,} bytes are free, a backup takes up to {2 * need:,}"
    todo = "Make room on the disk, or keep backups on another one."
    state: State = "fault" if free < need else "warning" if free < 3 * need else "ok"
    yield Finding("space", state, told, None if state == "ok" else todo)


def _size(subject: Subject) -> int:
    place, vault = subject.place, vault_of(subject.place)
    kept = [place.path] if isinstance(place, Location) and place.path.exists() else []
    if vault and vault.is_dir():
        kept += [path for _, path in vault_files(vault)]
    return max(sum(path.stat().st_size for path in kept), 1 << 20)


def _left_over(subject: Subject) -> Iterator[Path]:
    folder = folder_of(subject.place)
    if folder.is_dir():
        yield from folder.glob(".unfinished-*")
        yield from folder.glob("*.unfinished")
