"""What is to be sent now: from reminders, policy, what was told already and a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from certtrack.reminders.decide import pressing
from certtrack.reminders.policy import Policy
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence
from certtrack.reminders.timing import Occasion, latest


class Told(NamedTuple):
    """A reminder that was sent, is on its way, waits for another try, or was given up.

    Args:
        reminder: Its id.
        lead: The lead time for which it was told.
        channel: The channel's name.
        day: The person's day on which a message with it left; None when none has yet.
        message: What tells one message from another.
    """

    reminder: str
    lead: int
    channel: str
    day: date | None
    message: str


class Telling(NamedTuple):
    """What is told once by each channel: a reminder, by its id, for a lead time."""

    reminder: str
    lead: int


@dataclass(frozen=True, slots=True)
class Part:
    """One reminder in a message, and the lead time for which it is told."""

    reminder: Reminder
    lead: int

    @property
    def telling(self) -> Telling:
        """What it tells."""
        return Telling(self.reminder.id, self.lead)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to be sent: everything due for a person, by one channel.

    Args:
        channel: The channel's name.
        day: The person's day.
        parts: What it tells, the most pressing first; at least one.
    """

    channel: str
    day: date
    parts: tuple[Part, ...]


def letters(
    reminders: Iterable[Reminder],
    policy: Policy,
    channels: Sequence[str],
    told: Collection[Told],
    silences: Collection[Silence],
    local: datetime,
) -> list[Letter]:
    """What is to be sent to a person at a moment: at most one message for each channel.

    Args:
        reminders: The person's reminders on their day, however far ahead.
        policy: When they want to hear.
        channels: Names of the channels by which they want to hear.
        told: What the delivery log holds of these reminders.
        silences: What they do not want to hear.
        local: The moment, in the person's time zone.
    """
    day = local.date()
    if not policy.allows_at(local):
        return []
    due = [
        Part(one, occasion.lead)
        for one in reminders
        if (occasion := due_on(one, policy, silences, day))
    ]
    due.sort(key=lambda part: pressing(part.reminder))
    found = [Letter(name, day, _untold(due, name, told)) for name in channels]
    return [one for one in found if one.parts and _room(one, policy, told)]


def due_on(
    reminder: Reminder, policy: Policy, silences: Collection[Silence], on: date
) -> Occasion | None:
    """The occasion for which a reminder is told on a day, had it not been told yet."""
    if any(one.holds(reminder, on) for one in silences):
        return None
    occasion = latest(reminder, policy, on)
    for silence in silences:
        woken = silence.wakes(reminder, on)
        if woken and policy.leads(reminder) and (occasion is None or woken > occasion.day):
            occasion = Occasion(woken, (reminder.due - woken).days)
    return occasion


def _untold(due: Sequence[Part], channel: str, told: Collection[Told]) -> tuple[Part, ...]:
    """Those that were not told for this lead time, nor for a later one, by a channel."""
    nearest: dict[str, int] = {}
    for one in told:
        if one.channel == channel:
            nearest[one.reminder] = min(one.lead, nearest.get(one.reminder, one.lead))
    return tuple(
        part
        for part in due
        if part.reminder.id not in nearest or part.lead < nearest[part.reminder.id]
    )


def _room(letter: Letter, policy: Policy, told: Collection[Told]) -> bool:
    """Whether the day has room for one more message by the channel."""
    mine = (one for one in told if one.channel == letter.channel and one.day == letter.day)
    return len({one.message for one in mine}) < policy.messages_a_day
