"""Trying a channel out where nobody may be kept waiting for ever, by a process of its own.

Each channel waits for an answer only so long, but a server that answers drop by drop is never
late. A process can be ended whatever it does; and what libraries do to a whole program so as
not to log a secret, they do to that process and not to whoever serves.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection

from certtrack.errors import Fault, Refused, refuse
from certtrack.reminders.channels.opening import Outside
from certtrack.reminders.settings import Settings
from certtrack.services.channels import Trial, try_out
from certtrack.services.processes import belong_to_the_other

Clock = Callable[[], datetime]


def try_within(settings: Settings, name: str, to: str | None, now: Clock, seconds: float) -> Trial:
    """Send a message by a channel to see whether it arrives; it takes so long and no longer.

    Args:
        settings: The settings.
        name: The channel.
        to: The address for mail; None for the one that reminders are from.
        now: Asks the clock; a function of a module, so that another process knows it.
        seconds: How long it may take.

    Raises:
        Refused: When it cannot be sent, did not leave, or nobody knows in time whether it did.
    """
    # A fork would take along open connections and locks that threads hold.
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_try, args=(there, settings, name, to, now), daemon=True)
    with closing(here):
        process.start()
        there.close()
        try:
            became = _answer(here, name, seconds)
        finally:
            process.kill()
            process.join()
            process.close()
    if isinstance(became, Trial):
        return became
    raise Refused(*became)


def _answer(here: Connection, name: str, seconds: float) -> Trial | tuple[Fault, ...]:
    where = f"channel {name}"
    if not here.poll(seconds):
        what = f"nothing was answered within {seconds:g} seconds; it may have arrived all the same"
        raise refuse(what, where=where)
    try:
        became: Trial | tuple[Fault, ...] = here.recv()
    except EOFError:
        raise refuse("the process that sent it was ended", where=where) from None
    return became


def _try(there: Connection, settings: Settings, name: str, to: str | None, now: Clock) -> None:
    """In the other process: try it, and say what became of it."""
    belong_to_the_other()
    outside = Outside(now=now, screen=sys.stdout)
    try:
        there.send(try_out(settings, name, to, outside, dry_run=False))
    except Refused as refused:
        there.send(tuple(refused.faults))
