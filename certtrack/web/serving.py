"""Serving the dashboard on this machine: where it is, and how the browser gets in."""

from __future__ import annotations

import html
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import uvicorn

from certtrack.errors import refuse
from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.signing_in import Doorkeeper, kept_secret

PORT = 8351
"""The port unless another is wanted; where it is taken, any that is free."""

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""The names under which the dashboard is known on its own machine."""


@dataclass(frozen=True, slots=True)
class Served:
    """A dashboard that is about to be served.

    Args:
        address: Where it is.
        code: The code for a browser that does not come by itself, as people read it.
        entrance: A file that signs a browser in when it is opened.
    """

    address: str
    code: str
    entrance: Path


def serve(
    desk: Desk, folder: Path, host: str, port: int | None, tell: Callable[[Served], None]
) -> None:
    """Serve the dashboard until it is stopped.

    Args:
        desk: What it is served from.
        folder: A folder of the user's own, for what the dashboard keeps for itself.
        host: The address to listen on: one of this machine's loopback addresses.
        port: The port; None for the usual one or, where that is taken, any.
        tell: Is told as soon as it can be reached.

    Raises:
        Refused: For an address that others can reach; when the port is taken.
    """
    _must_be_loopback(host)
    with closing(_listening(host, port)) as listening:
        number = listening.getsockname()[1]
        try:
            doorkeeper = Doorkeeper(kept_secret(folder))
            shown = f"[{host}]" if ":" in host else host
            address = f"http://{shown}:{number}"
            entrance = _entrance(folder, address, doorkeeper.code)
        except OSError as error:
            what = f"what the dashboard keeps for itself cannot be written: {error.strerror}"
            raise refuse(what, where=str(folder)) from None
        app = make_app(desk, doorkeeper, [f"{name}:{number}" for name in {shown, *LOOPBACK}])
        tell(Served(f"{address}/", doorkeeper.shown, entrance))
        # Told to stop by the system, it leaves as orderly as by Ctrl+C.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            settings = uvicorn.Config(
                app, log_config=None, access_log=False, server_header=False, lifespan="off"
            )
            uvicorn.Server(settings).run(sockets=[listening])
        finally:
            entrance.unlink(missing_ok=True)


def _must_be_loopback(host: str) -> None:
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise refuse(
            "the dashboard is served to its own machine only",
            where="--host",
            hint="Give a loopback address such as 127.0.0.1; others would need accounts, "
            "which the dashboard does not have yet.",
        )


def _listening(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return _bound(family, host, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _bound(family, host, 0)
        what = f"port {port} cannot be used: {error.strerror}"
        raise refuse(what, where="--port", hint="Give another one, or none.") from None


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    made = socket.socket(family)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError:
        made.close()
        raise
    return made


def _entrance(folder: Path, address: str, code: str) -> Path:
    """A page that only the user can read and that hands the code in by itself.

    In an address the code would be kept in the browser's history and told to other programs.
    """
    path = folder / "dashboard.html"
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(ENTRANCE.format(address=html.escape(address), code=code))
    return path


ENTRANCE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>certtrack</title></head>
<body><form method="post" action="{address}/sign-in">
<input type="hidden" name="code" value="{code}">
<button type="submit">Open the dashboard</button></form>
<script>document.forms[0].submit()</script></body></html>
"""
