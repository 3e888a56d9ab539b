"""Verdicts on the exams of many people: a line each for machines, a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.page import bullets
from certtrack.rules.facts import Person
from certtrack.rules.verdict import Ruling, Verdict

MOST_TOLD = 200
"""Lines that a table has; what is beyond is only counted."""


def line(number: int, person: Person, verdict: Verdict) -> dict[str, Any]:
    """One verdict of one person, as one line; the tree of reasons is `eligibility`'s."""
    return {
        "number": number,
        "person": person.name,
        "credential": verdict.credential,
        "body": verdict.body,
        "on": verdict.on,
        "verdict": verdict.ruling,
        "pathway": verdict.pathway,
        "not_before": verdict.not_before,
        "missing": list(verdict.missing),
        "answer_id": verdict.answer_id,
    }


def show(out: Console, found: Iterable[tuple[int, Person, Verdict]]) -> Counter[Ruling]:
    """Print who may sit which exam, and how many of each verdict there are; gives those."""
    table = Table(box=None, pad_edge=False)
    for column in ("Number", "Name", "Exam", "Verdict", "Find out, or do"):
        table.add_column(column, overflow="fold")
    counted: Counter[Ruling] = Counter()
    for number, person, verdict in found:
        counted[verdict.ruling] += 1
        if counted.total() <= MOST_TOLD:
            first = next(iter((*verdict.missing, *verdict.next_steps)), "")
            cells = (person.name, verdict.label, verdict.ruling, first)
            table.add_row(f"{number}", *map(Text, cells))
    out.print(table)
    if counted.total() > MOST_TOLD:
        out.print(Text(f"and {counted.total() - MOST_TOLD} more: --json gives them all."))
    bullets(out, "In all", [f"{ruling}: {many}" for ruling, many in sorted(counted.items())])
    return counted
