"""Reminders that run by themselves, for people and for programs."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.render.page import drawn

UNKNOWN = "not told"


class Written(Protocol):
    """A text that is put somewhere."""

    @property
    def where(self) -> str:
        """A file's path, or what else is written to."""

    @property
    def text(self) -> str:
        """What is written there."""


class Plan(Protocol):
    """What is written, and which commands are run after that."""

    @property
    def writes(self) -> Sequence[Written]:
        """What is written."""

    @property
    def runs(self) -> Sequence[Sequence[str]]:
        """The commands."""


class Schedule(Protocol):
    """A command and its times."""

    @property
    def words(self) -> Sequence[str]:
        """The command."""

    @property
    def at(self) -> Sequence[time]:
        """Times of day; none for every hour."""


class Installed(Protocol):
    """What was done, or would be."""

    @property
    def scheduler(self) -> str:
        """The scheduler's name."""

    @property
    def done(self) -> str:
        """installed, updated, unchanged or dry-run."""

    @property
    def schedule(self) -> Schedule:
        """The command and its times."""

    @property
    def plan(self) -> Plan:
        """What is written and run."""

    @property
    def replaces(self) -> Sequence[str]:
        """Schedulers that had it before."""

    @property
    def note(self) -> str:
        """What someone should know who relies on it."""


class Found(Protocol):
    """What a scheduler has of ours."""

    @property
    def command(self) -> str:
        """The command as it is written there."""

    @property
    def enabled(self) -> bool | None:
        """Whether it will run."""

    @property
    def next_run(self) -> str | None:
        """When next."""

    @property
    def last_run(self) -> str | None:
        """When last."""

    @property
    def last_result(self) -> str | None:
        """What came of that."""


class Standing(Protocol):
    """A scheduler and what it has."""

    @property
    def scheduler(self) -> str:
        """Its name."""

    @property
    def found(self) -> Found:
        """What it has."""

    @property
    def note(self) -> str:
        """What someone should know who relies on it."""


DONE = {
    "installed": "Reminders now run by themselves, {when}, by {scheduler}.",
    "updated": "The reminders that run by themselves were changed: {when}, by {scheduler}.",
    "unchanged": "Reminders run by themselves already, {when}, by {scheduler}; nothing changed.",
    "dry-run": "Reminders would run by themselves, {when}, by {scheduler}. Nothing was done.",
}


def show_installed(out: Console, done: Installed) -> None:
    """Print what was done; for a dry run every text and every command."""
    out.print(Text(DONE[done.done].format(when=_when(done.schedule), scheduler=done.scheduler)))
    if done.done == "dry-run":
        _show_plan(out, done)
    elif done.replaces:
        out.print(Text(f"They were taken out of {', '.join(done.replaces)}."))
    out.print(Text(done.note))


def _show_plan(out: Console, done: Installed) -> None:
    """Print texts and commands as they are, never broken or shortened to the screen's width."""
    for one in done.plan.writes:
        out.print(Text(f"\nWould write to {one.where}:", style="bold"), soft_wrap=True)
        out.print(Text(one.text.rstrip("\n")), soft_wrap=True)
    out.print(Text("\nWould run:", style="bold"))
    for words in done.plan.runs:
        out.print(Text(f"  {shlex.join(words)}"), soft_wrap=True)
    if done.replaces:
        out.print(Text(f"Would take them out of {', '.join(done.replaces)}."))
    out.print()


def installed_contract(done: Installed) -> dict[str, Any]:
    """The same for programs."""
    return {
        "scheduler": done.scheduler,
        "done": done.done,
        "command": list(done.schedule.words),
        "at": [f"{one:%H:%M}" for one in done.schedule.at],
        "writes": [{"where": one.where, "text": one.text} for one in done.plan.writes],
        "runs": [list(words) for words in done.plan.runs],
        "replaces": list(done.replaces),
        "note": done.note,
    }


def show_standing(out: Console, found: Sequence[Standing], here: Mapping[str, str | None]) -> None:
    """Print what each scheduler has, or that none has anything and which could."""
    if not found:
        able = [name for name, reason in here.items() if reason is None]
        out.print(Text("No reminders run by themselves."))
        hint = f"To have them run: certtrack remind install. It can use {' or '.join(able)}."
        out.print(Text(hint if able else "Nothing here could run them."))
    for one in found:
        out.print(Text(f"Reminders run by themselves, by {one.scheduler}."))
        table = Table.grid(padding=(0, 2))
        for name, told in _lines(one.found):
            table.add_row(name, told)
        out.print(table)
        out.print(Text(one.note))


def _lines(found: Found) -> list[tuple[str, Text]]:
    enabled = {
        True: Text(f"{drawn('✔')} yes", style="green"),
        False: Text(f"{drawn('✘')} no: run certtrack remind install again", style="red"),
        None: Text(f"{drawn('?')} {UNKNOWN}", style="yellow"),
    }
    return [
        ("Enabled", enabled[found.enabled]),
        ("Next run", Text(found.next_run or UNKNOWN)),
        ("Last run", Text(found.last_run or UNKNOWN)),
        ("It ended", Text(found.last_result or UNKNOWN)),
        ("Command", Text(found.command, overflow="fold")),
    ]


def standing_contract(found: Sequence[Standing], here: Mapping[str, str | None]) -> dict[str, Any]:
    """The same for programs."""
    keys = ("command", "enabled", "next_run", "last_run", "last_result")
    return {
        "installed": bool(found),
        "schedules": [
            {
                "scheduler": one.scheduler,
                **{key: getattr(one.found, key) for key in keys},
                "note": one.note,
            }
            for one in found
        ],
        "schedulers": [
            {"name": name, "usable": reason is None, "because": reason}
            for name, reason in here.items()
        ],
    }


def _when(schedule: Schedule) -> str:
    return f"at {', '.join(f'{one:%H:%M}' for one in schedule.at)}" if schedule.at else "every hour"
