"""The record file: one person as TOML written by hand, or JSON by machine, without loss."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from certtrack.errors import Fault, Refused, refuse
from certtrack.reading.files import Document, read_document
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read, write
from certtrack.records.plausible import implausible
from certtrack.rules.facts import Person
from certtrack.rules.record import SHAPES, Record, record_of
from certtrack.rules.rulebook import Library


def read_record(path: Path, library: Library, latest: date) -> Person:
    """The person in a record file.

    Args:
        path: A .toml or .json file.
        library: The rulebooks, which know the codes of credentials.
        latest: The last day on which something may be said to have happened.

    Raises:
        Refused: With every fault found, each with its line or key.
    """
    return person_of(read_document(path), library, latest)


def person_of(document: Document, library: Library, latest: date) -> Person:
    """The person that a document tells of.

    Raises:
        Refused: With every fault found, each with its line or key.
    """
    person = read(Record, document.tables, document.place).facts()
    doubts = implausible(person, library, latest)
    faults = [Fault(what, document.place(place), hint) for place, what, hint in doubts]
    if faults:
        raise Refused(*faults)
    return person


def read_added(path: Path, person: Person, library: Library) -> Person:
    """A person with the sections of a file added; what they tell may lie in the future.

    Args:
        path: A .toml or .json file with sections of a record; who it is about is known.
        person: The facts to add to.
        library: The rulebooks, which know the codes of credentials.

    Raises:
        Refused: With every fault of the file, or of both together.
    """
    document = read_document(path)
    tables = {"schema": 1, **document.tables, "person": {"name": person.name}}
    added = read(Record, tables, document.place).facts()
    together: dict[str, Any] = {
        section: (*(getattr(person, section) or ()), *(getattr(added, section) or ()))
        for section in SHAPES
        if getattr(added, section) is not None
    }
    whole = replace(person, **together)
    doubts = implausible(whole, library, date.max)
    faults = [Fault(what, f"{path.name}, {_written(at)}", hint) for at, what, hint in doubts]
    if faults:
        raise Refused(*faults)
    return whole


def _written(path: KeyPath) -> str:
    return ".".join(str(part) for part in path)


def written_record(person: Person, kind: str) -> str:
    """A person's facts as the text of a record file, the same that `read_record` reads.

    Args:
        person: The facts.
        kind: "toml" or "json".

    Raises:
        Refused: For another kind.
    """
    tables = tables_of(person)
    if kind == "json":
        return json.dumps(tables, indent=2, ensure_ascii=False, default=plain) + "\n"
    if kind == "toml":
        # Only writing needs it, and importing it is slow.
        import tomlkit

        return tomlkit.dumps(_with_numbers(tables))
    raise refuse(f"a record file is .toml or .json, not {kind!r}")


def tables_of(person: Person) -> dict[str, Any]:
    """A person's facts as the tables of a record file; what is not told is left out."""
    tables = write(record_of(person))
    if not person.memberships:
        del tables["person"]["memberships"]
    return tables


def plain(value: object) -> object:
    """A value of a record as JSON has it; amounts are numbers whose written form is exact."""
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a record")


def _with_numbers(value: Any) -> Any:
    """The same tables with decimals as the numbers that TOML writes."""
    if isinstance(value, dict):
        return {key: _with_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_numbers(item) for item in value]
    return _number(value) if isinstance(value, Decimal) else value


def _number(value: Decimal) -> int | float:
    """A decimal of at most two places as a number whose written form is the same."""
    return int(value) if value == value.to_integral_value() else float(value)
