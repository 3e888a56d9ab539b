"""When, how and where people want to hear of their reminders, as somebody set it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from certtrack.reminders.policy import Policy


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person wishes.

    Args:
        policy: When to hear.
        channels: Names of the channels by which to hear.
    """

    policy: Policy
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What everybody wishes.

    Args:
        fingerprint: The same as long as nothing of it all changes, the zone included. That
            there is one for everybody lets a sender pass by those for whom nothing is due
            without asking what each of them wishes.
        zone: Where the days begin of people whose record has no time zone.
        of: What a person wishes, by number, name and e-mail.
    """

    fingerprint: str
    zone: tzinfo
    of: Callable[[int, str, str | None], Wish]
