"""Kill senders at random moments, and count what reached whom.

    python tests/reminders/campaign.py --kills 300

Every day something is due to everybody. A sender begins, is killed, and the next begins when
the lease of the first is over, until the day's kills are spent; then one more sends the rest.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from certtrack.reminders.delivery import Delivery
from certtrack.reminders.retrying import DOUBT_AGAIN
from certtrack.services.delivery_log import delivery_log
from tests.reminders.post_office import PostOffice, Received, open_office
from tests.reminders.senders import (
    FIRST,
    LEASE,
    REPEATED,
    Sender,
    address,
    fill,
    noon,
    open_sender,
    settings_text,
)

KILLS_A_DAY = 8

Right = tuple[date, str]
"""A day, and the address of somebody to whom one message is due on it."""


@dataclass
class Figures:
    """What a campaign came to."""

    kills: int = 0
    expected: set[Right] = field(default_factory=set)
    received: Counter[Right] = field(default_factory=Counter)
    marked: int = 0
    repeats: int = 0
    unmarked: list[Right] = field(default_factory=list)
    other_keys: list[Right] = field(default_factory=list)
    given_up: set[Right] = field(default_factory=set)
    unsettled: int = 0

    @property
    def lost(self) -> set[Right]:
        """What neither arrived nor stands in the log as given up after a second doubt."""
        return self.expected - set(self.received) - self.given_up

    def __str__(self) -> str:
        told = {
            "kills": self.kills,
            "messages expected": len(self.expected),
            "messages received": self.received.total(),
            "marked as possible repeats": self.marked,
            "repeats": self.repeats,
            "unmarked repeats": len(self.unmarked),
            "repeats under another key": len(self.other_keys),
            "twice in doubt, so given up in the log": len(self.given_up),
            "of these not received": len(self.given_up - set(self.received)),
            "left unsettled in the log": self.unsettled,
            "lost": len(self.lost),
        }
        return "\n".join(f"{name}: {number}" for name, number in told.items())


def campaign(store: str, folder: Path, kills: int, people: int, chance: Random) -> Figures:
    """Kill senders on day after day until so many kills hit."""
    figures = Figures()
    fill(store, people)
    settings = folder / "reminders.toml"
    with open_office() as office:
        settings.write_text(settings_text(office), encoding="utf-8")
        with open_sender(store, settings) as sender:
            day, took = FIRST, (0.0, 0.0)
            while figures.kills < kills:
                now = _day(sender, office, day, figures, (kills, took, chance))
                took = now if day == FIRST + timedelta(days=1) else took
                _count(office, day, people, figures)
                day += timedelta(days=1)
    _read_log(store, figures)
    return figures


def _day(
    sender: Sender,
    office: PostOffice,
    day: date,
    figures: Figures,
    how: tuple[int, tuple[float, float], Random],
) -> tuple[float, float]:
    """One day's kills; gives the seconds that a sender took who sent the rest, and who nothing.

    The first two days have none: the second shows how long a sender takes that has begun
    before, so that kills hit its work.
    """
    kills, took, chance = how
    moment = noon(day)
    for _ in range(KILLS_A_DAY if took[0] else 0):
        if figures.kills < kills:
            figures.kills += _killed(sender, office, moment, took, chance)
            moment += LEASE
    # What the last one that was killed left in doubt has been sent after this, marked.
    return _timed(sender, moment), _timed(sender, moment + LEASE)


def _killed(
    sender: Sender,
    office: PostOffice,
    moment: datetime,
    took: tuple[float, float],
    chance: Random,
) -> bool:
    """Kill a sender at any moment of its work, or while it learns that a letter came in."""
    if chance.random() < 1 / 2:
        return sender.killed(moment, chance.uniform(took[1] / 2, took[0]))
    return sender.killed(moment, chance.uniform(0, 0.03), office)


def _timed(sender: Sender, moment: datetime) -> float:
    began = time.monotonic()
    assert sender.run(moment) == 0
    return time.monotonic() - began


def _count(office: PostOffice, day: date, people: int, figures: Figures) -> None:
    figures.expected |= {(day, address(number)) for number in range(1, people + 1)}
    keys: dict[str, str] = {}
    for letter in office.letters:
        (to,) = letter.recipients
        key = str(letter.mail["Message-ID"])
        figures.received[day, to] += 1
        figures.marked += _is_marked(letter)
        if to in keys:
            figures.repeats += 1
            if not _is_marked(letter):
                figures.unmarked.append((day, to))
            if key != keys[to]:
                figures.other_keys.append((day, to))
        keys.setdefault(to, key)
    office.letters.clear()


def _is_marked(letter: Received) -> bool:
    text = letter.mail.get_body(("plain",))
    assert text
    return REPEATED in " ".join(text.get_content().split())


def _read_log(store: str, figures: Figures) -> None:
    lines: list[tuple[Delivery, str]] = list(delivery_log(store, None, failed=False))
    for one, name in lines:
        if one.state == "failed":
            assert one.reason == DOUBT_AGAIN, one
            number = int(name.removeprefix("Person "))
            figures.given_up.add((one.due - timedelta(days=one.lead), address(number)))
        elif one.state != "sent":
            figures.unsettled += 1


def main() -> int:
    """Run a campaign and print its figures; 1 when something was lost or repeated unmarked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--db", default=None, help="an empty PostgreSQL database; else a file")
    asked = parser.parse_args()
    seed = int.from_bytes(os.urandom(4), "big") if asked.seed is None else asked.seed
    with tempfile.TemporaryDirectory() as folder:
        store = asked.db or str(Path(folder, "store.db"))
        figures = campaign(store, Path(folder), asked.kills, asked.people, Random(seed))
        if asked.db is None:
            with closing(sqlite3.connect(store)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    sys.stdout.write(f"seed: {seed}\n{figures}\n")
    return int(bool(figures.lost or figures.unmarked or figures.other_keys or figures.unsettled))


if __name__ == "__main__":
    sys.exit(main())
