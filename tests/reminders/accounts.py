"""What everybody ought to hear in the course of time, reckoned apart from the sender.

It is asked day by day what is due and when it is told; which of it is new to the person is
kept here in a book of its own, unlike the delivery log's: for each reminder, the nearest
lead time and the last day it was told. What arrived is then held against that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.timing import occasions

FIRST_HOUR, QUIET_HOUR = 8, 21
"""Nothing is sent before the one, nor from the other on: as the shipped policy has it."""


class Told(NamedTuple):
    """A reminder that somebody is told on a day of theirs."""

    day: date
    name: str
    kind: str
    reminder: str


class Turn(NamedTuple):
    """A lead time of somebody's reminder that came in the time that is looked at."""

    name: str
    reminder: str
    lead: int


@dataclass
class Page:
    """What one person ought to have heard so far.

    Args:
        name: Who it is.
        policy: When they want to hear.
        weekdays: On which weekdays, Monday is 0.
        muted: Kinds of which they do not want to hear.
        snoozed: Until when they do not want to hear of a reminder.
    """

    name: str
    policy: Policy
    weekdays: frozenset[int] = frozenset(range(7))
    muted: set[str] = field(default_factory=set)
    snoozed: dict[str, date] = field(default_factory=dict)
    nearest: dict[str, int] = field(default_factory=dict)
    last: dict[str, date] = field(default_factory=dict)
    heard_on: date | None = None

    def may_hear(self, local: datetime) -> bool:
        """Whether it is a day and an hour at which they may be written to."""
        return local.weekday() in self.weekdays and FIRST_HOUR <= local.hour < QUIET_HOUR

    def silent(self, one: Reminder, day: date) -> bool:
        """Whether they do not want to hear of it on a day."""
        return one.kind in self.muted or day < self.snoozed.get(one.id, day)

    def owed(self, reminders: Iterable[Reminder], day: date) -> Iterator[tuple[Reminder, int]]:
        """What is new to them on a day, with its lead time, whatever the hour."""
        for one in reminders:
            if self.silent(one, day) or not self.policy.leads(one):
                continue
            past = [each.lead for each in occasions(one, self.policy) if each.day <= day]
            lead = min(past, default=None)
            if lead is not None and lead < self.nearest.get(one.id, lead + 1):
                yield one, lead
            elif self._woken(one, day):
                yield one, self.nearest.get(one.id, one.days_left)

    def _woken(self, one: Reminder, day: date) -> bool:
        """Whether it was snoozed until a day that has come, and was not told since."""
        until = self.snoozed.get(one.id)
        return until is not None and self.last.get(one.id, date.min) < until <= day

    def note(self, one: Reminder, lead: int, day: date) -> None:
        """Write down that they were told, or that it will never be possible."""
        self.nearest[one.id] = lead
        self.last[one.id] = day


@dataclass
class Accounts:
    """What ought to have been told, and what was.

    Args:
        expected: What ought to arrive.
        refused: What ought to stand in the log as failed.
        received: What arrived.
        failed: What stands in the log as failed.
        turns: The lead times that came, with their days.
        told_at: The days on which lead times ought to be told; a later one need not be the
            day itself.
        silenced: Lead times that came while the person did not want to hear.
        faults: What else is wrong, in words.
    """

    expected: Counter[Told] = field(default_factory=Counter)
    refused: Counter[Told] = field(default_factory=Counter)
    received: Counter[Told] = field(default_factory=Counter)
    failed: Counter[Told] = field(default_factory=Counter)
    turns: dict[Turn, date] = field(default_factory=dict)
    told_at: dict[Turn, date] = field(default_factory=dict)
    silenced: set[Turn] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    mails: int = 0
    runs: int = 0

    def come(self, page: Page, reminders: Iterable[Reminder], day: date) -> None:
        """A day of somebody's has come: note the lead times that stand on it."""
        for one in reminders:
            for each in occasions(one, page.policy):
                if each.day == day:
                    turn = Turn(page.name, one.id, each.lead)
                    self.turns.setdefault(turn, day)
                    if page.silent(one, day):
                        self.silenced.add(turn)

    @property
    def missed(self) -> Counter[Told]:
        """What ought to have been told, or to stand in the log, and does not."""
        return (self.expected - self.received) + (self.refused - self.failed)

    @property
    def unasked(self) -> Counter[Told]:
        """What was told, or failed, and was not due."""
        return (self.received - self.expected) + (self.failed - self.refused)

    @property
    def doubled(self) -> Counter[Told]:
        """What arrived more than once on a day."""
        return Counter({one: n - 1 for one, n in self.received.items() if n > 1})

    def fates(self) -> Counter[str]:
        """What became of the lead times that came, by fate."""
        nearest: dict[tuple[str, str], int] = {}
        for name, reminder, lead in self.told_at:
            nearest[name, reminder] = min(lead, nearest.get((name, reminder), lead))
        return Counter(self._fate(one, nearest.get(one[:2])) for one in self.turns)

    def _fate(self, turn: Turn, nearest: int | None) -> str:
        if turn in self.told_at:
            return "on the day" if self.told_at[turn] == self.turns[turn] else "later"
        if nearest is not None and nearest < turn.lead:
            return "overtaken"
        return "silenced" if turn in self.silenced else "no longer due"

    def differences(self, most: int = 12) -> list[str]:
        """What is wrong, the earliest first, in words; nothing: all is well."""
        found = [("missed", self.missed), ("not due", self.unasked), ("doubled", self.doubled)]
        rows = sorted((one, what, n) for what, many in found for one, n in many.items())
        told = [
            f"{one.day} {one.name}: {one.kind} {one.reminder} {what}{f' {n} times' * (n > 1)}"
            for one, what, n in rows
        ]
        return [*self.faults[:most], *told[:most]]
