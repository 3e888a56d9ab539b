"""What the doctor found, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.page import drawn

State = Literal["ok", "warning", "fault"]
SIGNS: dict[State, tuple[str, str, str]] = {
    "ok": ("✔", "ok", "green"),
    "warning": ("?", "warning", "yellow"),
    "fault": ("✘", "fault", "red"),
}
"""For each state a sign, a word and a colour: no meaning by colour alone."""


class Finding(Protocol):
    """One thing that was looked at."""

    @property
    def check(self) -> str:
        """What."""

    @property
    def state(self) -> State:
        """Whether it is as it should be."""

    @property
    def told(self) -> str:
        """What was found."""

    @property
    def todo(self) -> str | None:
        """What to do."""


def show(out: Console, store: str, findings: Sequence[Finding]) -> None:
    """Print each finding with a sign, and below it what to do."""
    out.print(Text(store))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    table.add_column(overflow="fold")
    for one in findings:
        mark, word, style = SIGNS[one.state]
        told = Text(one.told)
        if one.todo:
            told.append(f"\n{one.todo}", style="dim")
        table.add_row(Text(f"{drawn(mark)} {word}", style=style), Text(one.check), told)
    out.print(table)
    counts = {state: sum(one.state == state for one in findings) for state in SIGNS}
    out.print(Text(f"Faults: {counts['fault']}. Warnings: {counts['warning']}."))


def contract(store: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """The same for programs."""
    states = {one.state for one in findings}
    worst = next((state for state in ("fault", "warning") if state in states), "ok")
    keys = ("check", "state", "told", "todo")
    return {
        "store": store,
        "state": worst,
        "findings": [{key: getattr(one, key) for key in keys} for one in findings],
    }
