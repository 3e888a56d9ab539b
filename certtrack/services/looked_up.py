"""Programs that somebody looked up and listed, as the store has them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from certtrack.programs.directory import Charge, Listed, Program, Span
from certtrack.programs.wanted import Entry
from certtrack.rules.findings import Source
from certtrack.rules.studies import AccreditationSpell
from certtrack.store import programs as rows
from certtrack.store.dialect import Connection
from certtrack.store.location import locate
from certtrack.store.sessions import is_there, reading

SOURCE = "looked-up"
"""The key of the source of a program that names its source itself."""


def entries(connection: Connection, *, with_agencies: bool) -> list[Entry]:
    """What every program that is listed now is found by.

    Args:
        connection: To the store.
        with_agencies: Whether it matters who accredits them, which takes longer to read.
    """
    return [
        Entry(key, words, level, state, _agencies(kept) if with_agencies else None)
        for key, words, level, state, kept in rows.programs(connection)
    ]


def programs(store: str | None, keys: Sequence[str]) -> dict[str, Listed]:
    """The programs of some keys, also what is listed no more; those that there are not lack."""
    place = locate(store)
    if not keys or not is_there(place):
        return {}
    with reading(place) as connection:
        versions = rows.versions(connection, "program", "key", keys)
    found = groupby(versions, key=lambda row: str(row["key"]))
    return {key: _with_history(list(some)) for key, some in found}


def _with_history(versions: Sequence[Any]) -> Listed:
    *before, now = map(_listed, versions)
    return replace(now, before=tuple(before))


def _agencies(kept: str | None) -> tuple[str, ...] | None:
    spells = _spells(kept)
    return None if spells is None else tuple(one["agency"] for one in spells)


def _listed(row: Any) -> Listed:
    return Listed(
        program=_program(row),
        source=Source(title=row["source"], url=row["url"], retrieved=_day(row["looked_up_on"])),
        told_on=_day(row["told_on"]),
        gone_on=_day(row["gone_on"]),
    )


def _program(row: Any) -> Program:
    spells = _spells(row["accreditation"])
    as_told = ("name", "program", "state", "level", "field", "delivery", "starts", "note")
    return Program(
        id=row["key"],
        **{name: row[name] for name in as_told},
        credits=_span(row, "credits"),
        months=_span(row, "months"),
        charges=_charges(row),
        accreditation=None if spells is None else tuple(map(_spell, spells)),
        source=SOURCE,
    )


def _span(row: Any, name: str) -> Span | None:
    least, most = (_amount(row[f"{name}_{end}"]) for end in ("least", "most"))
    return Span(least=least, most=most) if least and most else None


def _charges(row: Any) -> tuple[Charge, ...]:
    amount = _amount(row["tuition"])
    if amount is None:
        return ()
    told = {"residency": row["residency"], "year": row["tuition_year"]}
    return (Charge(amount=amount, per=row["tuition_per"], **told),)


def _amount(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else Decimal(hundredths) / 100


def _spells(kept: str | None) -> list[dict[str, str]] | None:
    return None if kept is None else json.loads(kept)


def _spell(told: dict[str, str]) -> AccreditationSpell:
    days = {"from_": _day(told.get("from")), "until": _day(told.get("until"))}
    return AccreditationSpell(agency=told["agency"], **days)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
