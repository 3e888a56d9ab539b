"""What is to run and when, what a scheduler would do for it, and what it has at present."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Protocol

NAME = "certtrack-remind"
"""What the schedule is called wherever a scheduler wants a name."""

MINUTE = 7
"""Runs every hour begin so many minutes past it, when few others do."""

Words = tuple[str, ...]
"""A command as the program receives it: its own path, then each argument."""

PLAIN = re.compile(r"[\w@:,./+-]+", re.ASCII)
"""Words that mean themselves to every shell and scheduler, and need no quotes."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A command to be run again and again.

    Args:
        words: The command, beginning with an absolute path.
        at: The times of day of this machine at which it runs; none for every hour.
    """

    words: Words
    at: tuple[time, ...] = ()


WHATEVER = Schedule(("",))
"""For asking what would be written where, whatever the command."""


@dataclass(frozen=True, slots=True)
class Written:
    """A text that is put somewhere.

    Args:
        where: A file's path, or what else is written to.
        text: What is written there.
        encoding: How it becomes bytes.
    """

    where: str
    text: str
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a scheduler does to run a schedule, and what takes it away again.

    Args:
        writes: What is written, in this order.
        runs: The commands that are run after that.
        undoes: The commands that are run before what was written is removed.
        ends: The commands that are run after that.
    """

    writes: tuple[Written, ...]
    runs: tuple[Words, ...]
    undoes: tuple[Words, ...] = ()
    ends: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a scheduler has of ours.

    Args:
        command: The command as the scheduler has it written.
        enabled: Whether it will run; None where that cannot be found out.
        next_run: When it runs next, as ISO text in UTC; None where that is not told.
        last_run: When it ran last, likewise.
        last_result: What came of that, in words; None where that is not told.
    """

    command: str
    enabled: bool | None
    next_run: str | None = None
    last_run: str | None = None
    last_result: str | None = None


class Scheduler(Protocol):
    """Something that runs commands by the clock."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    @property
    def note(self) -> str:
        """What someone should know who relies on it, in a sentence."""

    def lacking(self) -> str | None:
        """Why it cannot be used here, in words; None when it can."""

    def plan(self, schedule: Schedule) -> Plan:
        """What it would do; nothing is changed, and it need not be there.

        Raises:
            Refused: When it cannot carry the command.
        """

    def has(self, schedule: Schedule) -> bool:
        """Whether it has exactly this already and will run it."""

    def install(self, schedule: Schedule) -> None:
        """Do what is planned, all of it or nothing.

        Raises:
            Refused: When something of it fails; then all is as before.
        """

    def remove(self) -> None:
        """Take away what is ours.

        Raises:
            Refused: When something of it fails; then all is as before.
        """

    def found(self) -> Found | None:
        """What it has of ours; None when there is nothing, or it is not here."""
