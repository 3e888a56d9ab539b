"""A store full of people to whom something is due, and processes that send it to them."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO

from certtrack.rules.facts import Holding, Person
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.store.people import add_person
from tests.reminders.post_office import PostOffice

FIRST = date(2026, 1, 5)
"""A day on which something is due to everyone who is made here, as on each one after it."""

LEASE = timedelta(minutes=11)
"""Longer than a claim lasts."""

EVERY_DAY = f"[policy]\nlead_days = {list(range(366))}\n"
REPEATED = "You may have received this message before."
SENDER = Path(__file__).with_name("sender.py")


def noon(day: date) -> datetime:
    """Noon in New York, in winter."""
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)


def holder(name: str, email: str | None = None, **more: object) -> Person:
    """Someone whose cycle ends on 2026-06-13 and who has nothing yet."""
    holding = Holding(code="RHIT", passed_on=date(2024, 6, 14), number=None)
    return Person(name=name, email=email, credential=(holding,), **more)


def fill(store: str, people: int) -> None:
    """Make a store with so many people to whom something is due."""
    with recorded(locate(store), "fill", noon(FIRST).isoformat(), may_create=True) as work:
        for number in range(1, people + 1):
            add_person(work, holder(f"Person {number}", address(number)))


def address(number: int) -> str:
    """The e-mail address of one of them."""
    return f"person{number}@example.org"


def settings_text(office: PostOffice, more: str = EVERY_DAY, timeout: int = 30) -> str:
    """Settings whose only channel is mail by a post office."""
    return (
        'schema = 1\ntime_zone = "America/New_York"\n'
        '[channels.mail]\nkind = "smtp"\nhost = "127.0.0.1"\nsecurity = "none"\n'
        f'port = {office.port}\nfrom = "reminders@example.org"\n'
        f'timeout_seconds = {timeout}\n[delivery]\nchannels = ["mail"]\n{more}'
    )


@dataclass
class Sender:
    """A process that sends when it is told."""

    process: subprocess.Popen[str]

    def begin(self, moment: datetime) -> int:
        """Begin to send what is due at a moment; gives the process's id."""
        self._to.write(f"{moment.isoformat()}\n")
        self._to.flush()
        return int(self._from.readline())

    def end(self) -> int:
        """Wait until it has ended; gives its exit code, or that of the signal below zero."""
        return int(self._from.readline())

    def run(self, moment: datetime) -> int:
        """Send what is due at a moment."""
        self.begin(moment)
        return self.end()

    def killed(self, moment: datetime, after: float, office: PostOffice | None = None) -> bool:
        """Send what is due, and kill the sender after some seconds; whether that hit it.

        With a post office these are counted from when the next letter came in there.
        """
        child = self.begin(moment)
        if office and not self._came_in(office):
            return False
        if self._ended(after):
            return False
        # Until its end is asked for, nobody else can have its number.
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            self.end()
            return False
        return self.end() == -signal.SIGKILL

    def _came_in(self, office: PostOffice) -> bool:
        """Wait for a letter; false when the sender ended before one came."""
        before = len(office.letters)
        while len(office.letters) == before:
            if self._ended(0.0005):
                return False
        return True

    def _ended(self, within: float) -> bool:
        if select.select([self._from], [], [], within)[0]:
            self.end()
            return True
        return False

    @property
    def _to(self) -> IO[str]:
        assert self.process.stdin
        return self.process.stdin

    @property
    def _from(self) -> IO[str]:
        assert self.process.stdout
        return self.process.stdout


@contextmanager
def open_sender(store: str, settings: Path) -> Iterator[Sender]:
    """A sender that is ready in the block."""
    process = subprocess.Popen(
        [sys.executable, SENDER, store, settings],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(SENDER.parents[2])},
    )
    try:
        yield Sender(process)
    finally:
        process.communicate(timeout=60)
