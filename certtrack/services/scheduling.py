"""Reminders that run by themselves: set up, taken away, and how they stand."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path
from typing import Literal

from certtrack.errors import Refused, refuse
from certtrack.services.schedules.choosing import SCHEDULERS, chosen, named, usable
from certtrack.services.schedules.schedule import Found, Plan, Schedule, Scheduler, Words
from certtrack.store.location import VARIABLE, Location, locate

SENDS = ("remind", "--send", "--roster")
"""The command that is scheduled, before the options that say of what."""

UNWRITABLE = {"Cc", "Cs"}
"""Kinds of signs that no scheduler takes: control signs, and bytes that are no UTF-8."""

Done = Literal["installed", "updated", "unchanged", "dry-run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be sent from where, and when.

    Args:
        at: Times of day of this machine; none for every hour.
        store: The store's path or URL; None for the usual one.
        settings: A settings file; None for the usual one.
        rulebooks: Folders with rule files of one's own.
    """

    at: Sequence[time] = ()
    store: str | None = None
    settings: Path | None = None
    rulebooks: Sequence[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What was done, or would be.

    Args:
        scheduler: The scheduler's name.
        done: What became of it.
        schedule: The command and its times.
        plan: What is written and run.
        replaces: Other schedulers from which the reminders are taken away.
        note: What someone should know who relies on it.
    """

    scheduler: str
    done: Done
    schedule: Schedule
    plan: Plan
    replaces: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a scheduler has, and what is known about it."""

    scheduler: str
    found: Found
    note: str


def preview(wanted: Wanted, name: str | None = None) -> Installed:
    """What would be written and run; nothing is.

    Args:
        wanted: What is to be sent, and when.
        name: A scheduler, also one that is not here; None for the best that is.

    Raises:
        Refused: When it cannot be scheduled so.
    """
    return _installed(chosen(name), wanted, "dry-run")


def install(wanted: Wanted, name: str | None = None) -> Installed:
    """Have the reminders run by themselves; what was set up otherwise is changed.

    Args:
        wanted: What is to be sent, and when.
        name: A scheduler; None for the best that is here.

    Raises:
        Refused: When it cannot be done; then all is as before.
    """
    scheduler = usable(name)
    planned = _installed(scheduler, wanted, "unchanged")
    if scheduler.has(planned.schedule) and not planned.replaces:
        return planned
    had = scheduler.found() is not None
    scheduler.install(planned.schedule)
    try:
        uninstall(*planned.replaces)
    except Refused:
        if not had:
            scheduler.remove()
        raise
    done: Done = "updated" if had or planned.replaces else "installed"
    return replace(planned, done=done)


def uninstall(*from_: str) -> tuple[str, ...]:
    """Have them run no more; gives the schedulers that had them.

    Args:
        from_: The schedulers that are asked; those that have nothing are left alone.

    Raises:
        Refused: When there is none of a name, or one cannot take it away and is as before.
    """
    having = [one for one in map(named, from_) if one.found()]
    for one in having:
        if reason := one.lacking():
            raise refuse(f"{one.name} cannot be used: {reason}; nothing was changed")
        one.remove()
    return tuple(one.name for one in having)


def standing() -> list[Standing]:
    """Every scheduler that has the reminders, and what it says of them."""
    return [Standing(one.name, has, one.note) for one in SCHEDULERS if (has := one.found())]


def names() -> tuple[str, ...]:
    """Every scheduler that certtrack knows."""
    return tuple(one.name for one in SCHEDULERS)


def usable_here() -> dict[str, str | None]:
    """Every scheduler with the reason why it cannot be used here; None when it can."""
    return {one.name: one.lacking() for one in SCHEDULERS}


def command(wanted: Wanted) -> Words:
    """The command that is run: by this very Python, with what this shell would use.

    A scheduler knows neither the folder nor the variables of the shell: paths are made
    absolute, and the store that a variable names is written out.

    Raises:
        Refused: When something of it cannot be scheduled.
    """
    # -P: the folder from which it runs may hold modules that are not meant.
    words = [sys.executable, "-P", "-m", "certtrack", *SENDS]
    if wanted.store or os.environ.get(VARIABLE):
        words += ["--db", _store(wanted.store)]
    if wanted.settings:
        words += ["--settings", _there(wanted.settings, "settings file")]
    for folder in wanted.rulebooks:
        words += ["--rulebooks", _there(folder, "folder with rule files")]
    for word in words:
        if any(unicodedata.category(sign) in UNWRITABLE for sign in word):
            raise refuse("no scheduler can carry a line break or control sign", where=repr(word))
    return tuple(words)


def _installed(scheduler: Scheduler, wanted: Wanted, done: Done) -> Installed:
    schedule = Schedule(command(wanted), tuple(sorted(set(wanted.at))))
    return Installed(
        scheduler=scheduler.name,
        done=done,
        schedule=schedule,
        plan=scheduler.plan(schedule),
        replaces=tuple(one.name for one in SCHEDULERS if one is not scheduler and one.found()),
        note=scheduler.note,
    )


def _store(given: str | None) -> str:
    place = locate(given)
    if isinstance(place, Location):
        return str(place.path.absolute())
    if place.secrets:
        raise refuse(
            "the password in the store's URL would stand in the schedule for others to read",
            hint="Put it into PostgreSQL's password file, ~/.pgpass, and leave it out of the URL.",
        )
    return place.url


def _there(path: Path, what: str) -> str:
    if not path.expanduser().exists():
        raise refuse(f"there is no such {what}", where=str(path))
    return str(path.expanduser().absolute())
