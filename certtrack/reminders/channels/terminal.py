"""The screen as a channel: the message is printed where the program's output goes."""

from __future__ import annotations

from typing import TextIO

from certtrack.reminders.channels.channel import Addressee, Unconnected, Undelivered
from certtrack.reminders.message import Message
from certtrack.reminders.plain_text import one_line, printable


class TerminalChannel(Unconnected):
    """Prints messages.

    Args:
        screen: Where to.
    """

    def __init__(self, screen: TextIO) -> None:
        self._screen = screen

    def carry(self, message: Message, to: Addressee) -> None:
        """Print a message: to whom, about what, and all of its text.

        Raises:
            Undelivered: When nothing can be printed any more.
        """
        who = one_line(f"{to.name} <{to.email}>" if to.email else to.name)
        text = printable(message.text).rstrip("\n")
        to_whom = f"To: {who}\n" if who else ""
        try:
            self._screen.write(f"{to_whom}{one_line(message.subject)}\n\n{text}\n\n")
            self._screen.flush()
        except OSError as error:
            reason = f"the screen takes nothing: {error.strerror}"
            raise Undelivered(reason, whole_channel=True) from None
