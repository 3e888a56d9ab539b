"""When, how and where everybody wants to hear of their reminders, as somebody set it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Protocol

from certtrack.reminders.policy import Policy


class Wish(Protocol):
    """How one person wants to hear."""

    @property
    def policy(self) -> Policy:
        """When, and when not."""

    @property
    def channels(self) -> Sequence[str]:
        """Names of channels; none: they hear nothing."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """How everybody wants to hear.

    Args:
        fingerprint: The same as long as nothing of it all changes, the zone included. That
            there is one for everybody lets a sender pass by those for whom nothing is due
            without asking how each of them wants to hear.
        zone: Where the days begin of people whose record has no time zone.
        of: How a person wants to hear, by name and e-mail.
    """

    fingerprint: str
    zone: tzinfo
    of: Callable[[str, str | None], Wish]
