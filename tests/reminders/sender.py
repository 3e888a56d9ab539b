"""A process that sends, as often as it is told, and each time in a process of its own.

    python tests/reminders/sender.py STORE SETTINGS

For each line on its input, a moment as ISO text, it starts a process that sends what is due
at that moment, writes that process's id, and when it ended, how. What is slow to import is
imported once, so that a process can be killed at any moment of its proper work.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from certtrack.reminders.delivery_report import Report
from certtrack.reminders.settings import read_settings
from certtrack.reminders.template_shelf import Templates
from certtrack.rulebooks.reader import read_files
from certtrack.rulebooks.shelf import SHIPPED
from certtrack.rules.rulebook import Library
from certtrack.services.deliver import deliver
from certtrack.services.sending import Sending
from certtrack.store import postgresql, tables

assert postgresql
assert tables


def main(store: str, settings: str) -> None:
    """Send once for each line of the input."""
    library = Library(read_files(sorted(SHIPPED.rglob("*.toml"))).rulebooks)
    templates = Templates()
    templates.check("en")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _send(store, settings, (library, templates), datetime.fromisoformat(line.strip()))
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _send(store: str, settings: str, by: tuple[Library, Templates], moment: datetime) -> None:
    try:
        report = _deliver(store, settings, by, moment)
        for one in report.troubles:
            sys.stderr.write(f"{one}\n")
        os._exit(3 if report.troubles else 0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


def _deliver(store: str, settings: str, by: tuple[Library, Templates], moment: datetime) -> Report:
    began = time.monotonic()
    library, templates = by
    sending = Sending(
        settings=read_settings(Path(settings)),
        library=library,
        templates=templates,
        now=lambda: moment + timedelta(seconds=time.monotonic() - began),
        screen=sys.stderr,
        chance=Random(os.getpid()),
    )
    return deliver(store, sending)


if __name__ == "__main__":
    main(*sys.argv[1:])
