"""Mail as a channel: one connection for many messages, encrypted and with a login."""

from __future__ import annotations

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from types import TracebackType
from typing import Self

from pydantic import SecretStr

from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.channels.mail_faults import (
    broken_off,
    no_encryption,
    not_connected,
    refused,
)
from certtrack.reminders.channels.mail_message import Letter, letter
from certtrack.reminders.message import Message

OK = 250
DONE, GO_ON = 2, 3
"""The first digit of a server's answer: it is done, or go on with the message."""

LINE_WITH_DOT = re.compile(rb"(?m)^\.")


class MailChannel:
    """Sends mail through one server.

    Args:
        settings: Where the server is and who the mail is from.
        password: The password, if somebody logs in.
        trusted: Which certificates are trusted.
        now: Asks the clock, for the date of a message.
    """

    def __init__(
        self,
        settings: SmtpSettings,
        password: SecretStr | None,
        trusted: ssl.SSLContext,
        now: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._password = password
        self._trusted = trusted
        self._now = now
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """The connection is made for the first message."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take leave of the server; broken off in a message, it would take that for text."""
        if self._server is not None and kind is None:
            with suppress(OSError):
                self._server.quit()
        self._hang_up()

    def carry(self, message: Message, to: Addressee) -> None:
        """Send a message as mail.

        Raises:
            Undelivered: When the server did not take it, or that is not known.
        """
        ready = letter(message, to, self._settings, self._now())
        _hand_over(self._connected(), ready, self._settings.host)

    def _connected(self) -> smtplib.SMTP:
        """A server that listens: the one from before, if it is still there."""
        if self._server is not None and not _forgets_the_last(self._server):
            self._hang_up()
        if self._server is None:
            self._server = self._logged_in()
        return self._server

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None

    def _logged_in(self) -> smtplib.SMTP:
        user = self._settings.user
        server = None
        try:
            server = self._encrypted()
            server.ehlo_or_helo_if_needed()
            if user and self._password is not None:
                server.login(user, self._password.get_secret_value())
        except OSError as error:
            if server is not None:
                server.close()
            raise not_connected(self._settings.host, error, user) from None
        return server

    def _encrypted(self) -> smtplib.SMTP:
        settings = self._settings
        seconds = settings.timeout_seconds
        if settings.security == "tls":
            return smtplib.SMTP_SSL(*settings.at, timeout=seconds, context=self._trusted)
        server = smtplib.SMTP(*settings.at, timeout=seconds)
        if settings.security == "none":
            return server
        try:
            server.starttls(context=self._trusted)
        except smtplib.SMTPNotSupportedError:
            server.close()
            raise no_encryption(settings.host) from None
        except BaseException:
            server.close()
            raise
        return server


def _forgets_the_last(server: smtplib.SMTP) -> bool:
    """Have the server forget a message that it refused; says whether it is still there."""
    try:
        return server.rset()[0] == OK
    except OSError:
        return False


def _hand_over(server: smtplib.SMTP, ready: Letter, host: str) -> None:
    """One message, step by step, so that it is known how far it came."""
    if ready.is_international and not server.has_extn("smtputf8"):
        what = f"{host} takes no address with letters beyond ASCII, like {ready.recipient}"
        raise Undelivered(what, permanent=True)
    options = ["SMTPUTF8", "BODY=8BITMIME"] if ready.is_international else []
    handed_over = False
    try:
        _expect(DONE, server.mail(ready.sender, options), host, f"mail from {ready.sender}")
        _expect(DONE, server.rcpt(ready.recipient), host, f"mail to {ready.recipient}")
        _expect(GO_ON, server.docmd("DATA"), host, "the message")
        server.send(LINE_WITH_DOT.sub(b"..", ready.content).rstrip(b"\r\n") + b"\r\n.\r\n")
        handed_over = True
        answer = server.getreply()
    except OSError:
        raise broken_off(host, handed_over=handed_over) from None
    _expect(DONE, answer, host, "the message")


def _expect(digit: int, answer: tuple[int, bytes], host: str, what: str) -> None:
    if answer[0] // 100 != digit:
        raise refused(host, what, *answer)
