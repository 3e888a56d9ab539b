"""A message as mail: plain text, the same in HTML, files, and headers that hold to the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from certtrack.reminders.channel_settings import SmtpSettings
from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.mailbox import Mailbox, mailbox
from certtrack.reminders.message import Attachment, Message
from certtrack.reminders.plain_text import header_words, one_line

# Not every server on the way takes letters beyond ASCII as they are.
ASCII_ONLY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Mail ready for a server.

    Args:
        sender: The address it is from.
        recipient: The address it goes to.
        content: Headers and body, lines ended by CRLF.
    """

    sender: str
    recipient: str
    content: bytes

    @property
    def is_international(self) -> bool:
        """Whether the recipient's address has letters beyond ASCII before the @."""
        return not self.recipient.isascii()


def letter(message: Message, to: Addressee, settings: SmtpSettings, now: datetime) -> Letter:
    """A message to one person as mail.

    Args:
        message: What it says.
        to: Who it is for.
        settings: Who it is from, and how people stop it.
        now: The moment that it is dated; aware of its time zone.

    Raises:
        Undelivered: For good, when the person has no address that mail can be sent to.
    """
    recipient = _recipient(to)
    mail = EmailMessage(policy=ASCII_ONLY)
    mail["From"] = _address(settings.from_)
    mail["To"] = _address(recipient)
    mail["Subject"] = header_words(message.subject)
    mail["Date"] = format_datetime(now)
    # A mailbox shows a repeat once, for the same key makes the same name.
    mail["Message-ID"] = f"<{message.key}@{settings.from_.domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    if settings.unsubscribe:
        mail["List-Unsubscribe"] = f"<{settings.unsubscribe}>"
        if settings.unsubscribe.startswith("https:"):
            mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_writable(message.text))
    if message.html is not None:
        mail.add_alternative(_writable(message.html), subtype="html")
    for attachment in message.attachments:
        _attach(mail, attachment)
    # Of the whole: told before, it would go to the first part along with its other Content-….
    mail["Content-Language"] = message.language
    policy = ASCII_ONLY.clone(utf8=not recipient.local.isascii())
    return Letter(
        sender=settings.from_.address,
        recipient=recipient.address,
        content=mail.as_bytes(policy=policy),
    )


def _recipient(to: Addressee) -> Mailbox:
    if not to.email:
        raise Undelivered(f"{one_line(to.name)} has no e-mail address", permanent=True)
    try:
        return mailbox(to.email, to.name)
    except ValueError as error:
        raise Undelivered(f"{error}", permanent=True) from None


def _address(mailbox: Mailbox) -> Address:
    return Address(header_words(mailbox.name), mailbox.local, mailbox.domain)


def _writable(text: str) -> str:
    """A text without halves of signs, which no encoding has."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _attach(mail: EmailMessage, attachment: Attachment) -> None:
    maintype, _, subtype = attachment.media_type.partition("/")
    calendar = attachment.media_type == "text/calendar"
    mail.add_attachment(
        attachment.content,
        maintype=maintype,
        subtype=subtype or "octet-stream",
        filename=header_words(attachment.name),
        # Mail programs offer to keep such a calendar, and ask nobody for an answer.
        params={"charset": "utf-8", "method": "PUBLISH"} if calendar else None,
    )
