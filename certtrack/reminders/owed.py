"""What a person is to hear at a moment: decided alike when it is sent and when it is foretold."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from certtrack.reminders.delivery import Delivery
from certtrack.reminders.due import Letter, Telling, Told, due_on, letters
from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence


@dataclass(frozen=True, slots=True)
class Owed:
    """What a person is to hear at a moment.

    Args:
        at: The moment, where they are.
        policy: When they want to hear.
        silences: What they do not want to hear.
        reminders: Their reminders on their day, however far ahead.
    """

    at: datetime
    policy: Policy
    silences: Collection[Silence]
    reminders: Sequence[Reminder]

    def tellings(self) -> set[Telling]:
        """What is due on their day, at whatever hour, had it not been told yet."""
        day = self.at.date()
        return {
            Telling(one.id, occasion.lead)
            for one in self.reminders
            if (occasion := due_on(one, self.policy, self.silences, day))
        }

    def letter(self, channel: str, heard: Collection[Told]) -> Letter | None:
        """All that is to be told now by a channel; None when there is nothing.

        Args:
            channel: The channel's name.
            heard: What need not be told, or not now.
        """
        found = letters(self.reminders, self.policy, [channel], heard, self.silences, self.at)
        return found[0] if found else None

    def overtaken(self, log: Collection[Delivery]) -> list[Delivery]:
        """What of the delivery log was not sent and is no longer due: it is put aside first."""
        tellings = self.tellings()
        return [one for one in log if one.overtaken(self.at, tellings)]
