"""Deliveries: what was done about a reminder for a lead time by a channel, and what follows.

A delivery is *claimed* by one sender before anything else is done, for as long as its
lease lasts. It is *sending* from the moment just before the channel is handed the message
until its answer is known, and then *sent*, *waiting* for another try, or *failed* for good.
Who finds one claimed whose lease is over knows that nothing was sent. One that is sending
whose lease is over is in doubt: it is sent once more, and marked as a possible repeat.
*Superseded* is what was not sent in time and is no longer due: it is as if it had never been.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from certtrack.reminders.due import Telling, Told
from certtrack.reminders.reminder import Kind

State = Literal["claimed", "sending", "sent", "waiting", "failed", "superseded"]
Subject = Kind | Literal["digest"]
"""What a delivery is about; a manager's digest is about many things."""

LEASE = timedelta(minutes=10)
"""For how long a sender may keep to itself what it claimed, and again what it sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One line of the delivery log.

    Args:
        number: Its number in the store.
        person: The person's number; None when it goes to a manager.
        manager: The manager, as the people in their care have it; None for a person.
        reminder: The reminder's id, or that of a digest.
        lead: The lead time for which it is told.
        channel: The channel's name.
        kind: What it is about.
        credentials: The credentials it concerns.
        due: The day by which, included.
        state: How far it came.
        claim: Tells whose turn it is; another one each time it is claimed.
        claimed_at: When it was claimed last.
        lease_until: Until when, not included, nobody else may claim it.
        attempts: How often it was handed to the channel, or tried to be.
        next_attempt_at: When it is tried again; None when it does not wait.
        day: The person's day on which it leaves or left; None when it did not.
        message: The key of the message that it was part of.
        repeat: Whether it may have arrived before.
        reason: Why it did not leave, in words.
    """

    number: int
    person: int | None
    manager: str | None
    reminder: str
    lead: int
    channel: str
    kind: Subject
    credentials: tuple[str, ...]
    due: date
    state: State
    claim: str
    claimed_at: datetime
    lease_until: datetime
    attempts: int
    next_attempt_at: datetime | None
    day: date | None
    message: str
    repeat: bool
    reason: str | None

    @property
    def telling(self) -> Telling:
        """What it tells."""
        return Telling(self.reminder, self.lead)

    @property
    def turn(self) -> datetime | None:
        """When it may be claimed again at the earliest; None when it is settled."""
        if self.state == "waiting":
            return self.next_attempt_at
        return self.lease_until if self.state in ("claimed", "sending") else None

    def abandoned(self, now: datetime) -> bool:
        """Whether its sender went away without a word."""
        return self.state in ("claimed", "sending") and self.lease_until <= now

    def doubtful(self, now: datetime) -> bool:
        """Whether it may have arrived already: whoever sends it then says so."""
        return self.repeat or (self.state == "sending" and self.abandoned(now))

    def given_up(self, now: datetime) -> bool:
        """Whether it is in doubt for the second time: it is not sent a third."""
        return self.repeat and self.state == "sending" and self.abandoned(now)

    def free(self, now: datetime) -> bool:
        """Whether it may be claimed."""
        if self.state == "waiting":
            return self.next_attempt_at is None or self.next_attempt_at <= now
        if self.state == "superseded":
            return True
        return self.abandoned(now) and not self.given_up(now)

    def overtaken(self, now: datetime, owed: Collection[Telling]) -> bool:
        """Whether it was not sent and is no longer due.

        Args:
            now: The moment.
            owed: What is due by its channel.
        """
        if self.telling in owed:
            return False
        return self.state == "waiting" or (self.abandoned(now) and not self.given_up(now))


def told(log: Iterable[Delivery], now: datetime) -> list[Told]:
    """What need not be told, or not now: all that cannot be claimed at a moment."""
    return [
        Told(one.reminder, one.lead, one.channel, one.day, one.message)
        for one in log
        if not one.free(now)
    ]
