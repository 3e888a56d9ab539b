"""Schools that imported files tell of, and who accredited them when."""

from __future__ import annotations

from datetime import date
from typing import Any

from certtrack.programs import shipped
from certtrack.programs.schools import School, Spell, Version
from certtrack.store import programs as rows
from certtrack.store.location import locate
from certtrack.store.sessions import is_there, reading

SOURCE = "dapip"
"""The source of imported files among those that come with the directory."""


def names(store: str | None, state: str | None = None) -> dict[str, tuple[str, str | None]]:
    """Name and state of every school that is listed now, by its key.

    Args:
        store: The store; where there is none, nothing was imported.
        state: Only those in this state, by its two letters.
    """
    place = locate(store)
    if not is_there(place):
        return {}
    with reading(place) as connection:
        found = rows.institutions(connection)
        return {key: (name, where) for key, name, where in found if state in (None, where)}


def school(store: str | None, key: str) -> School | None:
    """The school of a key, also one that is listed no more; None where there is none."""
    place = locate(store)
    if not is_there(place):
        return None
    with reading(place) as connection:
        versions = rows.versions(connection, "institution", "key", key)
        spells = rows.versions(connection, "accreditation", "institution_key", key)
    if not versions:
        return None
    last = versions[-1]
    return School(
        key=key,
        kind=last["kind"],
        state=last["state"],
        parent=last["parent_key"],
        versions=tuple(map(_version, versions)),
        spells=tuple(map(_spell, spells)),
        source=shipped.programs().sources[SOURCE],
    )


def _version(row: Any) -> Version:
    return Version(name=row["name"], address=row["address"], **_told(row))


def _spell(row: Any) -> Spell:
    return Spell(
        agency=row["agency"],
        program=row["program"],
        status=row["status"],
        first_day=_day(row["first_day"]),
        last_day=_day(row["last_day"]),
        **_told(row),
    )


def _told(row: Any) -> dict[str, Any]:
    return {"told_on": date.fromisoformat(row["told_on"]), "gone_on": _day(row["gone_on"])}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
