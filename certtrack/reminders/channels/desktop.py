"""The desktop as a channel: a notification, if anybody sits there to see it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from certtrack.errors import refuse
from certtrack.reminders.channels.channel import Addressee, Unconnected, Undelivered
from certtrack.reminders.channels.quiet import quiet
from certtrack.reminders.message import Message
from certtrack.reminders.plain_text import one_line, printable

if TYPE_CHECKING:
    from desktop_notifier import DesktopNotifier

LONGEST_WAIT = 20
"""Seconds that a desktop may take; one that asks somebody first could take for ever."""


class DesktopChannel(Unconnected):
    """Shows notifications on the desktop of whoever runs the program.

    Raises:
        Refused: When the library for it is not installed.
    """

    def __init__(self) -> None:
        try:
            with quiet():
                import desktop_notifier  # noqa: F401
        except ImportError:
            raise refuse(
                "notifications on the desktop need the library desktop-notifier, "
                "which is not installed",
                hint='Install it: pip install "certtrack[notify]".',
            ) from None

    def carry(self, message: Message, to: Addressee) -> None:  # noqa: ARG002 - all see the same desktop
        """Show a message.

        Raises:
            Undelivered: When there is no desktop, or it shows nothing.
        """
        if not _somebody_is_logged_in():
            raise Undelivered("there is no desktop session here to show it", whole_channel=True)
        subject, text = one_line(message.subject), printable(message.text)
        with quiet():
            shown = asyncio.run(_shown(subject, text))
        if not shown:
            raise Undelivered("the desktop shows no notifications", whole_channel=True)


def _somebody_is_logged_in() -> bool:
    """Whether there is a session; where a bus carries notifications, whether there is one."""
    if not sys.platform.startswith("linux"):
        return True
    # The library only logs it when there is none.
    runtime = os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}"
    return bool(os.environ.get("DBUS_SESSION_BUS_ADDRESS")) or Path(runtime, "bus").exists()


async def _shown(subject: str, text: str) -> bool:
    """Show it; says whether the desktop took it, which is all that can be known."""
    from desktop_notifier import Capability, DesktopNotifier

    notifier = DesktopNotifier("certtrack")
    taken: list[bool] = []
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            if Capability.TITLE in await notifier.get_capabilities():
                await notifier.send(subject, text, on_dispatched=lambda: taken.append(True))
    except Exception:
        # Desktops differ, and so does what goes wrong with them.
        return False
    finally:
        await _let_go(notifier)
    return bool(taken)


async def _let_go(notifier: DesktopNotifier) -> None:
    """Close the connection to the bus, for which the library has no function."""
    if bus := getattr(notifier._backend, "bus", None):
        bus.disconnect()
        await bus.wait_for_disconnect()
