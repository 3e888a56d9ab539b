"""Drafts: which message leaves next, when some of what is due may have arrived before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from certtrack.reminders.delivery import Delivery
from certtrack.reminders.due import Letter, Telling


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be claimed and sent.

    Args:
        letter: What it tells.
        before: The log's lines about its parts, by what they tell, where there are any.
        repeat: The key of the message as which it may have arrived before; None when it
            certainly did not.
    """

    letter: Letter
    before: dict[Telling, Delivery]
    repeat: str | None


def next_draft(letter: Letter, log: Collection[Delivery], now: datetime) -> Draft:
    """The message to be sent first of what is due by a channel.

    What may have arrived goes again as the same message, with nothing new in it: a mailbox
    that knows the message's key shows it once. The rest follows in a message of its own.

    Args:
        letter: All that is due by the channel.
        log: The delivery log of whoever it goes to.
        now: The moment.
    """
    lines = {one.telling: one for one in log if one.channel == letter.channel}
    mine = {part.telling: lines[part.telling] for part in letter.parts if part.telling in lines}
    doubtful = [one for one in mine.values() if one.doubtful(now)]
    if not doubtful:
        return Draft(letter, mine, None)
    message = min(doubtful, key=_oldest).message
    before = {one.telling: one for one in doubtful if one.message == message}
    return Draft(_only(letter, before), before, message)


def _oldest(one: Delivery) -> tuple[datetime, str]:
    return one.claimed_at, one.message


def _only(letter: Letter, tellings: Collection[Telling]) -> Letter:
    parts = letter.parts
    return replace(letter, parts=tuple(one for one in parts if one.telling in tellings))
