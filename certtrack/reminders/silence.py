"""Silences: what a person wants to hear no more, or not now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.reminders.reminder import Kind, Reminder

Manner = Literal["snooze", "acknowledge", "mute"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What is not to be told.

    Args:
        manner: Snooze holds one reminder back until a day, on which it is told again.
            Acknowledge ends one reminder. Mute keeps every reminder back that fits.
        reminder: The reminder's id; None for a mute.
        credential: A mute's credential by its code; None for all.
        kind: A mute's kind; None for all.
        until: The day on which a snooze ends; the last day of a mute, None for ever.
    """

    manner: Manner
    reminder: str | None = None
    credential: str | None = None
    kind: Kind | None = None
    until: date | None = None

    def __str__(self) -> str:
        if self.manner == "mute":
            about = ", ".join(filter(None, (self.credential, self.kind))) or "everything"
            return f"mute {about}{f' up to {self.until}' if self.until else ''}"
        return f"{self.manner} {self.reminder}{f' until {self.until}' if self.until else ''}"

    def replaces(self, other: Silence) -> bool:
        """Whether it takes the place of an earlier one: there is one for each thing."""
        if self.manner == "mute":
            same = (self.credential, self.kind) == (other.credential, other.kind)
            return other.manner == "mute" and same
        return self.reminder == other.reminder

    def holds(self, one: Reminder, on: date) -> bool:
        """Whether it keeps a reminder back on a day."""
        if self.manner == "mute":
            over = self.until is not None and on > self.until
            return not over and self._fits(one)
        if one.id != self.reminder:
            return False
        return self.manner == "acknowledge" or (self.until is not None and on < self.until)

    def wakes(self, one: Reminder, on: date) -> date | None:
        """The day on which a snoozed reminder is told again, once it has come."""
        if self.manner == "snooze" and self.reminder == one.id and self.until:
            return self.until if self.until <= on else None
        return None

    def _fits(self, one: Reminder) -> bool:
        mine = self.credential is None or self.credential in one.credentials
        return mine and self.kind in (None, one.kind)
