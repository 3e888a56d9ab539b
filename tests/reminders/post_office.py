"""A real mail server on this machine that takes mail in, or misbehaves as it is told."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

HOST = "127.0.0.1"
USER, PASSWORD = "reminders@example.org", "correct-horse-7"

Manner = Literal[
    "take",
    "take and forward",
    "refuse the recipient",
    "refuse for now",
    "refuse the message",
    "refuse for now and leave",
    "stall",
    "stall after the message",
    "hang up before the message",
    "hang up in the message",
    "hang up after the message",
]


@dataclass(frozen=True)
class Received:
    """A letter as it came in."""

    sender: str
    recipients: list[str]
    content: bytes
    connection: int

    @property
    def mail(self) -> EmailMessage:
        """What a mail program makes of it."""
        read = message_from_bytes(self.content, policy=default)
        assert isinstance(read, EmailMessage)
        return read


@dataclass
class PostOffice:
    """A server, and what it received.

    Args:
        encryption: "starttls" to offer and demand it, "tls" for all of the connection.
        login: Whether mail is taken only after a login.
        international: Whether addresses with letters beyond ASCII are taken.
        manners: How it treats a recipient; others are taken.
    """

    encryption: Literal["starttls", "tls", "none"] = "none"
    login: bool = False
    international: bool = True
    manners: dict[str, Manner] = field(default_factory=dict)
    letters: list[Received] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    authority: trustme.CA = field(default_factory=trustme.CA)
    logins: list[bool] = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    loop: asyncio.AbstractEventLoop | None = None

    def manner(self, recipients: list[str]) -> Manner:
        return self.manners.get(recipients[-1], "take")

    def hang_up(self) -> None:
        """Drop every connection that is open, without a word."""
        assert self.loop
        done = threading.Event()

        def drop() -> None:
            for line in self.lines:
                if line.transport is not None:
                    line.transport.abort()
            done.set()

        self.loop.call_soon_threadsafe(drop)
        assert done.wait(5)

    def protocol(self) -> SMTP:
        """What speaks with one client."""
        with warnings.catch_warnings():
            # It warns of a login that is demanded without STARTTLS: TLS it does not see.
            warnings.simplefilter("ignore")
            return Lines(
                self,
                hostname="post.example.org",
                enable_SMTPUTF8=self.international,
                require_starttls=self.encryption == "starttls",
                tls_context=self.context() if self.encryption == "starttls" else None,
                authenticator=self._knows if self.login else None,
                auth_required=self.login,
                auth_require_tls=self.encryption != "tls",
            )

    def context(self) -> ssl.SSLContext:
        """The server's certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.authority.issue_cert(HOST).configure_cert(context)
        return context

    def _knows(self, _server: SMTP, _session: Any, _envelope: Any, _how: str, told: Any) -> Any:
        right = (told.login, told.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append(right)
        return AuthResult(success=right, handled=False)


class Lines(SMTP):
    """One connection, which misbehaves as the post office is told."""

    def __init__(self, office: PostOffice, **settings: Any) -> None:
        super().__init__(Counter(office), **settings)
        self.office = office

    def connection_made(self, transport: Any) -> None:
        if self not in self.office.lines:
            self.office.lines.append(self)
            self.office.connections += 1
        super().connection_made(transport)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        manner = self.office.manner(self.envelope.rcpt_tos)
        if manner == "hang up before the message":
            self.transport.abort()
        elif manner == "hang up in the message":
            await self.push("354 go on")
            await self._reader.readuntil(b"\r\n")
            self.transport.abort()
        else:
            await super().smtp_DATA(arg)


class Counter:
    """Where letters are handed in."""

    def __init__(self, office: PostOffice) -> None:
        self.office = office

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: Lines, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        match self.office.manner([address]):
            case "refuse the recipient":
                return "550 5.1.1 No such mailbox\x1b[31m here"
            case "refuse for now":
                return "451 4.2.1 Greylisted, come back later"
            case "refuse for now and leave":
                asyncio.get_running_loop().call_later(0.05, server.transport.close)
                return "421 4.3.2 Shutting down"
            case "stall":
                await asyncio.sleep(60)
        envelope.rcpt_tos.append(address)
        forwards = self.office.manner([address]) == "take and forward"
        return "251 User not local; will forward" if forwards else "250 OK"

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: Lines, session: Any, envelope: Any
    ) -> str:
        manner = self.office.manner(envelope.rcpt_tos)
        if manner == "refuse the message":
            return "554 5.7.1 This looks like spam"
        content = envelope.original_content
        number = self.office.lines.index(server)
        self.office.letters.append(
            Received(envelope.mail_from, list(envelope.rcpt_tos), content, number)
        )
        if manner == "hang up after the message":
            server.transport.abort()
        elif manner == "stall after the message":
            await asyncio.sleep(60)
        return "250 taken"


@contextmanager
def open_office(**settings: Any) -> Iterator[PostOffice]:
    """A post office that is open in the block, on a port of its own."""
    office = PostOffice(**settings)
    with socket.create_server((HOST, 0)) as listening:
        office.port = listening.getsockname()[1]
        context = office.context() if office.encryption == "tls" else None
        with _served(office, listening, office.protocol, context):
            yield office


@contextmanager
def _served(
    office: PostOffice,
    listening: socket.socket,
    protocol: Callable[[], SMTP],
    context: ssl.SSLContext | None,
) -> Iterator[None]:
    started = threading.Event()
    closing = asyncio.Event()

    async def serve() -> None:
        office.loop = asyncio.get_running_loop()
        office.loop.set_exception_handler(lambda *_: None)
        server = await office.loop.create_server(protocol, sock=listening, ssl=context)
        started.set()
        await closing.wait()
        server.close()
        for line in office.lines:
            if line.transport is not None:
                line.transport.abort()
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield
    finally:
        assert office.loop
        office.loop.call_soon_threadsafe(closing.set)
        thread.join(10)
        assert not thread.is_alive()
