"""The settings of each kind of channel; what a kind does with them is in channels/."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from certtrack.reminders.mailbox import Mailbox, mailbox
from certtrack.reminders.secret_sources import SecretSource, whole_path
from certtrack.rules.shape import Text, Whole, shape

HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
UNSUBSCRIBE = re.compile(r"(https://|mailto:)[!-;=?-~]+")
"""A link in ASCII without < and >, between which it stands in the header."""

Security = Literal["starttls", "tls", "none"]
PORTS: dict[Security, int] = {"starttls": 587, "tls": 465, "none": 25}

ChannelName = Annotated[
    str, StringConstraints(strict=True, max_length=40, pattern=r"^[a-z][a-z0-9-]*$")
]


def host_name(value: object) -> str:
    """The name or number of a machine.

    Raises:
        ValueError: For anything else, which is not repeated: a URL may hold a password.
    """
    if not isinstance(value, str) or not HOST.fullmatch(value):
        raise ValueError("this is not the name of a machine, like smtp.example.org")
    return value


def unsubscribe_link(value: object) -> str:
    """A link by which people stop the mail.

    Raises:
        ValueError: For anything but an https or a mailto link.
    """
    if not isinstance(value, str) or not UNSUBSCRIBE.fullmatch(value):
        raise ValueError(
            "this is no link like mailto:reminders@example.org?subject=stop or https://…"
        )
    return value


Host = Annotated[str, BeforeValidator(host_name)]
Sender = Annotated[Mailbox, BeforeValidator(mailbox), WithJsonSchema({"type": "string"})]
Unsubscribe = Annotated[str, BeforeValidator(unsubscribe_link)]
WholePath = Annotated[Path, BeforeValidator(whole_path)]


@shape
class SmtpSettings:
    """Mail, through a server that takes it in."""

    carries_files: ClassVar[bool] = True
    kind: Literal["smtp"]
    host: Annotated[Host, Field(description="The mail server.")]
    port: Annotated[
        Annotated[Whole, Field(ge=1, le=65535)] | None,
        Field(description="Its port; else 587 with starttls, 465 with tls, 25 with none."),
    ] = None
    security: Annotated[
        Security, Field(description="How the connection is encrypted: starttls, tls or none.")
    ] = "starttls"
    allow_plain: Annotated[
        bool, Field(strict=True, description="Allows none also to another machine.")
    ] = False
    user: Annotated[Text | None, Field(description="Who logs in; absent: nobody does.")] = None
    password: Annotated[SecretSource | None, Field(description="Where the password is kept.")] = (
        None
    )
    from_: Annotated[Sender, Field(alias="from", description="Who the mail is from.")]
    unsubscribe: Annotated[
        Unsubscribe | None, Field(description="A link by which people stop the mail.")
    ] = None
    ca_file: Annotated[
        WholePath | None,
        Field(description="Certificates to trust instead of the system's, as a PEM file."),
    ] = None
    timeout_seconds: Annotated[
        Whole, Field(ge=1, le=600, description="How long the server may take to answer.")
    ] = 30

    @property
    def at(self) -> tuple[str, int]:
        """The server's name and port."""
        return self.host, self.port or PORTS[self.security]

    @property
    def stays_here(self) -> bool:
        """Whether what is sent does not leave this machine on its way to the server."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.lower() == "localhost"

    def __str__(self) -> str:
        how = {"starttls": "STARTTLS", "tls": "TLS", "none": "not encrypted"}[self.security]
        host, port = self.at
        return f"{host}:{port} ({how}), from {self.from_}"


@shape
class DesktopSettings:
    """A notification on the desktop of whoever runs certtrack."""

    carries_files: ClassVar[bool] = False
    kind: Literal["desktop"]

    def __str__(self) -> str:
        return "the desktop of this machine"


@shape
class AppriseSettings:
    """A chat, a telephone or a web hook, by one of the addresses that apprise knows."""

    carries_files: ClassVar[bool] = False
    kind: Literal["apprise"]
    url: Annotated[SecretSource, Field(description="Where the address, a secret, is kept.")]

    def __str__(self) -> str:
        return f"the address in {self.url}"


@shape
class TerminalSettings:
    """The screen, or wherever the program's output goes."""

    carries_files: ClassVar[bool] = False
    kind: Literal["terminal"]

    def __str__(self) -> str:
        return "this screen"


ChannelSettings = Annotated[
    SmtpSettings | DesktopSettings | AppriseSettings | TerminalSettings,
    Field(discriminator="kind"),
]
"""What is set of a channel; as text it says where messages go, without secrets."""
