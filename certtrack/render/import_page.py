"""What a roster does to the store, for people: how many, and whom it changes how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table

from certtrack.errors import printable
from certtrack.render.page import bullets

SHOWN = 10
"""People of each kind that are told by name; of the rest only how many there are."""

KINDS = ("new", "changed", "same")


class Column(Protocol):
    """A column of the roster."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def key(self) -> str:
        """What it is taken for; "" for one without a name."""

    @property
    def why(self) -> str:
        """Why."""


def understood(out: Console, columns: Sequence[Column], notes: Sequence[str]) -> None:
    """Print what columns are taken for that are called otherwise, and what was understood."""
    lines = [
        printable(f"{one.name}: {one.key} ({one.why})")
        for one in columns
        if one.key and one.name.strip() != one.key
    ]
    bullets(out, "Columns", lines)
    bullets(out, "Understood", notes)
    if lines or notes:
        out.print()


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
    for kind, lines in by_kind(people, outcomes).items():
        bullets(out, kind.capitalize(), lines)


def by_kind(people: Counter[str], outcomes: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Who is new and what is changed, in words: of each kind the first, and how many more."""
    told: dict[str, list[str]] = {"new": [], "changed": []}
    for one in outcomes:
        lines = told.get(one["what"], [])
        if len(lines) < SHOWN:
            lines.append(_line(one))
    for kind, lines in told.items():
        if (more := people[kind] - len(lines)) > 0:
            lines.append(f"and {more} more")
    return told


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
