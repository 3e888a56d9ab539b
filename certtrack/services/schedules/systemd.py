"""systemd: a timer of one's own, which makes up for runs that were missed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from certtrack.services.schedules.carrying import carry_out, stands, take_away
from certtrack.services.schedules.programs import ask
from certtrack.services.schedules.schedule import (
    MINUTE,
    NAME,
    PLAIN,
    WHATEVER,
    Found,
    Plan,
    Schedule,
    Written,
)
from certtrack.services.schedules.templates import template

SERVICE, TIMER = f"{NAME}.service", f"{NAME}.timer"
CONTROL = ("systemctl", "--user")
RELOAD = (*CONTROL, "daemon-reload")
EXEC = "ExecStart="

ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "%": "%%", "$": "$$"})
"""What a quoted word cannot have as it is: escapes, specifiers and variables."""

UNFIT = frozenset("\"'\\$")
"""What systemd takes in arguments alone, never in the path of the program."""

THROUGH_SHELL = ("/bin/sh", "-c", 'exec "$0" "$@"')

SHOWN = "UnitFileState,ActiveState,NextElapseUSecRealtime,LastTriggerUSec"
MOMENT = "%a %Y-%m-%d %H:%M:%S UTC"


class Systemd:
    """The user's own service manager."""

    name = "systemd"
    note = (
        "systemd runs it while you are logged in and makes up at the next log-in for what was "
        "missed; `loginctl enable-linger` has it run always."
    )

    def lacking(self) -> str | None:
        """Why there is no user manager to be reached; None when there is."""
        if not sys.platform.startswith("linux"):
            return "systemd is part of Linux"
        if not shutil.which(CONTROL[0]):
            return "systemd is not installed"
        answer = ask((*CONTROL, "show", "--property=Version"))
        return None if answer.done else f"systemd runs no services of yours ({answer.said})"

    def plan(self, schedule: Schedule) -> Plan:
        """A service, a timer, and the commands that set it going."""
        service = template("service.ini").format(command=command_line(schedule.words))
        timer = template("timer.ini").format(calendar=calendar(schedule.at))
        return Plan(
            writes=(
                Written(str(_folder() / SERVICE), service),
                Written(str(_folder() / TIMER), timer),
            ),
            # Started anew, a timer that ran already takes other times over.
            runs=(RELOAD, (*CONTROL, "enable", TIMER), (*CONTROL, "restart", TIMER)),
            undoes=((*CONTROL, "disable", "--now", TIMER),),
            ends=(RELOAD,),
        )

    def has(self, schedule: Schedule) -> bool:
        """Whether the units are as planned and the timer is on."""
        found = self.found()
        return found is not None and found.enabled is True and stands(self.plan(schedule))

    def install(self, schedule: Schedule) -> None:
        """Write the units and start the timer."""
        carry_out(self.plan(schedule))

    def remove(self) -> None:
        """Stop the timer and remove the units."""
        take_away(self.plan(WHATEVER))

    def found(self) -> Found | None:
        """The units on the disk, and what the manager says of them."""
        service, timer = _folder() / SERVICE, _folder() / TIMER
        if not (service.exists() or timer.exists()):
            return None
        command = _command_in(service)
        told = _shown(TIMER, SHOWN)
        if told is None:
            return Found(command, enabled=None)
        return Found(
            command,
            told.get("UnitFileState") == "enabled" and told.get("ActiveState") == "active",
            next_run=_moment(told.get("NextElapseUSecRealtime", "")),
            last_run=(last := _moment(told.get("LastTriggerUSec", ""))),
            last_result=_result() if last else None,
        )


def command_line(words: Sequence[str]) -> str:
    """A command as ExecStart= has it: in quotes what is not plain."""
    if UNFIT.intersection(words[0]):
        words = (*THROUGH_SHELL, *words)
    return " ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    return word if PLAIN.fullmatch(word) else f'"{word.translate(ESCAPES)}"'


def calendar(at: Sequence[time]) -> str:
    """The lines of a timer that say when; every hour when no time is given."""
    moments = [f"{one:%H:%M}:00" for one in at] or [f"*:{MINUTE:02}:00"]
    return "\n".join(f"OnCalendar=*-*-* {one}" for one in moments)


def _folder() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME", "")
    # By the specification a path that is not absolute is ignored.
    return (Path(home) if Path(home).is_absolute() else Path.home() / ".config") / "systemd/user"


def _command_in(service: Path) -> str:
    try:
        lines = service.read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError:
        return ""
    return next((line.removeprefix(EXEC) for line in lines if line.startswith(EXEC)), "")


def _shown(unit: str, properties: str) -> dict[str, str] | None:
    """What the manager says of a unit; None where none can be asked."""
    answer = ask((*CONTROL, "show", unit, f"--property={properties}"))
    if not answer.done:
        return None
    lines = answer.out.decode("utf-8", "replace").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _moment(told: str) -> str | None:
    try:
        return datetime.strptime(told, MOMENT).replace(tzinfo=UTC).isoformat()
    except ValueError:
        return None


def _result() -> str | None:
    told = _shown(SERVICE, "Result,ExecMainStatus,ActiveState") or {}
    if told.get("ActiveState") in ("activating", "active"):
        return "running"
    result = told.get("Result")
    if result == "exit-code":
        return f"failed with exit code {told.get('ExecMainStatus')}"
    return "done" if result == "success" else result and f"failed: {result}"
