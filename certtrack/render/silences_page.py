"""What a person does not want to hear, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.silence import Silence


class Kept(Protocol):
    """A silence in the store."""

    @property
    def number(self) -> int:
        """Its number."""

    @property
    def silence(self) -> Silence:
        """What is not to be told."""

    @property
    def made_at(self) -> str:
        """When it was asked for."""


def show(out: Console, found: Sequence[Kept]) -> None:
    """Print a table of silences."""
    if not found:
        out.print(Text("Nothing is silenced: all that is due is told."))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("Number", justify="right")
    table.add_column("What", overflow="fold")
    table.add_column("Since", no_wrap=True)
    for one in found:
        table.add_row(str(one.number), Text(str(one.silence)), one.made_at[:10])
    out.print(table)


def contract(one: Kept) -> dict[str, Any]:
    """A silence, for programs."""
    silence = one.silence
    return {
        "number": one.number,
        "manner": silence.manner,
        "reminder": silence.reminder,
        "credential": silence.credential,
        "kind": silence.kind,
        "until": silence.until,
        "made_at": one.made_at,
    }
