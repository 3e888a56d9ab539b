"""Evidence: keep a certificate for an activity, show and list what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certtrack.errors import Fault, Refused, refuse
from certtrack.records.evidence_file import EvidenceFile, read_evidence
from certtrack.services.edit import known_of
from certtrack.services.facts import Who
from certtrack.store import evidence
from certtrack.store.claims import persistent
from certtrack.store.evidence import SCHEME, Evidence
from certtrack.store.history import Work, recorded
from certtrack.store.known import Known, find, known, number_of
from certtrack.store.location import locate
from certtrack.store.sessions import reading
from certtrack.store.vault import Vault, vault_of

SHORTEST = 6
"""Digits of a hash that name a file, at least."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that is kept for an activity.

    Args:
        person: Whose, by name.
        activity: The activity's id.
        title: What it is called.
        file: The file.
        sha256: The hash that it is kept under.
        new: Whether it was not kept for this activity before.
    """

    person: str
    activity: str
    title: str
    file: EvidenceFile
    sha256: str
    new: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that is kept, where it is, and how: intact, changed, missing or unreadable."""

    evidence: Evidence
    path: Path
    state: str


def attach(
    who: Who,
    entry: str | int,
    files: Sequence[Path],
    made_at: str,
    vault: Path | None,
    largest: int,
) -> list[Attached]:
    """Keep files as evidence of an activity: all of them or none.

    Args:
        who: Whose activity.
        entry: Its id or number; a whole number is never taken for an id.
        files: The files; one that is kept for it already is not kept twice.
        made_at: The moment, as ISO text in UTC.
        vault: The folder of the vault; None for the usual one.
        largest: How many megabytes each may have.

    Raises:
        Refused: When there is no such activity, or with every file that cannot be kept.
    """
    return _attach(who, entry, _read(files, largest), made_at, vault)


@persistent
def _attach(
    who: Who, entry: str | int, files: Sequence[EvidenceFile], made_at: str, vault: Path | None
) -> list[Attached]:
    place = locate(who.store)
    with recorded(place, "evidence attach", made_at) as work:
        evidence.hold(work.session)
        before = known_of(work, who.person)
        number = _number(before, entry)
        work.about = f" {files[0].name} to {_title(before, number)} ({before.who['name']})"
        kept_in = vault_of(place, vault)
        return [keep(work, kept_in, before, number, file, made_at) for file in files]


def keep(
    work: Work, vault: Vault, before: Known, number: int, file: EvidenceFile, made_at: str
) -> Attached:
    """Keep a file as evidence of an activity, within a unit of work that holds the vault.

    The file is durable before the row that names it: whenever the work is broken off,
    there is at worst a file that no row names.

    Args:
        work: The unit of work.
        vault: The vault.
        before: The person, with the activity.
        number: The activity's number.
        file: The file.
        made_at: The moment, as ISO text in UTC.
    """
    columns = {
        "sha256": vault.put(file.content),
        "file_name": file.name,
        "media_type": file.media_type,
        "size": len(file.content),
        "added_at": made_at,
    }
    new = evidence.attach(work, before.number, number, columns)
    activity = dict(before.entries["activity"])[number]
    return Attached(
        before.who["name"], activity["id"], activity["title"], file, str(columns["sha256"]), new
    )


@persistent
def detach(who: Who, entry: str | int, handle: str, made_at: str) -> list[str]:
    """Take files from an activity that they do not prove; they stay in the vault.

    Args:
        who: Whose activity.
        entry: Its id or number.
        handle: A hash, its beginning or `sha256:…`.
        made_at: The moment, as ISO text in UTC.

    Returns:
        What the files were called.

    Raises:
        Refused: When there is no such activity, or it has no such file.
    """
    with recorded(locate(who.store), "evidence detach", made_at) as work:
        before = known_of(work, who.person)
        number = _number(before, entry)
        digits = handle.casefold().removeprefix(SCHEME)
        long_enough = len(digits) >= SHORTEST
        names = evidence.detach(work, before.number, number, digits) if long_enough else []
        if not names:
            hint = "See certtrack evidence list."
            raise refuse(f"no file {handle!r} is kept for {_title(before, number)}", hint=hint)
        work.about = f" {', '.join(names)} from {_title(before, number)} ({before.who['name']})"
        return names


def _number(before: Known, entry: str | int) -> int:
    entries = before.entries["activity"]
    if isinstance(entry, int):
        number = entry if entry in dict(entries) else None
    else:
        number = number_of(entries, entry)
    if number is None:
        hint = "See certtrack ceu list."
        raise refuse(f"{before.who['name']} has no ceu entry {entry!r}", hint=hint)
    return number


def listed(who: Who) -> list[Evidence]:
    """All that a person keeps, in the order it was attached."""
    with reading(locate(who.store)) as connection:
        return evidence.of_person(connection, find(connection, who.person))


def shown(who: Who, handle: str, vault: Path | None) -> list[Shown]:
    """What a person keeps for an activity or under a hash, each file looked at.

    Args:
        who: Whose.
        handle: The id or number of an activity, or a hash, its beginning or `sha256:…`.
        vault: The folder of the vault; None for the usual one.

    Raises:
        Refused: When nothing is meant by it.
    """
    place = locate(who.store)
    with reading(place) as connection:
        number = find(connection, who.person)
        found = evidence.of_person(connection, number)
        entries = known(connection, number, ("activity",)).entries["activity"]
    kept_in = vault_of(place, vault)
    return [
        Shown(one, kept_in.path_of(one.sha256), kept_in.state_of(one.sha256))
        for one in _meant(found, entries, handle)
    ]


def _read(files: Sequence[Path], largest: int) -> list[EvidenceFile]:
    """Every file, or a refusal with all that is wrong."""
    read: list[EvidenceFile] = []
    faults: list[Fault] = []
    for path in files:
        try:
            read.append(read_evidence(path, largest))
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(*faults)
    return read


def _title(before: Known, number: int) -> str:
    return str(dict(before.entries["activity"])[number]["title"])


def _meant(found: list[Evidence], entries: list[Any], handle: str) -> list[Evidence]:
    number = number_of(entries, handle)
    digits = handle.casefold().removeprefix(SCHEME)
    if number is not None:
        name = dict(entries)[number]["id"]
        meant = [one for one in found if one.activity == name]
    else:
        long_enough = len(digits) >= SHORTEST
        meant = [one for one in found if long_enough and one.sha256.startswith(digits)]
    if not meant:
        hint = "See certtrack evidence list."
        raise refuse(f"no evidence is kept for {handle!r}", hint=hint)
    return meant
