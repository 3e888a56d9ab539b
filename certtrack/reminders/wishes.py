"""How a person wants to hear of things: by which channels, when, and in which language."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from certtrack.reminders.policy import Policy, policy_of
from certtrack.reminders.settings import Language, Settings


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one person wants to hear of things.

    Args:
        channels: Names of channels; none: they hear nothing.
        policy: When, and when not.
        language: The code of the language.
    """

    channels: tuple[str, ...]
    policy: Policy
    language: Language


class EverybodysWishes:
    """The wishes of everybody, as the settings tell them.

    Args:
        settings: The settings, as they were read: without faults.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        usual = settings.policy or {}
        self.policy = policy_of(usual)
        self._policies = [policy_of(usual, one.policy or {}) for one in settings.person]

    @property
    def time_zone(self) -> str | None:
        """Where people are of whom no record tells it."""
        return self._settings.time_zone

    @property
    def fingerprint(self) -> str:
        """The same as long as nothing of it all changes, nor where days begin."""
        settings = self._settings
        told = (settings.delivery, settings.time_zone, self.policy, settings.person, self._policies)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def of(self, name: str, email: str | None) -> Wishes:
        """The wishes of a person; of several tables that mean them, the first one's."""
        settings = self._settings
        for one, policy in zip(settings.person, self._policies, strict=True):
            if one.means(name, email):
                channels = settings.delivery.channels if one.channels is None else one.channels
                return Wishes(channels, policy, one.language or settings.language)
        return Wishes(settings.delivery.channels, self.policy, settings.language)


def local(moment: datetime, *zones: str | None) -> datetime:
    """A moment in the first zone that is told, else where this machine is."""
    for zone in zones:
        if zone:
            from zoneinfo import ZoneInfo

            return moment.astimezone(ZoneInfo(zone))
    return moment.astimezone()
