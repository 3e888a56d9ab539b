"""The channels by which reminders leave, for people and for programs; no secret is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.message import Message


class Line(Protocol):
    """A channel as it is listed."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def kind(self) -> str:
        """Its kind."""

    @property
    def leads_to(self) -> str:
        """Where messages go."""

    @property
    def default(self) -> bool:
        """Whether people get it of whom nothing else is said."""


class Trial(Protocol):
    """What became of a test message."""

    @property
    def channel(self) -> Line:
        """The channel."""

    @property
    def to(self) -> str | None:
        """The address, of mail."""

    @property
    def message(self) -> Message:
        """What it said."""

    @property
    def sent(self) -> bool:
        """Whether it left."""


def show(out: Console, lines: Sequence[Line]) -> None:
    """Print a table of the channels."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Channel", "Kind", "Leads to", "Default"):
        table.add_column(heading, overflow="fold")
    for line in lines:
        default = "yes" if line.default else "no"
        table.add_row(line.name, line.kind, Text(line.leads_to), default)
    out.print(table)


def show_trial(out: Console, trial: Trial) -> None:
    """Print what became of a test message."""
    if trial.sent:
        out.print(Text(trial_told(trial)))
        return
    out.print(Text(f"Nothing was sent. This would be handed to {_leads_to(trial)}:"))
    out.print()
    out.print(Text(f"{trial.message.subject}\n\n{trial.message.text}".rstrip("\n")))


def trial_told(trial: Trial) -> str:
    """What became of a test message that left, in words."""
    return f"A test message was handed to {_leads_to(trial)}."


def _leads_to(trial: Trial) -> str:
    to = f", for {trial.to}" if trial.to else ""
    return f"{trial.channel.leads_to}{to}"


def contract(line: Line) -> dict[str, Any]:
    """A channel, for programs."""
    return {
        "name": line.name,
        "kind": line.kind,
        "leads_to": line.leads_to,
        "default": line.default,
    }


def trial_contract(trial: Trial) -> dict[str, Any]:
    """What became of a test message, for programs."""
    return {
        "channel": contract(trial.channel),
        "to": trial.to,
        "subject": trial.message.subject,
        "text": trial.message.text,
        "sent": trial.sent,
    }
