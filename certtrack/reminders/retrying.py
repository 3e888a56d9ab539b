"""What follows when a message did not leave: when it is tried again, and when no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from certtrack.reminders.channels.channel import Undelivered

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
SPREAD = 0.2
"""By how much of itself a pause is made longer or shorter, so that not all come at once."""

ATTEMPTS = 8
"""How often a message is tried."""

DOUBT = "the sender was ended while it sent; it may have arrived"
DOUBT_AGAIN = "twice it is not known whether it arrived; it is not sent a third time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a message.

    Args:
        state: Sent, waiting for another try, failed for good; or due, when it was only
            looked at.
        reason: Why it is not sent, in words.
        next_attempt_at: When it is tried again.
        doubtful: Whether it may have arrived all the same.
        counted: Whether it was one of its attempts.
    """

    state: Literal["sent", "waiting", "failed", "due"]
    reason: str | None = None
    next_attempt_at: datetime | None = None
    doubtful: bool = False
    counted: bool = True


SENT = Settled(state="sent")


def pause(attempts: int, chance: float) -> timedelta:
    """How long to wait after so many attempts.

    Args:
        attempts: How often it was tried; at least 1.
        chance: Drawn evenly between 0 and 1.
    """
    # More doublings than these say nothing: the longest pause comes long before.
    usual = min(FIRST_PAUSE * (1 << min(attempts - 1, ATTEMPTS)), LONGEST_PAUSE)
    return usual * (1 + SPREAD * (2 * chance - 1))


def settled(
    trouble: Undelivered, attempts: int, now: datetime, chance: float, *, repeat: bool
) -> Settled:
    """What follows from a message that did not leave, or nobody knows whether it did.

    A trouble of the whole channel is not the message's fault: it does not use up its
    attempts, however long a server is away.

    Args:
        trouble: What the channel said.
        attempts: How often the message was tried, this time included.
        now: The moment.
        chance: Drawn evenly between 0 and 1.
        repeat: Whether it may have arrived before.
    """
    reason = trouble.reason
    if trouble.whole_channel and not trouble.in_doubt:
        again = now + pause(1, chance)
        return Settled(state="waiting", reason=reason, next_attempt_at=again, counted=False)
    if trouble.in_doubt and repeat:
        return Settled(state="failed", reason=f"{reason}; {DOUBT_AGAIN}", doubtful=True)
    if trouble.permanent:
        return Settled(state="failed", reason=reason, doubtful=trouble.in_doubt)
    if attempts >= ATTEMPTS:
        reason = f"{reason} (tried {attempts} times)"
        return Settled(state="failed", reason=reason, doubtful=trouble.in_doubt)
    return Settled(
        state="waiting",
        reason=reason,
        next_attempt_at=now + pause(attempts, chance),
        doubtful=trouble.in_doubt,
    )
