"""A real session bus with a desktop's notification server on it, as a Linux desktop has."""

import asyncio
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from dbus_fast.aio.message_bus import MessageBus
from dbus_fast.service import ServiceInterface, method

DBUS = shutil.which("dbus-daemon")


class Notifications(ServiceInterface):
    """What is shown."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.shown: list[tuple[str, str, str]] = []

    @method()
    def Notify(  # noqa: N802 - the standard's name
        self,
        app: "s",  # noqa: F821 - these are D-Bus's types
        replaces: "u",  # noqa: F821
        icon: "s",  # noqa: F821
        summary: "s",  # noqa: F821
        body: "s",  # noqa: F821
        actions: "as",  # noqa: F722
        hints: "a{sv}",  # noqa: F722
        timeout: "i",  # noqa: F821
    ) -> "u":  # noqa: F821
        self.shown.append((app, summary, body))
        return len(self.shown)

    @method()
    def GetCapabilities(self) -> "as":  # noqa: F722, N802
        return ["body"]

    @method()
    def GetServerInformation(self) -> "ssss":  # noqa: F821, N802
        return ["test", "certtrack", "1", "1.2"]


@contextmanager
def session_bus() -> Iterator[str]:
    """A session bus without anything on it; gives its address."""
    command = [DBUS, "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as daemon:
        try:
            yield daemon.stdout.readline().strip()
        finally:
            daemon.terminate()
            daemon.wait(10)


@contextmanager
def desktop(address: str) -> Iterator[Notifications]:
    """A notification server on a bus, in the block."""
    notifications, started, closing = Notifications(), threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        bus = await MessageBus(bus_address=address).connect()
        bus.export("/org/freedesktop/Notifications", notifications)
        await bus.request_name("org.freedesktop.Notifications")
        started.set()
        await closing.wait()
        bus.disconnect()
        await bus.wait_for_disconnect()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield notifications
    finally:
        loops[0].call_soon_threadsafe(closing.set)
        thread.join(10)
