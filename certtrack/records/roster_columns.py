"""The columns of a roster: which tells what of a person or of a credential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import get_args, get_type_hints

from certtrack.errors import Fault, Refused, did_you_mean
from certtrack.records.sheets.columns import Column, told_of
from certtrack.records.sheets.form import Form
from certtrack.records.sheets.profiles import IGNORED, Kind, plain, shipped
from certtrack.rules.facts import Holding
from certtrack.rules.record import PersonTable

OF_PERSON = tuple(each.name for each in fields(PersonTable))
"""Columns that tell who someone is: the keys of a record's table `person`."""

SPAN = {"cycle_from": "from", "cycle_until": "until"}
"""Columns of a cycle as the body states it, and its keys in a record."""

OF_CREDENTIAL = tuple(
    name
    for each in fields(Holding)
    for name in (tuple(SPAN) if each.name == "cycle" else (each.name,))
)
"""Columns that tell of a credential: its keys in a record."""

DAYS = {name for name, kind in get_type_hints(Holding).items() if date in (kind, *get_args(kind))}
DAYS |= SPAN.keys()
"""Those of them whose cells are days."""

COLUMNS = (*OF_PERSON, *OF_CREDENTIAL)
ROSTERS = Kind("rosters", (*COLUMNS, IGNORED))
KNOWN = f"Known are {', '.join(COLUMNS)}."


def names_known(form: Form) -> dict[str, str]:
    """What columns of a roster are taken for by their names, written plainly."""
    profiles = [form.profile] if form.profile else shipped(ROSTERS).values()
    usual = {name: key for one in profiles for name, key in one.by_name().items()}
    return {**usual, **{plain(name): name for name in COLUMNS}}


def columns_of(
    names: Sequence[str], known: Mapping[str, str], form: Form, where: str
) -> tuple[Column, ...]:
    """What each column is taken for; one at the end without a name is ignored.

    Args:
        names: The cells of the header.
        known: What columns are taken for by their names, written plainly.
        form: What somebody says of it.
        where: Where the header stands, for faults.

    Raises:
        Refused: With every column that is not known or there twice; when nothing tells who
            somebody is.
    """
    told = told_of(names, form.told)
    columns, faults = [], []
    for at, name in enumerate(names):
        if at in told:
            columns.append(Column(name, at, told[at], "as you say", ""))
        elif key := known.get(plain(name)):
            why = "the profile says so" if form.profile else "its name"
            columns.append(Column(name, at, key, why, ""))
        elif name.strip():
            hint = did_you_mean(plain(name).replace(" ", "_"), COLUMNS) or KNOWN
            hint += f' Or say what it is: --map "{name.strip()[:60]}=ignore".'
            faults.append(Fault(f"unknown column {name.strip()[:60]!r}", where, hint))
        else:
            columns.append(Column("", at, "", "it has no name", ""))
    faults += _twice_or_lacking([column.key for column in columns], where, any_=bool(faults))
    if faults:
        raise Refused(*faults)
    return tuple(columns)


def _twice_or_lacking(keys: Sequence[str], where: str, *, any_: bool) -> list[Fault]:
    hint = "Leave one out: --map NAME=ignore."
    faults = [
        Fault(f"the column {key} is there twice", where, hint)
        for key in dict.fromkeys(keys)
        if key and key != IGNORED and keys.count(key) > 1
    ]
    if not {"name", "email"} & set(keys) and not faults and not any_:
        faults.append(Fault("a column name or email is missing", where))
    return faults
