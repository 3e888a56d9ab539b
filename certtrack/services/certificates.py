"""Certificates read: what each says, and the activity that it proves added with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certtrack.errors import Refused, refuse
from certtrack.records.certificate import Recognised, recognised
from certtrack.records.certificate_words import words_of
from certtrack.records.evidence_file import LARGEST, EvidenceFile, read_evidence
from certtrack.rules.rulebook import Library
from certtrack.services.edit import Moment, Written, added, known_of
from certtrack.services.evidence import keep
from certtrack.services.facts import Who
from certtrack.store import evidence
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection
from certtrack.store.history import recorded
from certtrack.store.known import find, known
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading
from certtrack.store.vault import sha256_of, vault_of

WORTH = ("ceus", "minutes", "credits")
"""The keys that say what an activity is worth, one of which it must have."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate that was read.

    Args:
        path: Where it is.
        file: The file; None when it cannot be kept.
        found: What it says.
        says_anything: Whether any text was found in it: a scan has none.
        known: The activities that it is kept for already.
        fault: Why it cannot be kept or read; None when it can.
    """

    path: Path
    file: EvidenceFile | None
    found: Recognised
    says_anything: bool = True
    known: tuple[str, ...] = ()
    fault: str | None = None


def lacking(values: Mapping[str, Any]) -> list[str]:
    """The keys that an activity must have and these values do not tell."""
    missing = [key for key in ("title", "completed_on") if values.get(key) is None]
    worth = any(values.get(key) is not None for key in WORTH)
    return missing if worth else [*missing, "ceus"]


def read(who: Who, path: Path, largest: int) -> Certificate:
    """Read a certificate.

    Args:
        who: Whose it is.
        path: The file.
        largest: How many megabytes it may have.

    Raises:
        Refused: When it cannot be kept, or is a PDF that cannot be read.
    """
    file = read_evidence(path, largest)
    known_for = _kept_by(who).get(sha256_of(file.content), ())
    words = words_of(file)
    return Certificate(path, file, recognised(words), bool(words.strip()), known_for)


def file_at(path: Path, largest: int = LARGEST) -> EvidenceFile:
    """A file that is to be kept as it is, whatever it says.

    Args:
        path: The file.
        largest: How many megabytes it may have.

    Raises:
        Refused: When it cannot be kept.
    """
    return read_evidence(path, largest)


def read_folder(who: Who, folder: Path, largest: int) -> Iterator[Certificate]:
    """Read every file of a folder in the order of their names, but not folders in it.

    Args:
        who: Whose they are.
        folder: The folder; names that begin with a dot are passed over.
        largest: How many megabytes each may have.

    Raises:
        Refused: When it is no folder, or nothing is in it.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        what = f"the folder cannot be read: {error.strerror}"
        raise refuse(what, where=str(folder)) from None
    files = [path for path in paths if path.is_file()]
    if not files:
        raise refuse("no file is in the folder", where=str(folder))
    kept = _kept_by(who)
    seen: dict[str, str] = {}
    for path in files:
        yield _read_one(path, largest, kept, seen)


def _read_one(
    path: Path, largest: int, kept: Mapping[str, tuple[str, ...]], seen: dict[str, str]
) -> Certificate:
    nothing = Recognised({}, {})
    file = None
    try:
        file = read_evidence(path, largest)
        sha256 = sha256_of(file.content)
        if sha256 in kept:
            return Certificate(path, file, nothing, known=kept[sha256])
        if sha256 in seen:
            return Certificate(path, file, nothing, fault=f"the same file as {seen[sha256]}")
        seen[sha256] = file.name
        words = words_of(file)
        return Certificate(path, file, recognised(words), bool(words.strip()))
    except Refused as refused:
        return Certificate(path, file, nothing, fault=refused.faults[0].what)


@persistent
def add(
    who: Who,
    values: Mapping[str, Any],
    file: EvidenceFile,
    library: Library,
    moment: Moment,
    vault: Path | None,
    *,
    force: bool,
) -> tuple[Written, str]:
    """Add an activity together with its certificate: both or neither.

    Args:
        who: Whose.
        values: The activity's keys and values.
        file: The certificate.
        library: The rulebooks.
        moment: When it is added.
        vault: The folder of the vault; None for the usual one.
        force: Whether to add it though it looks like one on record, or the certificate is
            kept for another one.

    Returns:
        What was written, and the hash that the certificate is kept under.

    Raises:
        Refused: With every fault of the entry; when the certificate is kept already.
    """
    place = locate(who.store)
    sha256 = sha256_of(file.content)
    named = {"evidence": evidence.reference_to(sha256), **values}
    with recorded(place, "ceu add", moment.made_at) as work:
        evidence.hold(work.session)
        before = known_of(work, who.person)
        connection = driver(work.session)
        kept = _kept(connection, before.number).get(sha256)
        if kept and not force:
            raise known_already(file.name, kept)
        written = added(work, before, "activity", named, library, moment, force=force)
        after = known(connection, before.number, ("activity",))
        keep(work, vault_of(place, vault), after, written.number, file, moment.made_at)
        return written, sha256


def known_already(name: str, activities: tuple[str, ...]) -> Refused:
    """A refusal of a file that proves these activities already."""
    what = f"this file is kept already, for {', '.join(activities)}"
    return refuse(what, where=name, hint="If it proves another activity too, add --force.")


def _kept_by(who: Who) -> dict[str, tuple[str, ...]]:
    with reading(locate(who.store)) as connection:
        return _kept(connection, find(connection, who.person))


def _kept(connection: Connection, person: int) -> dict[str, tuple[str, ...]]:
    """The hashes of what someone keeps, each with the activities that have it."""
    kept: dict[str, tuple[str, ...]] = {}
    for one in evidence.of_person(connection, person):
        if one.activity is not None:
            kept[one.sha256] = (*kept.get(one.sha256, ()), one.activity)
    return kept
