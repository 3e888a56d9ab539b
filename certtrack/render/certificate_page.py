"""What certificates say, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

KEYS = ("title", "provider", "started_on", "completed_on", "ceus", "minutes", "reference")
SHOWN = ("title", "provider", "completed_on", "ceus", "minutes", "reference")


def contract(read: Any, lacking: Sequence[str]) -> dict[str, Any]:
    """A certificate that was read: what it says, what is in doubt, and what that makes of it.

    Its state is "complete", "incomplete", "known" (kept already) or "unreadable".
    """
    state = "incomplete" if lacking else "complete"
    if read.known:
        state = "known"
    elif read.fault:
        state = "unreadable"
    return {
        "file": read.file.name if read.file else read.path.name,
        "state": state,
        "text": read.says_anything,
        "told": read.fault or (f"kept for {', '.join(read.known)}" if read.known else None),
        "found": {key: read.found.values[key] for key in KEYS if key in read.found.values},
        "doubts": {key: list(said) for key, said in read.found.doubts.items()},
        "missing": [] if state in ("known", "unreadable") else list(lacking),
    }


def show_one(out: Console, row: Mapping[str, Any]) -> None:
    """Print what a certificate says, line by line, and what it does not say."""
    if not row["text"]:
        out.print(Text(f"{row['file']}: no text was found in it; it may be a scan."))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for key in KEYS:
        said = row["doubts"].get(key)
        value = row["found"].get(key) or (f"? {'; '.join(said)}" if said else None)
        if value or (key in SHOWN and not (key in ("ceus", "minutes") and _has_worth(row))):
            table.add_row(_label(key), Text(value or "not found"))
    out.print(Text(f"What {row['file']} says", style="bold"))
    out.print(table)


def _has_worth(row: Mapping[str, Any]) -> bool:
    told = {**row["found"], **row["doubts"]}
    return "ceus" in told or "minutes" in told


def show_all(out: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a table of certificates, each with what it says and how complete that is."""
    table = Table(box=None, pad_edge=False)
    for name in ("File", "Title", "Provider", "Completed", "Worth", "Reference", "State"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = [_cell(row, key) for key in ("title", "provider", "completed_on")]
        more = [_worth(row), _cell(row, "reference"), _state(row)]
        table.add_row(*(Text(cell) for cell in (row["file"], *cells, *more)))
    out.print(table)


def show_done(out: Console, rows: Sequence[Mapping[str, Any]], *, written: bool) -> None:
    """Print what became of each certificate."""
    states = Counter(row["state"] for row in rows)
    for row in rows:
        if row["state"] == "refused":
            out.print(Text(f"{row['file']}: not added: {row['told']}"))
    if not written:
        out.print(f"{states['complete']} complete. Nothing is written yet: add --yes.")
        return
    left = len(rows) - states["added"] - states["known"]
    out.print(f"{states['added']} added, {states['known']} kept already, {left} not added.")
    if states["added"]:
        out.print("To take the last back: certtrack undo.")


def _cell(row: Mapping[str, Any], key: str) -> str:
    said = row["doubts"].get(key)
    return str(row["found"].get(key) or (f"? {'; '.join(said)}" if said else ""))


def _worth(row: Mapping[str, Any]) -> str:
    for key, unit in (("ceus", "CEU"), ("minutes", "min")):
        if key in row["found"]:
            return f"{row['found'][key]} {unit}"
    return _cell(row, "ceus") or _cell(row, "minutes")


def _state(row: Mapping[str, Any]) -> str:
    if row["told"]:
        return str(row["told"])
    if not row["text"]:
        return "no text found"
    missing = ", ".join(_label(key).lower() for key in row["missing"])
    return f"lacks {missing}" if missing else "complete"


def _label(key: str) -> str:
    return "CEUs" if key == "ceus" else key.replace("_", " ").capitalize()
