"""What every channel does, and how it says that it could not."""

from __future__ import annotations

from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from certtrack.reminders.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Who a message is for.

    Args:
        name: Their name; may be empty.
        email: Their e-mail address, as it is written in their record; None if it has none.
    """

    name: str
    email: str | None = None


class Undelivered(Exception):
    """A message did not leave, or nobody knows whether it did.

    Args:
        reason: What happened, in words; never with a secret in it.
        permanent: Sending it again as it is cannot help: the address is wrong, or the
            server refuses it for good.
        in_doubt: It may have arrived all the same: the connection broke after the message
            was handed over and before the answer came.
        whole_channel: It is not about this message: every other would fare alike now.
    """

    def __init__(
        self,
        reason: str,
        *,
        permanent: bool = False,
        in_doubt: bool = False,
        whole_channel: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent
        self.in_doubt = in_doubt
        self.whole_channel = whole_channel


class Unconnected:
    """What is the same for channels that make a connection for each message, or none."""

    def __enter__(self) -> Self:
        """There is nothing to open."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """There is nothing to close."""


class Channel(Protocol):
    """A way for messages to leave; one `with` block is one connection for all of them."""

    def __enter__(self) -> Self:
        """Begin; a connection may wait for the first message."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, and close the connection."""

    def carry(self, message: Message, to: Addressee) -> None:
        """Carry one message to one person.

        Raises:
            Undelivered: When it did not leave, or that is not known. The next message
                may be tried in the same block.
        """
