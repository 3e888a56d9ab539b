"""A list of programs that somebody wrote down from an accreditor's own directory or elsewhere.

Accreditors of programs show their directories as web pages and hand out no files; whoever looks
programs up there writes them into a table, one a row, each with where and when it was seen.
"""

from __future__ import annotations

import re
from typing import Any

from certtrack.errors import Refused
from certtrack.programs import shipped
from certtrack.programs.directory import Program, Span
from certtrack.reading.shapes import read, write
from certtrack.reading.spans import spell
from certtrack.records.directory_files.opening import Cells, Kind
from certtrack.rules.findings import Source

NEEDED = ("id", "school", "source", "looked_up_on")
FROM_TO = re.compile(r"([\d.]+)(?:\s*(?:-|–|to)\s*([\d.]+))?")
AS_TOLD = ("program", "state", "level", "field", "delivery", "starts", "note")
TUITION = ("tuition", "tuition_per", "residency", "tuition_year")
COLUMNS = {"name": "school", "charges": "tuition"}
"""The columns of keys that are called otherwise."""

NONE = "none"
TAKEN = ("dapip-", "ipeds-")
"""How the ids begin of what other files tell of."""


def _values(cells: Cells) -> dict[str, Any]:
    """What a row tells, by the columns of the store's table.

    Raises:
        ValueError: With all that is wrong with it.
    """
    told = {name: cell for name, cell in cells.items() if cell}
    must = NEEDED + (TUITION[:2] if any(name in told for name in TUITION) else ())
    if lacking := [name for name in must if name not in told]:
        raise ValueError(f"{' and '.join(lacking)}: nothing is told there")
    try:
        program = read(Program, _tables(told), _place)
        seen = {"title": "source", "url": "url", "retrieved": "looked_up_on"}
        kept = {key: told[name] for key, name in seen.items() if name in told}
        source = read(Source, kept, _place)
    except Refused as refused:
        raise ValueError(" ".join(map(str, refused.faults))) from None
    _must_be_possible(program)
    return _columns(program, source)


def _place(path: tuple[str | int, ...]) -> str:
    return COLUMNS.get(str(path[0]), str(path[0])) if path else ""


def _tables(told: Cells) -> dict[str, Any]:
    """The cells as the shape of a program has them."""
    tables: dict[str, Any] = {"source": "looked-up", **{k: told[k] for k in AS_TOLD if k in told}}
    tables |= {key: told[name] for key, name in (("id", "id"), ("name", "school")) if name in told}
    for name in ("credits", "months"):
        if name in told:
            tables[name] = _span(name, told[name])
    if charge := {name: told[name] for name in TUITION if name in told}:
        names = {"tuition": "amount", "tuition_per": "per", "tuition_year": "year"}
        tables["charges"] = [{names.get(name, name): value for name, value in charge.items()}]
    if "accreditation" in told:
        parts = [part.strip() for part in told["accreditation"].split(";")]
        tables["accreditation"] = [spell(one) for one in parts if one and one != NONE]
    return tables


def _span(name: str, text: str) -> dict[str, str]:
    found = FROM_TO.fullmatch(text)
    if found is None:
        raise ValueError(f"{name} {text[:40]!r} is neither a number nor from one to another")
    return {"least": found[1], "most": found[2] or found[1]}


def _must_be_possible(program: Program) -> None:
    if program.id.startswith(TAKEN) or program.id in {one.id for one in shipped.listed()}:
        raise ValueError(f"id {program.id!r} is that of another entry of the directory")
    for name, one in (("credits", program.credits), ("months", program.months)):
        if one and one.most < one.least:
            raise ValueError(f"{name} go from more to less")
    for spell_ in program.accreditation or ():
        if spell_.from_ and spell_.until and spell_.until < spell_.from_:
            raise ValueError(f"accreditation ends {spell_.until}, before it begins")


def _columns(program: Program, source: Source) -> dict[str, Any]:
    charge = next(iter(program.charges), None)
    spells = program.accreditation
    return {
        "key": program.id,
        "name": program.name,
        **{name: getattr(program, name) for name in AS_TOLD},
        **_ends("credits", program.credits),
        **_ends("months", program.months),
        "tuition": charge.amount if charge else None,
        "tuition_per": charge.per if charge else None,
        "residency": charge.residency if charge else None,
        "tuition_year": charge.year if charge else None,
        "accreditation": None if spells is None else [_plain(one) for one in spells],
        "source": source.title,
        "url": source.url,
        "looked_up_on": source.retrieved,
    }


def _ends(name: str, one: Span | None) -> dict[str, Any]:
    return {
        f"{name}_least": one.least if one else None,
        f"{name}_most": one.most if one else None,
    }


def _plain(spell_: object) -> dict[str, str]:
    return {key: str(value) for key, value in write(spell_).items()}


KIND = Kind(
    "ProgramList",
    "program",
    frozenset(NEEDED),
    _values,
    others=frozenset([*AS_TOLD, *TUITION, "credits", "months", "accreditation", "url"]),
    is_strict=True,
    speaks_for="source",
)
