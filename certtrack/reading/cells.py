"""Cells of tables: none of ours is ever run as a formula by a program that opens the table."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a program for tables run a cell; an apostrophe before it keeps it from that."""


def escaped(cell: str) -> str:
    """A cell that no program for tables takes for a formula."""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def unescaped(cell: str) -> str:
    """What `escaped` was given."""
    escaped_ = cell.startswith("'") and cell.lstrip("'").startswith(FORMULA)
    return cell[1:] if escaped_ else cell
