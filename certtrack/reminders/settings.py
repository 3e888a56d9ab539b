"""The settings of reminders: one file with the channels by name, and who gets them how."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reading.files import read_document
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read
from certtrack.reading.time_zones import is_time_zone, time_zone_hint
from certtrack.reminders.channel_settings import ChannelName, ChannelSettings, SmtpSettings
from certtrack.reminders.policy import policy_of
from certtrack.rules.shape import SchemaVersion, Text, shape

VARIABLE = "CERTTRACK_SETTINGS"

Language = Literal["en", "es"]
Doubt = tuple[KeyPath, str, str | None]
"""A key path, what is wrong with it, and a hint."""

PolicyTable = dict[str, Any]
"""Some of the policy's keys; together with the shipped ones they are checked as a whole."""


def time_zone(value: object) -> str:
    """The name of a time zone.

    Raises:
        ValueError: For anything that the zone data does not know.
    """
    name = str(value)
    if not is_time_zone(name):
        raise ValueError(f"{name[:60]!r} is not a time zone. {time_zone_hint(name)}")
    return name


TimeZone = Annotated[str, BeforeValidator(time_zone)]


@shape
class Delivery:
    """How people are reached of whom nothing else is said."""

    channels: Annotated[
        tuple[ChannelName, ...], Field(description="Channels that people get, by name.")
    ] = ()


@shape
class PersonSettings:
    """What is set for one person; what is left out is as for everybody."""

    who: Annotated[Text, Field(description="Their e-mail address, or else their name.")]
    channels: tuple[ChannelName, ...] | None = None
    language: Language | None = None
    policy: PolicyTable | None = None

    def means(self, name: str, email: str | None) -> bool:
        """Whether it is a person's."""
        called = self.who.casefold()
        return called in {(email or "").casefold(), name.casefold()}


@shape
class Settings:
    """The settings of reminders, version 1: the shape of the file."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")]
    language: Annotated[Language, Field(description="The language of messages: en or es.")] = "en"
    time_zone: Annotated[
        TimeZone | None,
        Field(description="Where the days begin of people whose record has no time zone."),
    ] = None
    channels: Annotated[
        dict[ChannelName, ChannelSettings],
        Field(min_length=1, description="The channels by names of your own."),
    ]
    delivery: Delivery = Delivery()
    policy: PolicyTable | None = None
    person: tuple[PersonSettings, ...] = ()

    def channel(self, name: str) -> ChannelSettings:
        """What is set of a channel.

        Raises:
            Refused: When none has the name.
        """
        if name not in self.channels:
            raise refuse(f"there is no channel {name!r}", hint=self.nearest(name))
        return self.channels[name]

    def nearest(self, name: str) -> str:
        """Which channel may have been meant by a name that none has."""
        known = f"The settings have: {', '.join(self.channels)}."
        return did_you_mean(name, self.channels) or known


def settings_path(given: Path | None) -> Path:
    """The file to use: as given, else $CERTTRACK_SETTINGS, else in the configuration folder."""
    if named := given or os.environ.get(VARIABLE):
        return Path(named).expanduser()
    from platformdirs import user_config_path

    return user_config_path("certtrack", appauthor=False) / "reminders.toml"


def read_settings(path: Path) -> Settings:
    """The settings in a file.

    Args:
        path: A TOML file.

    Raises:
        Refused: With every fault found, each with its line; no secret is repeated.
    """
    if not path.exists():
        hint = "Write one, as examples/reminders.toml shows; or name one with --settings."
        raise refuse("there is no file with settings of reminders", where=str(path), hint=hint)
    document = read_document(path)
    settings = read(Settings, document.tables, document.place)
    faults = [Fault(what, document.place(at), hint) for at, what, hint in _doubts(settings)]
    if faults := [*faults, *_of_policies(settings, document.place)]:
        raise Refused(*faults)
    return settings


def _doubts(settings: Settings) -> Iterator[Doubt]:
    """What no type can say: settings must hang together."""
    for name, channel in settings.channels.items():
        if isinstance(channel, SmtpSettings):
            for key, what, hint in _of_mail(channel):
                yield ("channels", name, key), what, hint
    named: list[tuple[KeyPath, Sequence[str]]] = [(("delivery",), settings.delivery.channels)]
    named += [(("person", at), one.channels or ()) for at, one in enumerate(settings.person)]
    for table, names in named:
        for index, name in enumerate(names):
            if name not in settings.channels:
                what = f"there is no channel {name!r}"
                yield (*table, "channels", index), what, settings.nearest(name)


def _of_policies(settings: Settings, place: Callable[[KeyPath], str]) -> Iterator[Fault]:
    """Faults of the policy; where it has none, of those of single people."""
    usual = settings.policy or {}
    if faults := list(_of_policy(("policy",), place, usual)):
        yield from faults
        return
    for at, one in enumerate(settings.person):
        yield from _of_policy(("person", at, "policy"), place, usual, one.policy or {})


def _of_policy(
    table: KeyPath, place: Callable[[KeyPath], str], *changes: PolicyTable
) -> Sequence[Fault]:
    try:
        policy_of(*changes, place=lambda path: place((*table, *path)))
    except Refused as refused:
        return refused.faults
    return ()


def _of_mail(mail: SmtpSettings) -> Iterator[tuple[str, str, str | None]]:
    if mail.security == "none" and not (mail.stays_here or mail.allow_plain):
        what = f"mail to {mail.host} would be readable on its way"
        yield "security", what, "Use starttls or tls; or say allow_plain = true."
    if mail.user and mail.password is None:
        yield "user", "a user logs in with a password", "Say where it is: password = { … }."
    if mail.password and mail.user is None:
        yield "password", "a password is of no use without a user", None
    if not mail.from_.address.isascii():
        yield "from", "the sender's address must be in ASCII", None
