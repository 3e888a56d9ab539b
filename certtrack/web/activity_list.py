"""The list of activities: what each says, counts for, and is proved by; found and sorted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from certtrack.rules.counting.account import Counted
from certtrack.services.edit import listed
from certtrack.services.evidence import listed as evidence_of
from certtrack.services.status import report
from certtrack.web.desk import Visit

SEARCHED = ("title", "provider", "domain", "source", "kind", "reference", "notes", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityRow:
    """One activity of the list.

    Args:
        number: Its number in the store.
        content: What it says, by the keys of a record file.
        counts: The cycles that matter now in which it lies, by the credentials that share
            them, and what it counts for in each.
        files: How many certificates are kept for it.
    """

    number: int
    content: dict[str, Any]
    counts: tuple[tuple[str, Counted], ...]
    files: int

    @property
    def counted(self) -> Decimal:
        """CEUs of it that count, at most, in one cycle."""
        return max((one.counted for _, one in self.counts), default=Decimal(0))


KEYS: dict[str, Callable[[ActivityRow], Any]] = {
    "completed_on": lambda row: (_day(row.content), row.number),
    "title": lambda row: str(row.content["title"]).casefold(),
    "domain": lambda row: str(row.content.get("domain") or ""),
    "counted": lambda row: row.counted,
}
"""By what the list can be sorted."""


def listing(visited: Visit, part: str, sort: str) -> list[ActivityRow]:
    """The activities that contain some words, in order.

    Args:
        visited: Whose, on what day.
        part: Words that must each be in something an activity says, in either case.
        sort: A key of `KEYS`, with a minus before it for the last first; anything else is
            the day, the last first.
    """
    words = part.casefold().split()
    found = [row for row in _rows(visited) if _has(row.content, words)]
    key = sort.removeprefix("-")
    if key not in KEYS:
        key, sort = "completed_on", "-completed_on"
    return sorted(found, key=KEYS[key], reverse=sort.startswith("-"))


def _rows(visited: Visit) -> Iterator[ActivityRow]:
    counts: dict[str, list[tuple[str, Counted]]] = {}
    for cycle in report(visited.person, visited.on, visited.library).cycles:
        for one in cycle.account.activities:
            counts.setdefault(one.activity.id or "", []).append((cycle.labels, one))
    files: dict[str | None, int] = {}
    for kept in evidence_of(visited.who):
        files[kept.activity] = files.get(kept.activity, 0) + 1
    for number, content in listed(visited.who, "activity"):
        name = str(content["id"])
        yield ActivityRow(
            number=number,
            content=content,
            counts=tuple(counts.get(name, ())),
            files=files.get(name, 0),
        )


def _has(content: dict[str, Any], words: list[str]) -> bool:
    text = " ".join(str(content.get(key) or "") for key in SEARCHED).casefold()
    return all(word in text for word in words)


def _day(content: dict[str, Any]) -> date:
    day = content["completed_on"]
    return day if isinstance(day, date) else date.fromisoformat(day)
