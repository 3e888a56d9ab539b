"""Chats, telephones and web hooks as channels, through apprise; the address stays secret."""

from __future__ import annotations

from pydantic import SecretStr

from certtrack.errors import refuse
from certtrack.reminders.channels.channel import Addressee, Unconnected, Undelivered
from certtrack.reminders.channels.quiet import quiet
from certtrack.reminders.message import Message
from certtrack.reminders.plain_text import one_line


class AppriseChannel(Unconnected):
    """Sends messages to one address of apprise's.

    Args:
        name: What the channel is called, for people.
        url: The address, with the secrets in it.

    Raises:
        Refused: When the library is not installed, or knows no such address.
    """

    def __init__(self, name: str, url: SecretStr) -> None:
        where = f"channel {name}"
        try:
            with quiet():
                from apprise import Apprise, AppriseAsset
        except ImportError:
            raise refuse(
                "it needs the library apprise, which is not installed",
                where=where,
                hint='Install it: pip install "certtrack[notify]".',
            ) from None
        asset = AppriseAsset(app_id="certtrack", app_desc="certtrack", async_mode=False)
        with quiet():
            # One address only: with several nobody could say which of them got a message.
            service = Apprise.instantiate(url.get_secret_value(), asset=asset)
        if service is None:
            what = "its secret is not an address that apprise knows, like ntfy://host/topic"
            raise refuse(what, where=where)
        self._name = name
        self._service = Apprise(asset=asset)
        self._service.add(service)

    def carry(self, message: Message, to: Addressee) -> None:  # noqa: ARG002 - the address is
        """Send a message's subject and text; not every service takes files, so none goes along.

        Raises:
            Undelivered: When the service did not take it; why is not told, because what
                the library says of it repeats the address.
        """
        from apprise import NotifyFormat
        from apprise.result import AppriseResultStatus

        try:
            with quiet():
                result = self._service.notify(
                    title=one_line(message.subject),
                    body=message.text,
                    body_format=NotifyFormat.TEXT,
                )
        except Exception:
            # Any of its many services may raise what it likes, with the address in it.
            raise Undelivered(f"what {self._name} leads to cannot be used") from None
        if not result:
            in_doubt = result.status is AppriseResultStatus.TIMEOUT
            reason = f"what {self._name} leads to did not take the message"
            raise Undelivered(reason, in_doubt=in_doubt)
