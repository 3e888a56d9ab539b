"""Whose facts: from a record file without any database, or from the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from certtrack.errors import Fault, Refused
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library

if TYPE_CHECKING:
    from certtrack.store.dialect import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whose facts are meant.

    Args:
        file: A record file; then no database is opened.
        person: A name or number in the store; None for the only person there.
        store: The store's path or URL; None for the usual one.
    """

    file: Path | None = None
    person: str | None = None
    store: str | None = None


def with_what_if(person: Person, file: Path, library: Library) -> Person:
    """The same person with the hypothetical facts of a file, which may lie in the future.

    Args:
        person: The facts.
        file: A record file that needs no table `person`; its sections are added.
        library: The rulebooks, which know the codes of credentials.

    Raises:
        Refused: With every fault of the file, or of both together.
    """
    from certtrack.records.record_file import read_added

    return read_added(file, person, library)


def facts_of(who: Who, library: Library, latest: date) -> Person:
    """The facts of the person meant.

    Args:
        who: Where to look.
        library: The rulebooks, which know the codes of credentials.
        latest: The last day on which something may be said to have happened.

    Raises:
        Refused: When the record has faults, or the store or the person is not there.
    """
    if who.file is not None:
        from certtrack.records.record_file import read_record

        return read_record(who.file, library, latest)
    from certtrack.store.known import find
    from certtrack.store.location import locate
    from certtrack.store.sessions import reading

    with reading(locate(who.store)) as connection:
        return person_in(connection, find(connection, who.person), library)


def person_in(connection: Connection, number: int, library: Library) -> Person:
    """The facts of the person with a number in a store that is open.

    Raises:
        Refused: When the record has faults.
    """
    from certtrack.store.known import known

    person = known(connection, number).facts()
    _refuse_unclear(person, library)
    return person


def _refuse_unclear(person: Person, library: Library) -> None:
    """Rule files may have come since the record was written, with codes that it has."""
    if not library.shares_letters():
        return
    from certtrack.records.plausible import unclear
    from certtrack.store.known import in_store

    faults = [Fault(what, in_store(path), hint) for path, what, hint in unclear(person, library)]
    if faults:
        raise Refused(*faults)
