"""The history of changes, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.record_page import shown


class Change(Protocol):
    """One row, before and after."""

    @property
    def table(self) -> str:
        """Which table."""

    @property
    def row(self) -> int:
        """The row's number."""

    @property
    def rows(self) -> int:
        """How many rows; 0 where it was forgotten."""

    @property
    def before(self) -> Mapping[str, Any] | None:
        """What was in it."""

    @property
    def after(self) -> Mapping[str, Any] | None:
        """What is in it since."""


class Deed(Protocol):
    """What one command did."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def made_at(self) -> str:
        """When."""

    @property
    def made_by(self) -> str:
        """Who ran it."""

    @property
    def what(self) -> str:
        """What was done."""

    @property
    def undoes(self) -> int | None:
        """What it took back."""

    @property
    def undone_by(self) -> int | None:
        """What took it back."""

    @property
    def changes(self) -> Sequence[Change]:
        """Its first changes."""

    @property
    def more(self) -> int:
        """How many more there are."""


def show(out: Console, deeds: Sequence[Deed]) -> None:
    """Print what was done, the last first, each with its changes."""
    if not deeds:
        out.print("Nothing was done yet.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("No.", justify="right")
    table.add_column("When (UTC)", no_wrap=True)
    table.add_column("Who")
    table.add_column("What, before → after", overflow="fold")
    for deed in deeds:
        when = deed.made_at[:19].replace("T", " ")
        table.add_row(str(deed.number), when, Text(deed.made_by), _told(deed))
    out.print(table)


def _told(deed: Deed) -> Text:
    told = Text(deed.what)
    if deed.undone_by is not None:
        told.append(f" (taken back by {deed.undone_by})", style="dim")
    for change in deed.changes:
        told.append(f"\n{_line(change)}", style="dim")
    if deed.more:
        told.append(f"\nand {deed.more} more", style="dim")
    return told


def _line(change: Change) -> str:
    if change.rows == 0:
        return f"{change.table} {change.row}: forgotten"
    if change.before is None and change.after is None:
        rows = "row" if change.rows == 1 else "rows"
        return f"{change.table}: {change.rows:,} {rows} from {change.row} on"
    before, after = change.before or {}, change.after or {}
    keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    of = f"{change.table} {change.row}"
    if change.before is None:
        return f"{of} added: {'; '.join(f'{key} {_value(after[key])}' for key in keys)}"
    if change.after is None:
        return f"{of} removed: {'; '.join(f'{key} {_value(before[key])}' for key in keys)}"
    pairs = (f"{key} {_value(before.get(key))} → {_value(after.get(key))}" for key in keys)
    return f"{of}: {'; '.join(pairs)}"


def _value(value: object) -> str:
    # A note may have lines, and a title anything.
    return " ".join(shown(value).split()) or "nothing"


def contract(deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "number": deed.number,
            "made_at": deed.made_at,
            "made_by": deed.made_by,
            "what": deed.what,
            "undoes": deed.undoes,
            "undone_by": deed.undone_by,
            "changes": [_change(change) for change in deed.changes],
            "more": deed.more,
        }
        for deed in deeds
    ]


def _change(change: Change) -> dict[str, Any]:
    return {
        "table": change.table,
        "row": change.row,
        "rows": change.rows,
        "before": change.before,
        "after": change.after,
    }
