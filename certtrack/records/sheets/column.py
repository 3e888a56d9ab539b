"""A column of a table, what it is taken for, and a table that was perhaps misunderstood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from certtrack.errors import Fault, Refused

EXAMPLES = 3
"""Cells of a column that are told as examples."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what it is taken for.

    Args:
        name: Its name.
        at: Its place, from 0.
        key: What it is taken for.
        why: Why, in words.
        examples: What its first cells with something in them say, each once.
    """

    name: str
    at: int
    key: str
    why: str
    examples: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """What its first cell with something in it says; "" if there is none."""
        return next(iter(self.examples), "")


class Misunderstood(Refused):
    """A table cannot be taken as it is understood; whoever can be asked may say what it means.

    Args:
        faults: Every fault found.
        columns: What each column is taken for so far.
    """

    def __init__(self, faults: Iterable[Fault], columns: Sequence[Column]) -> None:
        super().__init__(*faults)
        self.columns = tuple(columns)


def examples_of(cells: Iterable[str]) -> tuple[str, ...]:
    """The first of a column's cells with something in them, each once."""
    found: list[str] = []
    for cell in cells:
        if cell and cell not in found:
            found.append(cell)
            if len(found) == EXAMPLES:
                break
    return tuple(found)


def numbered(names: Iterable[str]) -> list[str]:
    """The same names, each once: one that is used again is numbered; of "" there may be many."""
    told: list[str] = []
    taken: set[str] = set()
    times: Counter[str] = Counter()
    for name in names:
        one = name
        while one in taken:
            times[name] += 1
            one = f"{name} #{times[name] + 1}"
        told.append(one)
        taken |= {one} - {""}
    return told
