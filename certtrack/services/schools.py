"""Schools that imported files tell of: who accredited them when, and what they reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from certtrack.programs import shipped
from certtrack.programs.naming import ranked
from certtrack.programs.schools import Action, Named, School, Spell, Version
from certtrack.programs.wanted import Wanted, is_of
from certtrack.rules.findings import Source
from certtrack.services import reported
from certtrack.store import programs as rows
from certtrack.store.dialect import Connection
from certtrack.store.location import locate
from certtrack.store.sessions import is_there, reading

SOURCE = "dapip"
"""The source of imported files among those that come with the directory."""


@dataclass(frozen=True, slots=True)
class Schools:
    """Schools that somebody looks for.

    Args:
        names: Schools by key, the likeliest first.
        agencies: The agencies that are meant, of those that accredit schools; None where no
            agency is looked for.
    """

    names: Mapping[str, Named]
    agencies: tuple[str, ...] | None = None

    @property
    def source(self) -> Source:
        """Who tells of schools, and what that does not show."""
        return shipped.programs().sources[SOURCE]


def search(store: str | None, wanted: Wanted) -> Schools:
    """Schools by name, however it is spelt, the likeliest first.

    Args:
        store: The store; where there is none, nothing was imported.
        wanted: What somebody looks for. Of no school it is known that it gives an award.
    """
    place = locate(store)
    if not is_there(place):
        return Schools({}, () if wanted.agency else None)
    with reading(place) as connection:
        meant = _meant(connection, wanted.agency)
        found = {} if wanted.level else _names(connection, meant)
    names = found
    if wanted.state:
        names = {key: one for key, one in found.items() if one.state == wanted.state}
    if wanted.text is None:
        kept = list(islice(names, wanted.at_most))
    else:
        called = {key: one.name for key, one in names.items()}
        kept = [key for key, _ in ranked(wanted.text, called, wanted.at_most)]
    return Schools({key: names[key] for key in kept}, meant)


def _names(connection: Connection, agencies: Sequence[str] | None) -> dict[str, Named]:
    names = {
        key: Named(name, state, SOURCE)
        for key, name, state in rows.institutions(connection, agencies)
    }
    # What schools report tells nothing of who accredited them.
    return names if agencies is not None else names | reported.names(connection)


def _meant(connection: Connection, agency: str | None) -> tuple[str, ...] | None:
    if agency is None:
        return None
    return tuple(one for one in rows.agencies(connection) if is_of([one], agency))


def school(store: str | None, key: str) -> School | None:
    """The school of a key, also one that is listed no more; None where there is none."""
    place = locate(store)
    if not is_there(place):
        return None
    with reading(place) as connection:
        if one := _accredited(connection, key):
            return replace(one, elsewhere=_same(connection, one, "ipeds_institution"))
        if one := reported.school(connection, key):
            return replace(one, elsewhere=_same(connection, one, "institution"))
    return None


def _same(connection: Connection, one: School, table: str) -> tuple[School, ...]:
    """The school in the other source: what has exactly its OPEID."""
    if one.ope_id is None:
        return ()
    read = _accredited if table == "institution" else reported.school
    found = (read(connection, key) for key in rows.of_ope_id(connection, table, one.ope_id))
    return tuple(each for each in found if each)


def _accredited(connection: Connection, key: str) -> School | None:
    """The school of a key as the database of accreditation has it."""
    versions = rows.versions(connection, "institution", "key", [key])
    if not versions:
        return None
    spells = rows.versions(connection, "accreditation", "institution_key", [key])
    actions = rows.versions(connection, "accreditation_action", "institution_key", [key])
    last = versions[-1]
    return School(
        key=key,
        kind=last["kind"],
        state=last["state"],
        parent=last["parent_key"],
        versions=tuple(map(_version, versions)),
        spells=tuple(map(_spell, spells)),
        actions=_actions(actions),
        source=shipped.programs().sources[SOURCE],
        ope_id=last["ope_id"],
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


def _actions(found: Iterable[Any]) -> tuple[Action, ...]:
    actions = map(_action, found)
    return tuple(sorted(actions, key=lambda one: one.taken_on or date.min, reverse=True))


def _action(row: Any) -> Action:
    reasons = [text for text in (row["reason"], row["reason_more"]) if text]
    return Action(
        agency=row["agency"],
        program=row["program"],
        action=row["action"],
        taken_on=_day(row["taken_on"]),
        reason=": ".join(reasons) or None,
        ends=row["ends"],
        **_told(row),
    )


def _told(row: Any) -> dict[str, Any]:
    return {"told_on": date.fromisoformat(row["told_on"]), "gone_on": _day(row["gone_on"])}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
