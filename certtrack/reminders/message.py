"""A message as channels carry it: words, and files that go with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a message.

    Args:
        name: Its name, for example deadlines.ics.
        media_type: What it is, for example text/calendar.
        content: Its bytes.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a channel carries to one person.

    Args:
        key: The same each time the message is sent, so that a mailbox can tell a repeat;
            letters, digits, dots and hyphens.
        subject: What it is about, in a line.
        text: All of it, as plain text.
        html: The same for those who read mail with colours; None where there is none.
        language: In which it is written, for example en.
        attachments: Files that go with it, for channels that carry files.
    """

    key: str
    subject: str
    text: str
    html: str | None = None
    language: str = "en"
    attachments: tuple[Attachment, ...] = ()
