"""What can go wrong between us and a mail server, in words, and whether trying again helps."""

from __future__ import annotations

import smtplib
import socket
import ssl
from textwrap import shorten

from certtrack.reminders.channels.channel import Undelivered
from certtrack.reminders.plain_text import one_line

FOR_GOOD = 500
"""Answers from this number on say that the same will be refused again."""

GOING_AWAY = 421
"""The server closes the connection, whatever it was asked."""

UNREACHABLE: dict[type[OSError], str] = {
    ssl.SSLError: "does not speak TLS there; are port and security right?",
    socket.gaierror: "is not known by that name",
    TimeoutError: "did not answer in time",
    ConnectionRefusedError: "takes no connections there",
    smtplib.SMTPServerDisconnected: "closed the connection",
}

LONGEST_ANSWER = 200
"""Characters of a server's answer that are shown."""


def not_connected(server: str, error: OSError, user: str | None) -> Undelivered:
    """Why there is no connection over which mail could be sent.

    Args:
        server: What the server is called, for people.
        error: What the library raised while it connected or logged in.
        user: Who logged in, if anybody.
    """
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # Nothing of what the server said is shown: it may repeat what it was told.
        permanent = error.smtp_code >= FOR_GOOD
        what = "refused the password of" if permanent else "cannot check at the moment"
        reason = f"{server} {what} {user} ({error.smtp_code})"
        return Undelivered(reason, permanent=permanent, whole_channel=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        what = "takes no password over this connection" if user else "does not do what was asked"
        return Undelivered(f"{server} {what}", permanent=True, whole_channel=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return refused(server, "the connection", error.smtp_code, error.smtp_error)
    return Undelivered(f"{server} {_unreachable(error)}", whole_channel=True)


def _unreachable(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"has a certificate that is not to be trusted: {error.verify_message}"
    # The library says of a server that keeps silent that it is gone.
    silent = isinstance(error.__context__, TimeoutError)
    for kind, words in UNREACHABLE.items():
        if isinstance(error, kind) or (silent and kind is TimeoutError):
            return words
    return f"cannot be reached: {error.strerror or 'the connection failed'}"


def no_encryption(server: str) -> Undelivered:
    """The server does not offer STARTTLS; nothing goes over an open connection instead."""
    reason = f"{server} offers no encryption (STARTTLS), so nothing was sent"
    return Undelivered(reason, permanent=True, whole_channel=True)


def refused(server: str, what: str, code: int, answer: bytes | str) -> Undelivered:
    """The server answered, and not with yes.

    Args:
        server: What the server is called, for people.
        what: What it refused.
        code: The number of its answer.
        answer: The words of its answer.
    """
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    words = shorten(one_line(said), LONGEST_ANSWER, placeholder="…")
    permanent = code >= FOR_GOOD
    verb = "refused" if permanent else "does not take at the moment"
    reason = f"{server} {verb} {what}: {code} {words}".rstrip()
    return Undelivered(reason, permanent=permanent, whole_channel=code == GOING_AWAY)


def broken_off(server: str, *, handed_over: bool) -> Undelivered:
    """The connection ended, or nothing came for too long, in the middle of a message."""
    if handed_over:
        reason = f"{server} took the message, but the connection ended before it said so"
        return Undelivered(f"{reason}: it may have arrived", in_doubt=True)
    return Undelivered(f"the connection to {server} ended before the message was handed over")
