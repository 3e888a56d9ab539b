"""Send what is due, as somebody or a schedule asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TextIO

from certtrack.reminders.delivery_report import Report
from certtrack.reminders.template_shelf import templates_in_use
from certtrack.rules.rulebook import Library
from certtrack.services.agreed_clock import Clock, agreed_clock
from certtrack.services.channels import settings_of
from certtrack.services.deliver import deliver
from certtrack.services.deliver_digests import deliver_digests
from certtrack.services.sending import Sending
from certtrack.services.watching import Watch, unwatched
from certtrack.store.location import locate


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be sent.

    Args:
        store: The store.
        settings: The settings' file; None for the usual one.
        person: Only this person's; None for everyone's.
        managers: Whether managers get their digests too.
        dry_run: Whether it is only looked at.
    """

    store: str | None = None
    settings: Path | None = None
    person: str | None = None
    managers: bool = False
    dry_run: bool = False


def send(
    order: Order, library: Library, now: Clock, screen: TextIO, watch: Watch = unwatched
) -> Report:
    """Send what is due now and was not sent yet.

    Args:
        order: What.
        library: The rulebooks.
        now: Asks this machine's clock; of a run that only looks, the moment asked about.
        screen: Where a terminal's messages are printed.
        watch: Is told how many people were looked at.

    Raises:
        Refused: When settings or templates have faults, there is no store, or this
            machine's clock is wrong.
    """
    settings = settings_of(order.settings)
    sending = Sending(
        settings=settings,
        library=library,
        templates=templates_in_use(),
        now=now if order.dry_run else agreed_clock(locate(order.store), now),
        screen=screen,
        chance=SystemRandom(),
    )
    report = deliver(order.store, sending, person=order.person, dry_run=order.dry_run, watch=watch)
    if order.managers:
        report.join(deliver_digests(order.store, sending, dry_run=order.dry_run))
    return report
