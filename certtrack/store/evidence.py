"""What the store knows of evidence: which file of the vault proves which activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from certtrack.reading.file_names import harmless
from certtrack.reading.seen_text import one_line
from certtrack.store.dialect import Connection, Plain, Row
from certtrack.store.evidence_tables import EvidenceRow
from certtrack.store.history import Work
from certtrack.store.sessions import driver
from certtrack.store.tables import ActivityRow

SCHEME = "sha256:"
SHORT = 16
"""Digits of a hash that a record names a file by: no two of one store begin alike."""

VAULT = 0x63657276
"""The advisory lock of whoever puts files into a vault, together, or purges it, alone."""

EVERYTHING = (
    "SELECT evidence.*, activity.name AS activity, person.name AS person FROM evidence "
    "JOIN person ON person.id = evidence.person_id "
    "LEFT JOIN activity ON activity.id = evidence.activity_id "
    "AND activity.person_id = evidence.person_id "
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A file that someone keeps for an activity.

    Args:
        number: The number of its row.
        person: Whose it is, by name.
        activity: The activity's id; None once it was removed.
        title: What the activity was called when the file was attached.
        sha256: The hash that the file is kept under.
        file_name: What the file was called, made harmless.
        media_type: What it is, by its content.
        size: Bytes.
        added_at: When it was attached, as ISO text in UTC.
    """

    number: int
    person: str
    activity: str | None
    title: str
    sha256: str
    file_name: str
    media_type: str
    size: int
    added_at: str


def reference_to(sha256: str) -> str:
    """How a record names a file of the vault, in an activity's `evidence`."""
    return f"{SCHEME}{sha256[:SHORT]}"


def of_person(connection: Connection, person: int) -> list[Evidence]:
    """All that a person keeps, in the order it was attached."""
    query = f"{EVERYTHING} WHERE evidence.person_id = ? ORDER BY evidence.id"
    # Of both tables, so that in a store divided by people one part of each is read.
    return [_told(row) for row in connection.execute(query, (person,))]


def of_everyone(connection: Connection) -> Iterator[Evidence]:
    """All that anyone keeps, in the order it was attached."""
    return (_told(row) for row in connection.execute(f"{EVERYTHING} ORDER BY evidence.id"))


def named_in_records(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Whoever's record names a file of a vault: the person, the activity, what is named."""
    query = (
        "SELECT person.name AS person, activity.name AS activity, activity.evidence FROM activity "
        "JOIN person ON person.id = activity.person_id WHERE activity.evidence LIKE ? "
        "ORDER BY activity.id"
    )
    for row in connection.execute(query, (f"{SCHEME}%",)):
        yield row["person"], row["activity"], row["evidence"]


def _told(row: Row) -> Evidence:
    columns = ("person", "activity", "sha256", "media_type", "size", "added_at")
    return Evidence(
        number=row["id"],
        # Whatever another program wrote there, it does no harm on a screen or a disk.
        title=one_line(row["title"]),
        file_name=harmless(row["file_name"]),
        **{name: row[name] for name in columns},
    )


def hold(session: Session, *, alone: bool = False) -> None:
    """Keep the vault from being purged, or alone for oneself, until the end of the work.

    In a file of one's own nobody else writes meanwhile; on a server they would.
    """
    connection = driver(session)
    if isinstance(connection, Plain):
        shared = "" if alone else "_shared"
        connection.execute(f"SELECT pg_advisory_xact_lock{shared}(?)", (VAULT,))


def attach(work: Work, person: int, activity: int, file: dict[str, Any]) -> bool:
    """Put on record that a file of the vault proves an activity; whether that is new.

    An activity that says nothing of its evidence yet names the file from then on.

    Args:
        work: The unit of work.
        person: The person's number.
        activity: The number of the activity.
        file: The columns of the row that tell of the file.
    """
    mine = _of_activity(work, person, activity)
    if any(row.sha256 == file["sha256"] for row in mine):
        return False
    row = work.get(ActivityRow, activity, person)
    if not row.evidence:
        work.edit(row, {"evidence": reference_to(file["sha256"])})
    columns: dict[str, Any] = {"person_id": person, "activity_id": activity, "title": row.title}
    work.add(EvidenceRow(**columns, **file))
    return True


def let_go(work: Work, person: int, activity: int) -> None:
    """Keep what proves an activity that is removed: it belongs to none from then on."""
    for row in _of_activity(work, person, activity):
        work.edit(row, {"activity_id": None})


def detach(work: Work, person: int, activity: int, beginning: str) -> list[str]:
    """Take files from an activity, whose hashes begin so; their names.

    They belong to no activity from then on, as those of one that is removed. The activity
    names another file that it still has, if it had named one of them.
    """
    mine = list(_of_activity(work, person, activity))
    gone = [row for row in mine if row.sha256.startswith(beginning)]
    for row in gone:
        work.edit(row, {"activity_id": None})
    named = work.get(ActivityRow, activity, person)
    if named.evidence in {reference_to(row.sha256) for row in gone}:
        left = [reference_to(row.sha256) for row in mine if row not in gone]
        work.edit(named, {"evidence": next(iter(left), None)})
    return [harmless(row.file_name) for row in gone]


def activities(work: Work, person: int) -> dict[int, str]:
    """The numbers of a person's activities, each with the record's id for it."""
    query = "SELECT id, name FROM activity WHERE person_id = ?"
    return {row["id"]: row["name"] for row in driver(work.session).execute(query, (person,))}


def hand_on(work: Work, person: int, before: dict[int, str]) -> None:
    """Give evidence to whichever activity now has the id of the one that it belonged to.

    Args:
        work: The unit of work, in which the person's activities were replaced.
        person: The person's number.
        before: The activities that there were.
    """
    now = {name: number for number, name in activities(work, person).items()}
    query = select(EvidenceRow).where(col(EvidenceRow.person_id) == person)
    for row in work.session.exec(query).all():
        name = before.get(row.activity_id or 0)
        work.edit(row, {"activity_id": now.get(name) if name else None})


def _of_activity(work: Work, person: int, activity: int) -> Iterable[EvidenceRow]:
    query = select(EvidenceRow).where(
        col(EvidenceRow.person_id) == person, col(EvidenceRow.activity_id) == activity
    )
    return work.session.exec(query).all()
