"""What a table of activities would do to the store, for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.errors import printable
from certtrack.render.page import bullets

SHOWN = 20
"""Rows of each kind that are told; of the rest only how many there are."""

KINDS = (
    ("new", "New"),
    ("changed", "Changed"),
    ("same", "On record already"),
    ("refused", "Refused"),
)
EXAMPLE = 30


def show(out: Console, told: Mapping[str, Any]) -> None:
    """Print what each column is taken for, what was understood, and what becomes of rows.

    Args:
        out: Where to print.
        told: The answer for programs.
    """
    out.print(_columns(told["columns"]))
    bullets(out, "Understood", told["notes"])
    for title, lines in by_kind(told).items():
        bullets(out, title, lines)


def by_kind(told: Mapping[str, Any]) -> dict[str, list[str]]:
    """What becomes of the rows, in words: of each kind the first, under how many there are."""
    found = {}
    for kind, title in KINDS:
        rows = [one for one in told["outcomes"] if one["what"] == kind]
        more = [f"and {len(rows) - SHOWN:,} more"] if len(rows) > SHOWN else []
        found[f"{title}: {len(rows):,}"] = [*map(_line, rows[:SHOWN]), *more]
    return found


def _columns(columns: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("Column", "Taken for", "Why", "Example"):
        table.add_column(name, overflow="fold")
    for one in columns:
        cells = (one["name"], one["taken_for"], one["why"], one["example"][:EXAMPLE])
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def _line(one: Mapping[str, Any]) -> str:
    """What becomes of a row, in words."""
    if one["what"] == "refused":
        return printable(f"row {one['row']}: {' '.join(one['faults'])}")
    entry = one["entry"]
    if one["what"] == "changed":
        changes = "; ".join(
            f"{each['key']} {_value(each['was'])} → {_value(each['now'])}"
            for each in one["changes"]
        )
        return printable(f"row {one['row']}: {entry['title']}: {changes}")
    worth = ", ".join(
        f"{_value(entry[key])} {word}"
        for key, word in (("ceus", "CEUs"), ("minutes", "minutes"), ("credits", "credits"))
        if key in entry
    )
    return printable(f"row {one['row']}: {entry['completed_on']} {entry['title']}, {worth}")


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "not told" if value is None else str(value)
