"""A parcel: one message on its way to one person or manager, as the delivery log sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from certtrack.reminders.delivery import Delivery, Subject
from certtrack.reminders.due import Part, Telling


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a message tells.

    Args:
        telling: The reminder's id, or that of a digest, and the lead time.
        kind: What it is about.
        credentials: The credentials it concerns.
        due: The day by which, included.
    """

    telling: Telling
    kind: Subject
    credentials: tuple[str, ...]
    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One message to be claimed and sent.

    Args:
        person: The number of whom it goes to; None for a manager.
        manager: The manager; None for a person.
        channel: The channel's name.
        day: The day, where it goes to.
        items: What it tells; at least one.
        before: The log's lines about these, where there are any, as they were read.
        repeat: The key of the message as which it may have arrived before; None when it
            certainly did not.
    """

    person: int | None = None
    manager: str | None = None
    channel: str
    day: date
    items: tuple[Item, ...]
    before: Mapping[Telling, Delivery]
    repeat: str | None = None


def item_of(part: Part) -> Item:
    """A part of a letter, as the log sees it."""
    one = part.reminder
    return Item(telling=part.telling, kind=one.kind, credentials=one.credentials, due=one.due)
