"""What the doctor finds, and what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from certtrack.errors import Refused
from certtrack.store.location import Place

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Args:
        check: What.
        state: Whether it is as it should be.
        told: What was found, in words.
        todo: What to do about it; None where there is nothing to do.
    """

    check: str
    state: State
    told: str
    todo: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at.

    Args:
        place: The store.
        settings: The file with the settings of reminders; it need not be there.
        rulebooks: Folders with rule files of one's own.
        now: Asks our clock.
    """

    place: Place
    settings: Path
    rulebooks: Sequence[Path]
    now: Callable[[], datetime]


Check = Callable[[Subject], Iterator[Finding]]
"""Looks at one thing, changes nothing, and gives at least one finding."""


def refused(check: str, why: Refused) -> Iterator[Finding]:
    """What could not be used, one finding for each reason."""
    for fault in why.faults:
        place = f"{fault.where}: " if fault.where else ""
        yield Finding(check, "fault", f"{place}{fault.what}", fault.hint or "Put it right there.")
