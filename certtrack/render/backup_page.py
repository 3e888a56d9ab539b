"""A backup that was made or put back, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol


class BackedUp(Protocol):
    """A backup that was made."""

    @property
    def path(self) -> Path:
        """Where it is."""

    @property
    def store(self) -> str:
        """What the store is called."""

    @property
    def made_at(self) -> str:
        """When."""

    @property
    def store_schema(self) -> str:
        """The version of the schema."""

    @property
    def evidence(self) -> int:
        """How many pieces of evidence are in it."""

    @property
    def damaged(self) -> Sequence[str]:
        """Evidence that was damaged before."""

    @property
    def size(self) -> int:
        """Its bytes."""

    @property
    def sha256(self) -> str:
        """Its SHA-256."""

    @property
    def encrypted(self) -> bool:
        """Whether it needs a passphrase."""

    @property
    def removed(self) -> Sequence[Path]:
        """Older ones that are gone."""


class Restored(Protocol):
    """What became of a store."""

    @property
    def store(self) -> str:
        """What it is called."""

    @property
    def backup(self) -> Path:
        """What was put in its place."""

    @property
    def made_at(self) -> str | None:
        """When that was made."""

    @property
    def store_schema(self) -> str:
        """The version of its schema."""

    @property
    def evidence(self) -> int:
        """How many pieces of evidence are there again."""

    @property
    def before(self) -> Path | None:
        """Where what was there before is now."""


def backup_told(done: BackedUp) -> str:
    """What was made, in words."""
    with_ = f" and {_pieces(done.evidence)}" if done.evidence else ""
    lines = [f"The store{with_} went into {done.path} ({done.size:,} bytes)."]
    lines.append("Opened again, it is whole.")
    if done.encrypted:
        lines.append("Without its passphrase nobody can read it, you neither.")
    if done.damaged:
        names = ", ".join(done.damaged)
        lines.append(f"Damaged before it was packed, see certtrack doctor: {names}.")
    if done.removed:
        lines.append(f"Older ones removed: {len(done.removed)}.")
    return "\n".join(lines)


def backup_contract(done: BackedUp) -> dict[str, Any]:
    """The same for programs."""
    return {
        "backup": str(done.path),
        "store": done.store,
        "made_at": done.made_at,
        "store_schema": done.store_schema,
        "evidence": done.evidence,
        "damaged_evidence": list(done.damaged),
        "bytes": done.size,
        "sha256": done.sha256,
        "encrypted": done.encrypted,
        "removed": [str(path) for path in done.removed],
    }


def restore_told(done: Restored) -> str:
    """What was put back, in words."""
    of = f" of {done.made_at}" if done.made_at else ""
    lines = [f"{done.store} is now as the backup{of} has it."]
    if done.evidence:
        lines.append(f"Lacking before and there again: {_pieces(done.evidence)}.")
    if done.before:
        lines.append(f"What was there before is in {done.before}.")
    return "\n".join(lines)


def restore_contract(done: Restored) -> dict[str, Any]:
    """The same for programs."""
    return {
        "store": done.store,
        "backup": str(done.backup),
        "made_at": done.made_at,
        "store_schema": done.store_schema,
        "evidence": done.evidence,
        "before": str(done.before) if done.before else None,
    }


def _pieces(number: int) -> str:
    return f"{number} piece{'' if number == 1 else 's'} of evidence"
