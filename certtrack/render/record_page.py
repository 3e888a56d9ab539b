"""A section of a record for people, as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.errors import printable


def show(out: Console, entries: Sequence[Mapping[str, Any]], empty: str) -> None:
    """Print entries under the keys that any of them has.

    Args:
        out: Where to print.
        entries: The entries, each with its number first.
        empty: What to say when there are none.
    """
    if not entries:
        out.print(empty)
        return
    keys = list(dict.fromkeys(key for one in entries for key in one if _told(one.get(key))))
    table = Table(box=None, pad_edge=False)
    for key in keys:
        table.add_column(key.replace("_", " ").capitalize(), overflow="fold")
    for one in entries:
        table.add_row(*(Text(printable(shown(one.get(key)))) for key in keys))
    out.print(table)


def _told(value: object) -> bool:
    return value not in (None, [], ())


def shown(value: object) -> str:
    """A value of a record in words; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {shown(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(shown(item) for item in value)
    return str(value)
