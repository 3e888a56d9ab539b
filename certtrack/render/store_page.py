"""What was found out about the store, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.page import drawn


class Found(Protocol):
    """One thing that was looked at."""

    @property
    def name(self) -> str:
        """What."""

    @property
    def told(self) -> str:
        """What was found."""

    @property
    def fine(self) -> bool:
        """Whether it is as it should be."""


def show(out: Console, store: str, found: Iterable[Found], rows: Mapping[str, int]) -> None:
    """Print each thing that was looked at, with a sign, and the rows of each table."""
    out.print(Text(store))
    table = Table(box=None, pad_edge=False, show_header=False)
    for one in found:
        sign = f"{drawn('✔')} fine" if one.fine else f"{drawn('✘')} wrong"
        style = "green" if one.fine else "red"
        table.add_row(Text(sign, style=style), one.name, Text(one.told))
    out.print(table)
    if rows:
        out.print(Text(f"Rows: {', '.join(f'{name} {number}' for name, number in rows.items())}."))


def contract(
    store: str, found: Iterable[Found], rows: Mapping[str, int], seconds_apart: float | None
) -> dict[str, Any]:
    """The same for programs."""
    apart = None if seconds_apart is None else round(seconds_apart, 3)
    return {
        "store": store,
        "checks": [{"name": one.name, "fine": one.fine, "told": one.told} for one in found],
        "rows": dict(rows),
        "clock_seconds_apart": apart,
    }
