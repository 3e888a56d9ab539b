"""A person who was forgotten, for people and for programs; without their name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class Forgotten(Protocol):
    """What became of a person."""

    @property
    def number(self) -> int:
        """The number that they had."""

    @property
    def store(self) -> str:
        """What the store is called."""

    @property
    def managed(self) -> int:
        """How many others still name them as their manager."""

    @property
    def copies(self) -> Sequence[str]:
        """Copies in which they may still be."""

    @property
    def on_server(self) -> bool:
        """Whether the store is on a server."""


def told(done: Forgotten) -> str:
    """What was done, and where more may be, in words."""
    lines = [f"Person {done.number} is forgotten; no undo brings them back."]
    if done.managed:
        what = "record names" if done.managed == 1 else "records name"
        lines.append(f"{done.managed} other {what} them as manager: certtrack person edit.")
    if done.on_server:
        lines.append("The server frees their rows at its next VACUUM; its backups have them still.")
    if done.copies:
        lines.append("They may still be in these copies; remove them when you need them no more:")
        lines += [f"  {path}" for path in done.copies]
    else:
        lines.append("No copy of the store is known here.")
    lines.append("Copies that were put elsewhere are not known to certtrack.")
    return "\n".join(lines)


def contract(done: Forgotten) -> dict[str, Any]:
    """The same for programs."""
    return {
        "forgotten": done.number,
        "store": done.store,
        "still_manager_of": done.managed,
        "copies": list(done.copies),
        "on_server": done.on_server,
    }
