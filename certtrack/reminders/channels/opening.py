"""From a channel's name to the channel, ready to carry; only what it needs is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from certtrack.errors import refuse
from certtrack.reminders.channel_settings import (
    AppriseSettings,
    DesktopSettings,
    SmtpSettings,
    TerminalSettings,
)
from certtrack.reminders.channels.channel import Channel
from certtrack.reminders.secret_sources import revealed
from certtrack.reminders.settings import Settings

if TYPE_CHECKING:
    import ssl

    from certtrack.reminders.channels.mail import MailChannel


@dataclass(frozen=True, slots=True)
class Outside:
    """What channels need of the world around.

    Args:
        now: Asks the clock; gives a moment that is aware of its time zone.
        screen: Where a terminal's messages are printed.
    """

    now: Callable[[], datetime]
    screen: TextIO


def opened(settings: Settings, name: str, outside: Outside) -> Channel:
    """A channel by its name. Nothing has left yet, and no server was asked.

    Raises:
        Refused: When there is no such channel, its secret is not where the settings say,
            or the library that it needs is not installed.
    """
    match settings.channel(name):
        case SmtpSettings() as mail:
            return _mail(mail, name, outside)
        case DesktopSettings():
            from certtrack.reminders.channels.desktop import DesktopChannel

            return DesktopChannel()
        case AppriseSettings() as service:
            from certtrack.reminders.channels.by_apprise import AppriseChannel

            return AppriseChannel(name, revealed(service.url, f"channel {name}, url"))
        case TerminalSettings():
            from certtrack.reminders.channels.terminal import TerminalChannel

            return TerminalChannel(outside.screen)


def _mail(mail: SmtpSettings, name: str, outside: Outside) -> MailChannel:
    from certtrack.reminders.channels.mail import MailChannel

    password = None
    if mail.password is not None:
        where = f"channel {name}, password"
        password = revealed(mail.password, where)
        if not password.get_secret_value().isascii():
            # Python's library sends no other, and its complaint would repeat the password.
            raise refuse("a password for mail must be in ASCII", where=where)
    return MailChannel(mail, password, _trusted(mail, name), outside.now)


def _trusted(mail: SmtpSettings, name: str) -> ssl.SSLContext:
    import ssl

    if mail.security == "none" and mail.ca_file is None:
        # Nothing is encrypted; reading the system's certificates would hold up every run.
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return ssl.create_default_context(cafile=mail.ca_file)
    except (OSError, ValueError) as error:
        why = "holds no certificates" if isinstance(error, ssl.SSLError) else "cannot be read"
        raise refuse(f"the file {mail.ca_file} {why}", where=f"channel {name}, ca_file") from None
