"""Where backups are kept, how they are called, and which of them are too many."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from certtrack.store.location import Location, Place, data_folder

Kind = Literal["asked", "before-import", "before-restore", "before-migration"]
"""Why a copy was made; each kind is kept for itself."""

MOMENT = "%Y%m%dT%H%M%SZ"
ENDINGS = r"(?P<ending>zip|zip\.age|sqlite3|damaged|backup)"
NAMED = re.compile(
    rf"((?P<kind>before-import|before-restore)\.)?(?P<moment>\d{{8}}T\d{{6}}Z)(-(?P<again>\d+))?\.{ENDINGS}"
)
KINDS: dict[str, Kind] = {
    "before-import": "before-import",
    "before-restore": "before-restore",
}
MIGRATION = re.compile(r"before-(?P<version>\w+)\.backup")
KEPT = 5
"""Copies of each kind that are made by themselves and stay."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a store that is there.

    Args:
        path: Where.
        kind: Why it was made.
        made_at: The moment, as its name says; of a copy before a migration, as its file says.
        again: Which it is of those that were made within the same second.
    """

    path: Path
    kind: Kind
    made_at: datetime
    again: int = 1


def folder_of(place: Place) -> Path:
    """Where the backups of a store are kept unless something else is said."""
    beside = place.path.parent if isinstance(place, Location) else data_folder()
    return beside / "backups"


def vault_of(place: Place) -> Path | None:
    """The folder with the evidence of a store; None where it can have none."""
    return place.path.parent / "evidence" if isinstance(place, Location) else None


def stem_of(place: Place) -> str:
    """How the names of all copies of a store begin."""
    if isinstance(place, Location):
        return place.path.name
    return re.sub(r"[^A-Za-z0-9]+", "-", place.shown.split("://", 1)[-1]).strip("-")


def free_name(folder: Path, place: Place, kind: Kind, made_at: str, ending: str) -> Path:
    """A name in a folder that nothing has.

    Args:
        folder: The folder.
        place: The store.
        kind: Why the copy is made.
        made_at: The moment, as ISO text in UTC.
        ending: What the name ends in, without a dot.
    """
    moment = datetime.fromisoformat(made_at).astimezone(UTC).replace(microsecond=0)
    same = (one for one in copies(place, folder) if one.kind == kind and one.made_at == moment)
    again = max((one.again for one in same), default=0) + 1
    middle = moment.strftime(MOMENT) + (f"-{again}" if again > 1 else "")
    if kind != "asked":
        middle = f"{kind}.{middle}"
    return folder / f"{stem_of(place)}.{middle}.{ending}"


def copies(place: Place, folder: Path | None = None) -> list[Copy]:
    """Every copy of a store that is known, the oldest first.

    Args:
        place: The store.
        folder: Where to look; None for the usual place and beside the store.
    """
    folders = [folder] if folder else [folder_of(place)]
    if folder is None and isinstance(place, Location):
        folders.append(place.path.parent)
    found = [copy for one in folders if one.is_dir() for copy in _in(one, stem_of(place))]
    return sorted(found, key=lambda copy: (copy.made_at, copy.again))


def rotate(place: Place, newest: Path, kind: Kind, keep: int) -> list[Path]:
    """Remove the oldest copies of one kind beside the newest; gives which.

    Args:
        place: The store.
        newest: The copy that was just made: whatever the clock said then, it stays.
        kind: Of which kind.
        keep: How many stay, at least one.
    """
    found = [copy.path for copy in copies(place, newest.parent) if copy.kind == kind]
    gone = [path for path in found if path != newest][: max(len(found) - max(keep, 1), 0)]
    for path in gone:
        path.unlink(missing_ok=True)
        path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
    return gone


def _in(folder: Path, stem: str) -> Iterator[Copy]:
    for entry in os.scandir(folder):
        if not entry.name.startswith(f"{stem}.") or not entry.is_file(follow_symlinks=False):
            continue
        rest = entry.name.removeprefix(f"{stem}.")
        if named := NAMED.fullmatch(rest):
            moment = datetime.strptime(named["moment"], MOMENT).replace(tzinfo=UTC)
            kind: Kind = KINDS.get(named["kind"], "asked")
            yield Copy(Path(entry.path), kind, moment, int(named["again"] or 1))
        elif MIGRATION.fullmatch(rest):
            moment = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
            yield Copy(Path(entry.path), "before-migration", moment)
