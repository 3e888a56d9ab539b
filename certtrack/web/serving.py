"""Serving the dashboard on this machine: where it is, and how the browser gets in."""

from __future__ import annotations

import html
import os
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from certtrack.errors import refuse
from certtrack.services import accounts
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.identity import IdentityProvider
from certtrack.web.loopback import is_loopback
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
        code: The code for a browser that does not come by itself, as people read it; empty
            where accounts are asked for.
        entrance: A file that signs a browser in when it is opened; None where there is none.
    """

    address: str
    code: str
    entrance: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How the dashboard is served.

    Args:
        host: The address to listen on.
        port: The port; None for the usual one or, where that is taken, any.
        accounts: Where accounts are kept, if they are asked for; None for a code.
        provider: By whom people sign in who have no password here; None where nobody does.
        names: The names by which others reach it, by https.
        certificate: The file of the certificate for encrypted connections, and that of its key;
            None where it is not the dashboard that encrypts.
    """

    host: str
    port: int | None
    accounts: Path | None = None
    provider: IdentityProvider | None = None
    names: Sequence[str] = ()
    certificate: tuple[Path, Path] | None = None


def serve(desk: Desk, folder: Path, how: How, tell: Callable[[Served], None]) -> None:
    """Serve the dashboard until it is stopped.

    Args:
        desk: What it is served from.
        folder: A folder of the user's own, for what the dashboard keeps for itself.
        how: How it is served.
        tell: Is told as soon as it can be reached.

    Raises:
        Refused: For an address that others can reach without accounts and encryption; when
            the port is taken.
    """
    _must_be_safe(how)
    if how.certificate:
        _must_encrypt(*how.certificate)
    with closing(listening(how.host, how.port)) as taken:
        number = taken.getsockname()[1]
        origins = _origins(how, number)
        try:
            secret = kept_secret(folder)
            door, entrance = _door(how, secret, folder, origins[0])
        except OSError as error:
            what = f"what the dashboard keeps for itself cannot be written: {error.strerror}"
            raise refuse(what, where=str(folder)) from None
        code = door.shown if isinstance(door, Doorkeeper) else ""
        tell(Served(f"{origins[0]}/", code, entrance))
        # Told to stop by the system, it leaves as orderly as by Ctrl+C.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            _run(make_app(desk, door, origins), how, taken)
        finally:
            if entrance:
                entrance.unlink(missing_ok=True)


def _run(app: FastAPI, how: How, taken: socket.socket) -> None:
    certificate, key = how.certificate or (None, None)
    settings = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    uvicorn.Server(settings).run(sockets=[taken])


def _must_encrypt(certificate: Path, key: Path) -> None:
    try:
        # With an empty password nobody is asked for one: the key must have none.
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate, key, password="")
    except OSError as error:
        what = f"this is no certificate with its key: {error.strerror or error}"
        hint = "Both are files in PEM, and the key has no password."
        raise refuse(what, where=f"{certificate}, {key}", hint=hint) from None


def _door(
    how: How, secret: bytes, folder: Path, address: str
) -> tuple[Doorkeeper | AccountsDoor, Path | None]:
    """Who is let in, and the file that lets the user's own browser in."""
    if how.accounts is not None:
        secure = bool(how.certificate or how.names)
        return AccountsDoor(secret, how.accounts, secure=secure, provider=how.provider), None
    door = Doorkeeper(secret)
    return door, _entrance(folder, address, door.code)


def _origins(how: How, port: int) -> list[str]:
    """Under which the dashboard is known, the first one to be told."""
    if how.certificate:
        return [f"https://{name.lower()}:{port}" for name in how.names]
    shown = f"[{how.host}]" if ":" in how.host else how.host
    own = [f"http://{name}:{port}" for name in dict.fromkeys((shown, *LOOPBACK))]
    # What encrypts stands in front, on the usual port.
    return own + [f"https://{name.lower()}" for name in how.names]


def _must_be_safe(how: How) -> None:
    if how.accounts is not None and not accounts.listed(how.accounts):
        hint = "Make one first: certtrack serve account add NAME --role admin."
        raise refuse("there are no accounts yet", hint=hint)
    if how.provider and how.accounts is None:
        raise refuse("whoever signs in by a provider needs an account", hint="Add --accounts.")
    if how.certificate and not how.names:
        what = "others reach the dashboard by a name that its certificate has"
        raise refuse(what, where="--name", hint="Say which: --name certtrack.example.org.")
    if how.names and how.accounts is None:
        raise refuse("whoever comes over the net needs an account", hint="Add --accounts.")
    if not is_loopback(how.host) and (how.accounts is None or how.certificate is None):
        raise refuse(
            "others can reach this address",
            where="--host",
            hint="Give a loopback address such as 127.0.0.1; or have accounts asked for and "
            "connections encrypted: --accounts --certificate FILE --key FILE --name NAME.",
        )


def listening(host: str, port: int | None) -> socket.socket:
    """A socket to be served from; nobody who comes to it waits for more than the work.

    Args:
        host: The address to listen on.
        port: The port; None for the usual one or, where that is taken, any.

    Raises:
        Refused: When the port cannot be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return _bound(family, host, PORT if port is None else port)
    except OSError as error:
        if port is None:
            return _bound(family, host, 0)
        what = f"port {port} cannot be used: {error.strerror}"
        raise refuse(what, where="--port", hint="Give another one, or none.") from None


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # Told the protocol, asyncio sends what it has at once. Otherwise the system holds the body of
    # an answer back until whoever asked confirms its head, which takes them 40 milliseconds.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        # Whoever is told the address may come at once, and waits until it is served.
        made.listen()
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
