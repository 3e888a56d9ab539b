"""Windows: a task of the Task Scheduler, which starts when available what was missed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import time
from pathlib import Path
from xml.etree import ElementTree

from certtrack.errors import refuse
from certtrack.services.schedules.carrying import carry_out, stands, take_away
from certtrack.services.schedules.programs import ask
from certtrack.services.schedules.schedule import (
    MINUTE,
    NAME,
    WHATEVER,
    Found,
    Plan,
    Schedule,
    Words,
    Written,
)
from certtrack.services.schedules.templates import template

SPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"
IN = {"task": SPACE}
SOME_DAY = "2026-01-01"
"""Triggers begin on a day, and run from then on whichever it was."""

VARIABLE = re.compile(r"%([^%]+)%")


class Windows:
    """The Task Scheduler."""

    name = "windows"
    note = "The Task Scheduler runs it while you are logged in, and afterwards what was missed."

    def lacking(self) -> str | None:
        """Why there is no Task Scheduler here; None when there is."""
        return None if sys.platform == "win32" else "the Task Scheduler is part of Windows"

    def plan(self, schedule: Schedule) -> Plan:
        """The task as XML, and the command that takes it in.

        Raises:
            Refused: When the Task Scheduler would put other words into the command.
        """
        path, name = _file(), ("/TN", NAME)
        return Plan(
            # By its declaration and its first bytes schtasks knows the encoding.
            writes=(Written(str(path), task(schedule), encoding="utf-16"),),
            runs=(("schtasks", "/Create", *name, "/XML", str(path), "/F"),),
            undoes=(("schtasks", "/Delete", *name, "/F"),),
        )

    def has(self, schedule: Schedule) -> bool:
        """Whether the task is as planned and enabled."""
        found = self.found()
        return found is not None and found.enabled is True and stands(self.plan(schedule))

    def install(self, schedule: Schedule) -> None:
        """Write the task and have it taken in."""
        carry_out(self.plan(schedule))

    def remove(self) -> None:
        """Delete the task and its file."""
        found = self.found()
        take_away(self.plan(WHATEVER), running=found is not None and found.enabled is True)

    def found(self) -> Found | None:
        """The task that was taken in; when it runs is told only in the user's language."""
        if self.lacking() or not _file().exists():
            return None
        told = ask(("schtasks", "/Query", "/TN", NAME))
        return Found(_command_in(_file()), enabled=told.done)


def task(schedule: Schedule) -> str:
    """The task's XML.

    Raises:
        Refused: When the Task Scheduler would put other words into the command.
    """
    _refuse_variables(schedule.words)
    ElementTree.register_namespace("", SPACE)
    root = ElementTree.fromstring(template("task.xml"))
    triggers = _part(root, "task:Triggers")
    for one in schedule.at:
        triggers.append(_trigger(one, hourly=False))
    if not schedule.at:
        triggers.append(_trigger(time(0, MINUTE), hourly=True))
    _part(root, ".//task:Command").text = schedule.words[0]
    _part(root, ".//task:Arguments").text = subprocess.list2cmdline(schedule.words[1:])
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-16"?>\n{body}\n'


def _trigger(at: time, *, hourly: bool) -> ElementTree.Element:
    """A trigger of every day, repeated every hour of it where wanted."""
    trigger = ElementTree.Element(f"{{{SPACE}}}CalendarTrigger")
    _add(trigger, "StartBoundary", f"{SOME_DAY}T{at:%H:%M}:00")
    if hourly:
        repetition = _add(trigger, "Repetition")
        _add(repetition, "Interval", "PT1H")
        _add(repetition, "Duration", "P1D")
    _add(_add(trigger, "ScheduleByDay"), "DaysInterval", "1")
    return trigger


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{SPACE}}}{name}")
    child.text = text
    return child


def _part(root: ElementTree.Element, path: str) -> ElementTree.Element:
    found = root.find(path, IN)
    assert found is not None, path
    return found


def _refuse_variables(words: Words) -> None:
    """In a task %NAME% of a variable becomes its value, and there is no way to write it."""
    known = {name.upper() for name in os.environ}
    for word in words:
        named = [name for name in VARIABLE.findall(word) if name.upper() in known]
        if named or "$(" in word:
            raise refuse(
                "the Task Scheduler would put something else in the place of what stands "
                "between % signs, or of $(…)",
                where=word,
                hint="Use a path without these signs.",
            )


def _file() -> Path:
    from platformdirs import user_config_path

    return user_config_path("certtrack", appauthor=False) / f"{NAME}.xml"


def _command_in(path: Path) -> str:
    try:
        root = ElementTree.fromstring(path.read_bytes())
    except (OSError, ElementTree.ParseError):
        return ""
    parts: Sequence[str | None] = [
        root.findtext(f".//task:{name}", namespaces=IN) for name in ("Command", "Arguments")
    ]
    return " ".join(part for part in parts if part)
