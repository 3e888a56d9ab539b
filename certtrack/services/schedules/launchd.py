"""launchd: an agent of the user's own on macOS, which runs at wake what was missed."""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import sys
from collections.abc import Sequence
from datetime import time
from pathlib import Path

from certtrack.services.schedules.carrying import carry_out, stands, take_away
from certtrack.services.schedules.programs import ask
from certtrack.services.schedules.schedule import (
    MINUTE,
    WHATEVER,
    Found,
    Plan,
    Schedule,
    Written,
)

LABEL = "certtrack.remind"
LAST = re.compile(r"last exit code = (\d+)")


class Launchd:
    """The user's agents."""

    name = "launchd"
    note = "launchd runs it while you are logged in, and at log-in or wake for what was missed."

    def lacking(self) -> str | None:
        """Why there are no agents here; None when there are."""
        return None if sys.platform == "darwin" else "launchd is part of macOS"

    def plan(self, schedule: Schedule) -> Plan:
        """The agent's property list, and the commands that load it."""
        path = _agents() / f"{LABEL}.plist"
        text = plistlib.dumps(agent(schedule)).decode()
        return Plan(
            writes=(Written(str(path), text),),
            # Under a fixed label only what is not loaded can be loaded.
            runs=(
                ("/bin/sh", "-c", f"launchctl bootout {_domain()}/{LABEL} 2>/dev/null; true"),
                ("launchctl", "bootstrap", _domain(), str(path)),
            ),
            undoes=(("launchctl", "bootout", f"{_domain()}/{LABEL}"),),
        )

    def has(self, schedule: Schedule) -> bool:
        """Whether the agent is as planned and loaded."""
        found = self.found()
        return found is not None and found.enabled is True and stands(self.plan(schedule))

    def install(self, schedule: Schedule) -> None:
        """Write the agent and load it."""
        carry_out(self.plan(schedule))

    def remove(self) -> None:
        """Unload the agent and remove it."""
        found = self.found()
        take_away(self.plan(WHATEVER), running=found is not None and found.enabled is True)

    def found(self) -> Found | None:
        """The agent on the disk, and what launchd says of it."""
        path = _agents() / f"{LABEL}.plist"
        if self.lacking() or not path.exists():
            return None
        told = ask(("launchctl", "print", f"{_domain()}/{LABEL}"))
        last = LAST.search(told.out.decode("utf-8", "replace"))
        return Found(_command_in(path), enabled=told.done, last_result=last and _result(last[1]))


def agent(schedule: Schedule) -> dict[str, object]:
    """The agent as a property list has it."""
    return {
        "Label": LABEL,
        "ProgramArguments": list(schedule.words),
        "StartCalendarInterval": calendar(schedule.at),
        # What was missed while the machine was off is not made up for at wake.
        "RunAtLoad": True,
        "ProcessType": "Background",
        "StandardErrorPath": str(Path.home() / "Library" / "Logs" / f"{LABEL}.log"),
    }


def calendar(at: Sequence[time]) -> list[dict[str, int]]:
    """When it runs, as launchd counts; every hour when no time is given."""
    return [{"Hour": one.hour, "Minute": one.minute} for one in at] or [{"Minute": MINUTE}]


def _agents() -> Path:
    return Path.home() / "Library" / "LaunchAgents"


def _domain() -> str:
    # Windows knows no such number, and has no launchd.
    return f"gui/{os.getuid() if hasattr(os, 'getuid') else 0}"


def _command_in(path: Path) -> str:
    try:
        return shlex.join(plistlib.loads(path.read_bytes())["ProgramArguments"])
    except (OSError, ValueError, KeyError, plistlib.InvalidFileException):
        return ""


def _result(code: str) -> str:
    return "done" if code == "0" else f"failed with exit code {code}"
