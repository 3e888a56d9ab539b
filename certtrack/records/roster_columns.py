"""The columns of a roster: which tells what of a person or of a credential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import get_args, get_type_hints

from certtrack.errors import Fault, did_you_mean
from certtrack.records.sheets.column import Column, Misunderstood, examples_of, numbered
from certtrack.records.sheets.columns import told_of
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
KNOWN = f"Known are {', '.join(COLUMNS)}"


def names_known(form: Form) -> dict[str, str]:
    """What columns of a roster are taken for by their names, written plainly."""
    profiles = [form.profile] if form.profile else shipped(ROSTERS).values()
    usual = {name: key for one in profiles for name, key in one.by_name().items()}
    return {**usual, **{plain(name): name for name in COLUMNS}}


def columns_of(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    known: Mapping[str, str],
    form: Form,
    where: str,
) -> tuple[Column, ...]:
    """What each column is taken for; one at the end without a name is ignored.

    Args:
        header: The cells of the header.
        rows: The cells of the first rows below it.
        known: What columns are taken for by their names, written plainly.
        form: What somebody says of it.
        where: Where the header stands, for faults.

    Raises:
        Misunderstood: With every column that is not known or there twice; when nothing tells
            who somebody is.
        Refused: When a column that is told is not there.
    """
    names = numbered(" ".join(cell.split()) for cell in header)
    told = told_of(names, form.told)
    columns = []
    for at, (name, cell) in enumerate(zip(names, header, strict=True)):
        # A profile knows each column of several with one name by its number.
        key = told.get(at) or known.get(plain(name)) or known.get(plain(cell)) or ""
        why = "as you say" if at in told else _why(name, key, form)
        examples = examples_of(row[at] for row in rows if at < len(row))
        columns.append(Column(name, at, key, why, examples))
    faults = [_unknown(column, where) for column in columns if column.name and not column.key]
    faults += _twice_or_lacking([column.key for column in columns], where, any_=bool(faults))
    if faults:
        raise Misunderstood(faults, columns)
    return tuple(columns)


def _why(name: str, key: str, form: Form) -> str:
    """Why a column is taken for what it is, where nobody says it."""
    if key:
        return "the profile says so" if form.profile else "its name"
    return "not known" if name else "it has no name"


def _unknown(column: Column, where: str) -> Fault:
    name = column.name[:60]
    near = did_you_mean(plain(column.name).replace(" ", "_"), COLUMNS)
    hint = f"{near} Or" if near else f"{KNOWN}; or"
    return Fault(
        f"unknown column {name!r}", where, f'{hint} say what it is: --map "{name}=ignore".'
    )


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
