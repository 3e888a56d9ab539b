"""What a run of the sender did, or would do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from certtrack.reminders.parcel import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a message, or of some of its parts.

    Args:
        name: The name of whom it goes to.
        address: Their e-mail address, if there is one.
        channel: The channel's name.
        subject: What it is about, in a line.
        items: What it tells.
        state: What became of it; `due` when it was only looked at.
        repeat: Whether it may have arrived before, and says so.
        reason: Why it did not leave, in words.
        next_attempt_at: When it is tried again.
    """

    name: str
    address: str | None
    channel: str
    subject: str
    items: tuple[Item, ...]
    state: Literal["sent", "waiting", "failed", "due"]
    repeat: bool
    reason: str | None = None
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """Someone to whom nothing could be sent, and why."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Why nothing leaves by a channel at present, and whether that stays so by itself."""

    reason: str
    for_good: bool


@dataclass(slots=True, kw_only=True)
class Report:
    """What a run did.

    Args:
        at: When it began.
        dry_run: Whether it only looked.
        outcomes: The messages, in the order in which they left.
        troubles: People for whom it could not be told what is due.
        closed: Channels by which nothing leaves at present.
        people: How many people were looked at.
    """

    at: datetime
    dry_run: bool
    outcomes: list[Outcome] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    closed: dict[str, Closed] = field(default_factory=dict)
    people: int = 0

    def number(self, state: str) -> int:
        """How many messages came to a state."""
        return sum(one.state == state for one in self.outcomes)

    @property
    def all_well(self) -> bool:
        """Whether all that was due went out, or waits for another try."""
        shut = any(one.for_good for one in self.closed.values())
        return not (shut or self.troubles or self.number("failed"))

    def took(self, outcomes: Iterable[Outcome]) -> None:
        """Take down what became of messages."""
        self.outcomes.extend(outcomes)

    def join(self, other: Report) -> None:
        """Take in what another run did after this one."""
        self.outcomes += other.outcomes
        self.troubles += other.troubles
        self.closed |= other.closed
