"""The channels by which reminders leave: which there are, and whether one works."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from certtrack.errors import refuse
from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.channels.opening import Outside, opened
from certtrack.reminders.mailbox import Mailbox, mailbox
from certtrack.reminders.message import Message
from certtrack.reminders.settings import Settings, read_settings, settings_path
from certtrack.reminders.wishes import EverybodysWishes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """A channel as it is listed.

    Args:
        name: Its name in the settings.
        kind: Its kind.
        leads_to: Where messages go, in words and without secrets.
        default: Whether people get it of whom nothing else is said.
    """

    name: str
    kind: str
    leads_to: str
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of a test message.

    Args:
        channel: The channel.
        to: The address it went to, where the channel carries mail.
        message: What it said.
        sent: Whether it left; if not, it was only to be looked at.
    """

    channel: ChannelLine
    to: str | None
    message: Message
    sent: bool


def settings_of(given: Path | None) -> Settings:
    """The settings of reminders.

    Args:
        given: Their file; None for $CERTTRACK_SETTINGS or the configuration folder.

    Raises:
        Refused: When there is none, or with every fault in it.
    """
    return read_settings(settings_path(given))


def settings_file() -> Path:
    """Where the settings of reminders are looked for unless a file is named."""
    return settings_path(None)


def wishes_if_any(given: Path | None) -> EverybodysWishes | None:
    """How people want to hear, by the settings; None where none are named and there are none.

    Raises:
        Refused: When there is no file by the name given, or with every fault in it.
    """
    if given is None and not settings_file().exists():
        return None
    return EverybodysWishes(settings_of(given))


def channels(settings: Settings) -> list[ChannelLine]:
    """Every channel, in the order of the file."""
    return [_line(settings, name) for name in settings.channels]


def try_out(
    settings: Settings, name: str, to: str | None, outside: Outside, *, dry_run: bool
) -> Trial:
    """Send a message by a channel to see whether it arrives.

    Args:
        settings: The settings.
        name: The channel.
        to: The address for mail; None for the one that reminders are from.
        outside: The clock and the screen.
        dry_run: Look whether all is there that the channel needs, but send nothing.

    Raises:
        Refused: When it cannot be sent, or did not leave.
    """
    mail = _mailbox(settings, name, to)
    addressee = Addressee(name=mail.name, email=mail.address) if mail else Addressee(name="")
    message = _test_message(name, outside)
    channel = opened(settings, name, outside)
    if not dry_run:
        try:
            with channel:
                channel.carry(message, addressee)
        except Undelivered as error:
            raise refuse(error.reason, where=f"channel {name}") from None
    line = _line(settings, name)
    return Trial(channel=line, to=addressee.email, message=message, sent=not dry_run)


def _mailbox(settings: Settings, name: str, to: str | None) -> Mailbox | None:
    channel = settings.channel(name)
    if not isinstance(channel, SmtpSettings):
        if to is not None:
            what = f"{name} carries no mail, and leads to {channel}"
            raise refuse(what, where="--to", hint="Leave it out.")
        return None
    try:
        return mailbox(to) if to is not None else channel.from_
    except ValueError as error:
        raise refuse(f"{error}", where="--to") from None


def _test_message(name: str, outside: Outside) -> Message:
    return Message(
        key=f"test-{outside.now():%Y%m%d%H%M%S%f}",
        subject="A test message from certtrack",
        text=f"This is a test. If you read it, reminders can reach you by the channel {name}.\n",
    )


def _line(settings: Settings, name: str) -> ChannelLine:
    channel = settings.channel(name)
    return ChannelLine(
        name=name,
        kind=channel.kind,
        leads_to=str(channel),
        default=name in settings.delivery.channels,
    )
