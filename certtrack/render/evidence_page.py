"""Evidence, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.page import bullets

KILOBYTE = 1000


class Kept(Protocol):
    """A file that is kept."""

    @property
    def person(self) -> str:
        """Whose."""

    @property
    def activity(self) -> str | None:
        """The activity's id; None once it was removed."""

    @property
    def title(self) -> str:
        """What the activity was called."""

    @property
    def sha256(self) -> str:
        """Its hash."""

    @property
    def file_name(self) -> str:
        """What it was called."""

    @property
    def media_type(self) -> str:
        """What it is."""

    @property
    def size(self) -> int:
        """Bytes."""

    @property
    def added_at(self) -> str:
        """When it was attached."""


def contract(one: Kept) -> dict[str, Any]:
    """A file that is kept, for programs."""
    keys = ("person", "activity", "title", "file_name", "media_type", "size", "sha256", "added_at")
    return {key: getattr(one, key) for key in keys}


def show(out: Console, kept: Sequence[Kept], states: Sequence[str] = ()) -> None:
    """Print what is kept, with how each file is where that was looked at."""
    if not kept:
        out.print("No evidence is kept.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("Activity", "Title", "File", "Kind", "Size", "SHA-256", "Attached"):
        table.add_column(name, overflow="fold", justify="right" if name == "Size" else "left")
    if states:
        table.add_column("State")
    for index, one in enumerate(kept):
        row = (one.activity or "removed", one.title, one.file_name, one.media_type)
        rest = (size(one.size), one.sha256[:16], one.added_at[:10], *states[index : index + 1])
        table.add_row(*(Text(cell) for cell in (*row, *rest)))
    out.print(table)


def show_paths(out: Console, paths: Iterable[Path]) -> None:
    """Print where files are, each on a line of its own that can be copied whole."""
    for path in paths:
        out.print(Text(str(path)), soft_wrap=True)


def show_verified(out: Console, found: Any) -> None:
    """Print what a check of the vault found."""
    files = counted(found.files, "file")
    out.print(Text(f"{files} kept in {found.folder}, {size(found.bytes)}."), soft_wrap=True)
    if not found.problems:
        out.print("Every file is what was attached.")
    for kind, title in PROBLEMS.items():
        bullets(out, title, [_problem(one) for one in found.problems if one.kind == kind])


PROBLEMS = {
    "missing": "Missing: put it back from a backup, or attach it again",
    "changed": "Changed since it was attached: put it back from a backup",
    "unreadable": "Cannot be read: see its permissions",
    "unknown": "Named in a record, but not attached",
    "orphaned": "Named by nothing: certtrack evidence purge removes it",
}
"""What can be wrong with the vault, and what to do about it."""


def verified_contract(found: Any) -> dict[str, Any]:
    """The same for programs."""
    problems = [
        {"kind": one.kind, "what": one.what, "concerns": list(one.concerns)}
        for one in found.problems
    ]
    return {
        "vault": str(found.folder),
        "files": found.files,
        "bytes": found.bytes,
        "fine": not problems,
        "problems": problems,
    }


def _problem(one: Any) -> str:
    whose = f" ({'; '.join(one.concerns)})" if one.concerns else ""
    return f"{one.what}{whose}"


def show_needless(out: Console, rows: Sequence[Kept], files: Sequence[Path]) -> None:
    """Print what a purge removes."""
    of_removed = [f"{one.person}, {one.title}: {one.file_name}" for one in rows]
    bullets(out, "Kept for activities that were removed", of_removed)
    bullets(out, "Files that nothing names then", [str(path) for path in files])


def needless_contract(rows: Sequence[Kept], files: Sequence[Path]) -> dict[str, Any]:
    """The same for programs."""
    return {"rows": [contract(one) for one in rows], "files": [str(path) for path in files]}


def exported_contract(folder: Path, files: Sequence[tuple[str, Kept]]) -> Mapping[str, Any]:
    """What was written into a folder, for programs."""
    named = [{"name": name, **contract(one)} for name, one in files]
    return {"folder": str(folder), "files": named}


def size(number: int) -> str:
    """A number of bytes as people say it."""
    if number < KILOBYTE:
        return f"{number} B"
    if number < KILOBYTE**2:
        return f"{number // KILOBYTE} kB"
    return f"{number / KILOBYTE**2:.1f} MB"


def counted(number: int, noun: str) -> str:
    """A number of things in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
