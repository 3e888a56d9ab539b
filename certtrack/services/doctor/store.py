"""The store itself: is it whole, and of this version?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from certtrack.services.doctor.finding import Finding, Subject
from certtrack.store import checking, sessions
from certtrack.store.dialect import Connection
from certtrack.store.location import Location, Place
from certtrack.store.versions import version_of

REMEDIES = {
    "integrity": "Put a backup in its place: certtrack restore FILE.",
    "foreign keys": "Put a backup in its place: certtrack restore FILE.",
    "counting": "certtrack roster status",
    "belonging": "Put a backup in its place: certtrack restore FILE.",
    "schema": "certtrack db migrate",
    "clock": "Set both clocks by a time server.",
}
OTHERWISE = "certtrack db check tells more; a backup or db copy makes it as it should be."


def check_store(subject: Subject) -> Iterator[Finding]:
    """Integrity, foreign keys, version, tables, and on a server its clock."""
    place = subject.place
    if isinstance(place, Location) and not place.path.exists():
        todo = "Add a person first: certtrack person add --name NAME."
        yield Finding("store", "warning", f"{place.shown}: there is no store yet", todo)
        return
    found = checking.checked(place, subject.now)
    for one in found.checks:
        check = f"store: {one.name}"
        if one.fine:
            yield Finding(check, "ok", one.told)
        else:
            yield Finding(check, "fault", one.told, REMEDIES.get(one.name, OTHERWISE))


@contextmanager
def current(place: Place) -> Iterator[Connection | None]:
    """A connection to a store of this version; None where there is no such store.

    One of an older version is not brought up to date by looking.
    """
    if isinstance(place, Location) and not place.path.exists():
        yield None
        return
    with sessions.looking(place) as connection:
        there = version_of(connection, place.shown, sessions.HEAD) == sessions.HEAD
        yield connection if there else None
