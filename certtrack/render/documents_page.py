"""What became of an audit packet, for people: where it is, whether it is whole, what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.text import Text

from certtrack.render.page import bullets, drawn

Told = Mapping[str, Any]


def show_packet(out: Console, told: Told) -> None:
    """Print where a packet is, and which counted activities nothing proves."""
    out.print(Text(f"Written to {told['written']}."))
    out.print(Text(told["verdict"], style="bold red" if told["without_evidence"] else "green"))
    lacking = [
        f"{one['completed_on']} {one['title']}: {one['lacking']}"
        for one in told["without_evidence"]
    ]
    bullets(out, "No evidence", lacking)
    out.print(Text(f"Fingerprint {told['fingerprint']}", style="dim"))


def show_checked(out: Console, told: Told) -> None:
    """Print whether a packet is whole, and what it lacks."""
    if told["whole"]:
        out.print(
            Text(f"{drawn('✔')} {told['packet']} is whole: {told['files']} files.", style="green")
        )
    else:
        out.print(Text(f"{drawn('✘')} {told['packet']} is not whole.", style="bold red"))
    bullets(out, "Not as listed", told["faults"])
    bullets(out, "No evidence", told["without_evidence"])
    if told["fingerprint"]:
        out.print(Text(f"Fingerprint {told['fingerprint']}", style="dim"))
