"""What a roster does to the store, for people: how many, and whom it changes how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from certtrack.render.page import bullets

SHOWN = 10
"""People of each kind that are told by name; of the rest only how many there are."""

KINDS = ("new", "changed", "same")


def show(
    out: Console,
    people: Counter[str],
    credentials: Counter[str],
    outcomes: Iterable[Mapping[str, Any]],
) -> None:
    """Print the numbers, then who is new and what is changed."""
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("People", justify="right")
    table.add_column("Credentials", justify="right")
    for kind in KINDS:
        table.add_row(kind.capitalize(), str(people[kind]), str(credentials[kind]))
    out.print(table)
    told: dict[str, list[str]] = {"new": [], "changed": []}
    for one in outcomes:
        lines = told.get(one["what"], [])
        if len(lines) < SHOWN:
            lines.append(_line(one))
    for kind, lines in told.items():
        more = people[kind] - len(lines)
        bullets(out, kind.capitalize(), [*lines, *([f"and {more} more"] if more > 0 else [])])


def _line(one: Mapping[str, Any]) -> str:
    if one["what"] == "new":
        return f"{one['person']}: {', '.join(one['credentials']) or 'no credential'}"
    return f"{one['person']}: {'; '.join(_change(each) for each in one['changes'])}"


def _change(each: Mapping[str, Any]) -> str:
    of = f"{each['credential']} " if each["credential"] else ""
    was = _value(each["was"])
    return f"{of}{each['key'].replace('_', ' ')} {was} → {_value(each['now'])}"


def _value(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "not told" if value is None else str(value)
