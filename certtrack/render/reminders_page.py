"""Reminders for people, the most pressing first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.reminder import Reminder, Severity

STYLES: dict[Severity, str] = {
    "overdue": "bold red",
    "urgent": "red",
    "soon": "yellow",
    "info": "default",
}


def show(out: Console, found: Sequence[Reminder], on: date, within: int) -> None:
    """Print what is due."""
    if not found:
        out.print(Text(f"Nothing is due within {within} days of {on}."))
        return
    table = Table(box=None, pad_edge=False, title=f"Due within {within} days of {on}")
    table.title_justify = "left"
    table.add_column("")
    table.add_column("Due", no_wrap=True)
    table.add_column("Days", justify="right")
    table.add_column("What", overflow="fold")
    table.add_column("Id", no_wrap=True)
    for one in found:
        style = STYLES[one.severity]
        severity = Text(one.severity, style=style)
        table.add_row(severity, str(one.due), str(one.days_left), Text(one.message), one.id)
    out.print(table)
