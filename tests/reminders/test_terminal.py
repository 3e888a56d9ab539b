"""The screen as a channel."""

from __future__ import annotations

import pytest

from certtrack.reminders.channels.channel import Addressee, Undelivered
from certtrack.reminders.channels.terminal import TerminalChannel
from certtrack.reminders.message import Message


def test_a_message_is_printed_without_what_would_steer_the_terminal(outside):
    message = Message(key="k", subject="Due\x1b]0;x\x07 now\r\n", text="One\n\x1b[31mTwo\a\n")
    with TerminalChannel(outside.screen) as channel:
        channel.carry(message, Addressee(name="Ana\x1b[2J", email="ana@example.org"))
    assert outside.screen.getvalue() == (
        "To: Ana [2J <ana@example.org>\nDue ]0;x now\n\nOne\n[31mTwo\n\n"
    )


def test_a_screen_that_takes_nothing_is_told():
    with open("/dev/full", "w") as full, TerminalChannel(full) as channel:  # noqa: PTH123
        with pytest.raises(Undelivered, match="the screen takes nothing: No space left"):
            channel.carry(Message(key="k", subject="s", text="t"), Addressee(name="Ana"))
        with pytest.raises(OSError, match="No space"):
            full.close()
