"""What schools reported to IPEDS, as the store has it: awards in fields of study, and charges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from certtrack.programs import shipped
from certtrack.programs.directory import Awards, Charge, Listed, Program, Residency
from certtrack.programs.ipeds import UNDERGRADUATE, school_year
from certtrack.programs.schools import Named, School, Version
from certtrack.programs.wanted import Entry
from certtrack.rules.findings import Source
from certtrack.store import programs as rows
from certtrack.store.dialect import Connection
from certtrack.store.location import locate
from certtrack.store.sessions import is_there, reading

SOURCE = "ipeds"
"""The source of what is told here; ids begin with it."""

RESIDENCIES: tuple[Residency, ...] = ("in-district", "in-state", "out-of-state")


def entries(connection: Connection) -> list[Entry]:
    """What every award in a field is found by; of none it is known who accredited it."""
    codes = shipped.ipeds()
    awards, fields = codes.awards(), codes.fields()
    return [
        Entry(
            row["key"],
            f"{name}, {fields[row['cip_code']].name}",
            awards[row["award_level"]].level,
            row["state"],
            None,
            name,
        )
        for row in rows.completions(connection)
        for name in (row["name"] or _nameless(row),)
    ]


def names(connection: Connection) -> dict[str, Named]:
    """Schools that are listed now, by key."""
    return {
        row["key"]: Named(
            name=row["name"], state=row["state"], told_by=SOURCE, year=int(row["year"])
        )
        for row in rows.reported_institutions(connection)
    }


def programs(store: str | None, keys: Sequence[str]) -> dict[str, Listed]:
    """The awards of some keys, also what is listed no more; those that there are not lack."""
    mine = [key for key in keys if key.startswith(f"{SOURCE}-")]
    place = locate(store)
    if not mine or not is_there(place):
        return {}
    with reading(place) as connection:
        return _listed(connection, rows.versions(connection, "completion", "key", mine))


def school(connection: Connection, key: str) -> School | None:
    """The school of a key, also one that is listed no more; None where there is none."""
    found = rows.versions(connection, "ipeds_institution", "key", [key])
    if not found:
        return None
    last = found[-1]
    given = _listed(connection, rows.versions(connection, "completion", "institution_key", [key]))
    return School(
        key=key,
        kind=None,
        state=last["state"],
        parent=None,
        versions=tuple(map(_version, found)),
        spells=(),
        source=_source(f"schools of {last['year']}"),
        is_reported=True,
        ope_id=last["ope_id"],
        web=last["web_address"],
        closed=last["closed"],
        charges=_charges_of(connection, [key]).get(key, ()),
        programs=tuple(given.values()),
    )


def _version(row: Any) -> Version:
    return Version(
        name=row["name"],
        address=", ".join(part for part in (row["city"], row["state"]) if part) or None,
        told_on=date.fromisoformat(row["told_on"]),
        gone_on=_day(row["gone_on"]),
    )


def _listed(connection: Connection, versions: Sequence[Any]) -> dict[str, Listed]:
    """By key what is listed, with what was told before."""
    keys = list(dict.fromkeys(row["institution_key"] for row in versions))
    schools = {
        row["key"]: row for row in rows.versions(connection, "ipeds_institution", "key", keys)
    }
    charges = _charges_of(connection, keys)
    found = {}
    for key, some in groupby(versions, key=lambda row: str(row["key"])):
        *before, now = (
            _one(row, schools.get(row["institution_key"]), charges.get(row["institution_key"], ()))
            for row in some
        )
        found[key] = replace(now, before=tuple(before))
    return found


def _one(row: Any, of: Any | None, charges: tuple[Charge, ...]) -> Listed:
    codes, year = shipped.ipeds(), int(row["year"])
    award, field = codes.awards()[row["award_level"]], codes.fields()[row["cip_code"]]
    number, is_undergraduate = row["awards"], award.level in UNDERGRADUATE
    notes = [f"Reported as {award.name}, CIP {field.cip}."]
    if is_undergraduate and charges:
        notes.append("What it costs is the school's average for full-time undergraduates.")
    program = Program(
        id=row["key"],
        name=of["name"] if of else _nameless(row),
        program=field.name,
        state=of["state"] if of else None,
        level=award.level,
        field=field.field,
        charges=charges if is_undergraduate else (),
        awards=() if number is None else (Awards(year=year, number=number),),
        note=" ".join(notes),
        source=SOURCE,
    )
    return Listed(
        program=program,
        source=_source(f"awards from July {year - 1} to June {year}"),
        told_on=_day(row["told_on"]),
        gone_on=_day(row["gone_on"]),
    )


def _charges_of(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[Charge, ...]]:
    """By school what it charges now."""
    return {
        row["key"]: tuple(_charges(row))
        for row in rows.versions(connection, "student_charge", "key", keys)
        if row["gone_on"] is None
    }


def _charges(row: Any) -> Iterable[Charge]:
    year = school_year(int(row["year"]))
    for residency in RESIDENCIES:
        column = residency.replace("-", "_")
        amount, fees = _amount(row[column]), _amount(row[f"{column}_fees"])
        if amount is not None:
            yield Charge(amount=amount, fees=fees, per="year", residency=residency, year=year)


def _amount(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100


def _source(what: str) -> Source:
    source = shipped.ipeds().source
    return replace(source, title=f"{source.title}: {what}")


def _nameless(row: Any) -> str:
    """What a school is called of which no file of schools was imported."""
    return f"School {row['institution_key'].removeprefix('ipeds-')} of IPEDS"


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
