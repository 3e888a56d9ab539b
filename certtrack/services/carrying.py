"""Carrying a message: claimed, handed to the channel, settled; each step is written first."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from random import Random
from types import TracebackType
from typing import Protocol, Self
from uuid import uuid4

from certtrack.reminders.channels.channel import Addressee, Channel, Undelivered
from certtrack.reminders.channels.opening import Outside, opened
from certtrack.reminders.delivery_report import Closed, Outcome
from certtrack.reminders.due import Telling
from certtrack.reminders.message import Message
from certtrack.reminders.parcel import Parcel
from certtrack.reminders.retrying import SENT, Settled, settled
from certtrack.reminders.settings import Settings
from certtrack.store.deliveries import Turn, begin, claim, settle
from certtrack.store.location import Place


class Word(Protocol):
    """Puts a message into words."""

    def __call__(self, *, key: str, repeat: bool) -> Message:
        """The message by its key; whether it may have arrived before, so that it says so."""


@dataclass(slots=True)
class Carrier:
    """Carries messages by channels; one `with` block is one connection for each channel.

    Args:
        place: The store, which has the delivery log.
        settings: The settings of the channels.
        outside: The clock that all senders share, and the screen.
        chance: Makes pauses uneven.

    Attributes:
        closed: Channels by which nothing leaves at present.
    """

    place: Place
    settings: Settings
    outside: Outside
    chance: Random
    closed: dict[str, Closed] = field(default_factory=dict)
    _channels: dict[str, Channel] = field(default_factory=dict)
    _open: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        """Channels are opened when they are first needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close every channel."""
        self._open.close()

    def ready(self, channel: str) -> None:
        """Open a channel, if it is not open yet.

        Raises:
            Refused: When it cannot be used as it is set.
        """
        if channel not in self._channels:
            made = opened(self.settings, channel, self.outside)
            self._channels[channel] = self._open.enter_context(made)

    def carry(self, parcel: Parcel, to: Addressee, word: Word) -> list[Outcome] | None:
        """Carry one message, once.

        Returns:
            What became of it, by parts when that is not the same for all; None when another
            sender has it, or some of it.

        Raises:
            Refused: When it cannot be put into words, or the store cannot be used.
        """
        self.ready(parcel.channel)
        mark = uuid4().hex
        turn = Turn(mark, self.outside.now(), parcel.repeat or mark)
        # In words first: what cannot be said need not be claimed.
        message = word(key=turn.message, repeat=parcel.repeat is not None)
        if not claim(self.place, parcel, turn):
            return None
        tried = begin(self.place, parcel, replace(turn, now=self.outside.now()))
        if tried is None:
            return None
        became = self._became(parcel, message, to, tried)
        settle(self.place, turn, became)
        return [
            _outcome(parcel, message, to, one, _tried(tried, times))
            for times, one in became.items()
        ]

    def only_looked_at(self, parcel: Parcel, to: Addressee, word: Word) -> Outcome:
        """What would be carried; nothing is claimed.

        Raises:
            Refused: When it cannot be put into words.
        """
        message = word(key="dry-run", repeat=parcel.repeat is not None)
        tellings = {one.telling for one in parcel.items}
        return _outcome(parcel, message, to, Settled(state="due"), tellings)

    def _became(
        self, parcel: Parcel, message: Message, to: Addressee, tried: dict[Telling, int]
    ) -> dict[int, Settled]:
        """Hand it over; gives what became of those parts that were tried so often."""
        times = sorted(set(tried.values()))
        try:
            self._channels[parcel.channel].carry(message, to)
        except Undelivered as trouble:
            if trouble.whole_channel:
                self.closed[parcel.channel] = Closed(trouble.reason, trouble.permanent)
            now, chance = self.outside.now(), self.chance.random()
            repeat = parcel.repeat is not None
            return {one: settled(trouble, one, now, chance, repeat=repeat) for one in times}
        return dict.fromkeys(times, SENT)


def _tried(tried: dict[Telling, int], times: int) -> set[Telling]:
    return {telling for telling, number in tried.items() if number == times}


def _outcome(
    parcel: Parcel, message: Message, to: Addressee, became: Settled, tellings: set[Telling]
) -> Outcome:
    return Outcome(
        name=to.name,
        address=to.email,
        channel=parcel.channel,
        subject=message.subject,
        items=tuple(one for one in parcel.items if one.telling in tellings),
        state=became.state,
        repeat=parcel.repeat is not None,
        reason=became.reason,
        next_attempt_at=became.next_attempt_at,
    )
