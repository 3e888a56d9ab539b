"""What will be sent when: the days to come, one after another, as sending would live them.

On each day it is decided by the same functions as when it is sent, and what they give is taken
for told on the next ones. Days on which nothing else can be due are passed by, as they are by
a sender.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from certtrack.reminders.delivery import Delivery, told
from certtrack.reminders.drafts import Draft, next_draft
from certtrack.reminders.due import Told
from certtrack.reminders.hearing import Wish
from certtrack.reminders.owed import Owed
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence
from certtrack.reminders.waiting import next_look
from certtrack.rules.period import day_after


@dataclass(frozen=True, slots=True)
class Outlook:
    """A person's reminders on a day, by what is known today.

    Args:
        reminders: The reminders, however far ahead.
        until: The last day on which they are the same, but for the days that are left.
    """

    reminders: Sequence[Reminder]
    until: date


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who hears of reminders.

    Args:
        wish: How they want to hear.
        silences: What they do not want to hear.
        log: What the delivery log has of them.
    """

    wish: Wish
    silences: Collection[Silence]
    log: Sequence[Delivery]


def ahead(
    listener: Listener, outlook: Callable[[date], Outlook], start: datetime, last: date
) -> Iterator[Draft]:
    """Every message that will be sent, in order, if nothing changes on record.

    Args:
        listener: To whom.
        outlook: Gives their reminders on a day.
        start: The moment from which on, where they are.
        last: The last day, included.
    """
    policy, heard = listener.wish.policy, list[Told]()
    turns = [one.turn.astimezone(start.tzinfo) for one in listener.log if one.turn]
    day = start.date()
    while day <= last:
        known = outlook(day)
        begins = max(start, datetime.combine(day, time.min, start.tzinfo))
        first = policy.first_moment(begins)
        of_day = (one for one in turns if one.date() == day and first and one > first)
        for at in sorted(filter(policy.allows_at, {first, *of_day} if first else ())):
            yield from _sent(listener, Owed(at, policy, listener.silences, known.reminders), heard)
        # Something may only be held back because they heard something that day, or because a
        # message waits that another sender has.
        held = any(one.day == day for one in (*heard, *told(listener.log, begins)))
        if first is None or held or any(one.date() > day for one in turns):
            day = day_after(day)
        else:
            day = next_look(known.reminders, policy, listener.silences, day, known.until)


def _sent(listener: Listener, owed: Owed, heard: list[Told]) -> Iterator[Draft]:
    """The messages of one moment; what they tell is added to what was heard."""
    for channel in listener.wish.channels:
        mine = [one for one in listener.log if one.channel == channel]
        overtaken = owed.overtaken(mine)
        log = [one for one in mine if one not in overtaken]
        while letter := owed.letter(channel, [*told(log, owed.at), *heard]):
            draft = next_draft(letter, log, owed.at)
            yield draft
            heard += _told_by(draft, f"message {len(heard)}")


def _told_by(draft: Draft, message: str) -> list[Told]:
    letter = draft.letter
    return [
        Told(*part.telling, letter.channel, letter.day, draft.repeat or message)
        for part in letter.parts
    ]
