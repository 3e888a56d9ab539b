"""How a person wants to hear of things: by which channels, when, and in which language."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from certtrack.errors import Fault, Refused
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read
from certtrack.reminders.channel_settings import ChannelName
from certtrack.reminders.policy import Policy, policy_of
from certtrack.reminders.settings import Language, Settings
from certtrack.rules.shape import Text, shape


@shape
class PersonSettings:
    """What is set for one person; what is left out is as for everybody."""

    who: Annotated[Text, Field(description="Their e-mail address, or else their name.")]
    channels: tuple[ChannelName, ...] | None = None
    language: Language | None = None
    policy: dict[str, Any] | None = None

    def means(self, name: str, email: str | None) -> bool:
        """Whether it is a person's."""
        called = self.who.casefold()
        return called in {(email or "").casefold(), name.casefold()}


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
        settings: The settings.

    Raises:
        Refused: With every fault in the tables of policy and of single people.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._usual = settings.policy or {}
        self.policy = policy_of(self._usual, place=_place("policy"))
        self._own = [_own(settings, at, table) for at, table in enumerate(settings.person)]
        self._policies = [
            policy_of(self._usual, one.policy or {}, place=_place(f"person {number}"))
            for number, one in enumerate(self._own, 1)
        ]

    @property
    def time_zone(self) -> str | None:
        """Where people are of whom no record tells it."""
        return self._settings.time_zone

    @property
    def fingerprint(self) -> str:
        """The same as long as nothing of it all changes, nor where days begin."""
        settings = self._settings
        told = (settings.delivery, settings.time_zone, self.policy, self._own, self._policies)
        return hashlib.sha256(repr(told).encode()).hexdigest()[:16]

    def of(self, name: str, email: str | None) -> Wishes:
        """The wishes of a person; of several tables that mean them, the first one's."""
        settings = self._settings
        for one, policy in zip(self._own, self._policies, strict=True):
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


def _own(settings: Settings, at: int, table: Mapping[str, Any]) -> PersonSettings:
    one = read(PersonSettings, dict(table), _place(f"person {at + 1}"))
    faults = [
        Fault(f"there is no channel {name!r}", f"person {at + 1}, channels", settings.nearest(name))
        for name in one.channels or ()
        if name not in settings.channels
    ]
    if faults:
        raise Refused(*faults)
    return one


def _place(table: str) -> Any:
    """Names a key path by the table of the settings that it is in."""

    def place(path: KeyPath) -> str:
        return f"settings, {table}, {'.'.join(map(str, path))}" if path else f"settings, {table}"

    return place
