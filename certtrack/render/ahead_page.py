"""What will be sent when, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.reminders.parcel import Item
from certtrack.render.delivery_contract import item

PROVISO = "So it is as long as nothing changes on record: what you log or pay changes it."


class Coming(Protocol):
    """A message that will be sent."""

    @property
    def day(self) -> date:
        """On which day."""

    @property
    def channel(self) -> str:
        """By which channel."""

    @property
    def subject(self) -> str:
        """What it is about."""

    @property
    def items(self) -> Sequence[Item]:
        """What it tells."""

    @property
    def repeat(self) -> bool:
        """Whether it may have arrived before."""


class Ahead(Protocol):
    """What will be sent to a person."""

    @property
    def person(self) -> str:
        """Their name."""

    @property
    def first(self) -> date:
        """The first day that was looked at."""

    @property
    def last(self) -> date:
        """The last one."""

    @property
    def channels(self) -> Sequence[str]:
        """By which they hear."""

    @property
    def messages(self) -> Sequence[Coming]:
        """What will be sent."""

    @property
    def hindrances(self) -> Sequence[str]:
        """Why it will not reach them."""


def show(out: Console, found: Ahead) -> None:
    """Print what will be sent."""
    for words in found.hindrances:
        out.print(Text(words, style="red"))
    span = f"from {found.first} to {found.last}"
    if not found.messages:
        out.print(Text(f"Nothing will be sent to {found.person} {span}."))
        return
    table = Table(box=None, pad_edge=False, title=f"To {found.person} {span}")
    table.title_justify = "left"
    table.add_column("Day", no_wrap=True)
    for heading in ("By", "About"):
        table.add_column(heading, overflow="fold")
    for one in found.messages:
        repeat = ", as a possible repeat" if one.repeat else ""
        table.add_row(str(one.day), one.channel, Text(f"{one.subject}{repeat}"))
    out.print(table)
    out.print()
    out.print(Text(PROVISO))


def contract(found: Ahead) -> dict[str, Any]:
    """The same for programs."""
    return {
        "person": found.person,
        "from": found.first,
        "until": found.last,
        "channels": list(found.channels),
        "hindrances": list(found.hindrances),
        "messages": [
            {
                "day": one.day,
                "channel": one.channel,
                "subject": one.subject,
                "repeat": one.repeat,
                "reminders": [item(each) for each in one.items],
            }
            for one in found.messages
        ],
    }
