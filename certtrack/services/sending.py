"""What sending takes besides the store."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TextIO

from certtrack.reminders.channels.opening import Outside
from certtrack.reminders.settings import Settings
from certtrack.reminders.template_shelf import Templates
from certtrack.rules.rulebook import Library
from certtrack.services.agreed_clock import Clock
from certtrack.services.carrying import Carrier
from certtrack.store.location import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What sending takes besides the store.

    Args:
        settings: Channels, policy, and who gets what.
        library: The rulebooks.
        templates: What makes words of reminders.
        now: Asks the clock that all senders share; a simulated one will do for a file.
        screen: Where a terminal's messages are printed.
        chance: Makes pauses between attempts uneven.
    """

    settings: Settings
    library: Library
    templates: Templates
    now: Clock
    screen: TextIO
    chance: Random

    def carrier(self, place: Place) -> Carrier:
        """What carries the messages of one run."""
        outside = Outside(now=self.now, screen=self.screen)
        return Carrier(place, self.settings, outside, self.chance)
