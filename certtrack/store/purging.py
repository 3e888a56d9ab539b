"""Which evidence nothing needs any longer, and taking it away for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import Session, col, select

from certtrack.errors import refuse
from certtrack.store import evidence
from certtrack.store.change_tables import ChangeRow
from certtrack.store.dialect import Connection
from certtrack.store.evidence import Evidence
from certtrack.store.evidence_tables import EvidenceRow
from certtrack.store.location import Location, Place
from certtrack.store.sessions import driver
from certtrack.store.tables import ActivityRow
from certtrack.store.vault import UNFINISHED, Vault

SQLITE_BEGINS = b"SQLite format 3\x00"
TABLE = str(EvidenceRow.__tablename__)


@dataclass(frozen=True, slots=True)
class Needless:
    """What a purge removes.

    Args:
        rows: What is kept for activities that were removed.
        files: Files of the vault that then nothing names, broken-off ones among them.
    """

    rows: tuple[Evidence, ...]
    files: tuple[Path, ...]

    def __bool__(self) -> bool:
        return bool(self.rows or self.files)


def needless(connection: Connection, place: Place, vault: Vault) -> Needless:
    """What nothing needs any longer.

    Args:
        connection: To the store.
        place: The store; what another store in the same folder names is needed.
        vault: The vault.

    Raises:
        Refused: When what looks like another store cannot be read.
    """
    rows = list(evidence.of_everyone(connection))
    needed = {one.sha256 for one in rows if one.activity is not None}
    if isinstance(place, Location):
        needed.update(_named_by_neighbours(place))
    files = (
        path
        for path in vault.files()
        if path.name.endswith(UNFINISHED) or vault.hash_of(path) not in (None, *needed)
    )
    return Needless(tuple(one for one in rows if one.activity is None), tuple(files))


def forget_removed(session: Session, needed: set[str]) -> None:
    """Remove the rows that belong to no activity, and what the history says of lost files.

    Nothing that is undone later may name a file that is no longer there.

    Args:
        session: A session that holds the vault alone.
        needed: The hashes of the files that stay.
    """
    theirs = select(ActivityRow.id).where(
        col(ActivityRow.id) == col(EvidenceRow.activity_id),
        col(ActivityRow.person_id) == col(EvidenceRow.person_id),
    )
    session.connection().execute(delete(EvidenceRow).where(~theirs.exists()))
    changes = session.exec(select(ChangeRow).where(ChangeRow.table_name == TABLE)).all()
    for change in changes:
        state = change.before or change.after or {}
        if state.get("sha256") not in needed:
            session.delete(change)


def needed_by(session: Session) -> set[str]:
    """The hashes of the files that activities have, within a unit of work."""
    rows = evidence.of_everyone(driver(session))
    return {one.sha256 for one in rows if one.activity is not None}


def _named_by_neighbours(place: Location) -> Iterator[str]:
    """What the other stores in the folder name: they have the same vault."""
    for path in sorted(place.path.parent.iterdir()):
        if path != place.path and _is_database(path):
            try:
                yield from _named_by(path)
            except sqlite3.DatabaseError as error:
                hint = "Give each store a vault of its own (--vault), or move this file away."
                what = f"whether this store needs evidence cannot be told: {error}"
                raise refuse(what, where=str(path), hint=hint) from None


def _is_database(path: Path) -> bool:
    if path.suffix == ".backup" or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(SQLITE_BEGINS)) == SQLITE_BEGINS


def _named_by(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
        if connection.execute(there, (TABLE,)).fetchone():
            yield from (row[0] for row in connection.execute(f"SELECT sha256 FROM {TABLE}"))
