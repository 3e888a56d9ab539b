"""Send what is due: to each person what they want to hear, when, and by which channel, once."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack

from certtrack.reminders.delivery_report import Report
from certtrack.reminders.wishes import EverybodysWishes
from certtrack.services.candidates import candidates, everyone, only
from certtrack.services.deliver_person import Run, tell
from certtrack.services.sending import Sending
from certtrack.services.watching import Watch, unwatched
from certtrack.store.location import locate
from certtrack.store.sessions import kept_open


def deliver(
    store: str | None,
    sending: Sending,
    *,
    person: str | None = None,
    dry_run: bool = False,
    watch: Watch = unwatched,
) -> Report:
    """Send everyone what is due and was not sent yet; several may do so at once.

    Args:
        store: The store.
        sending: What it takes.
        person: Only this one, by name or number; None for everyone.
        dry_run: Only say what would be sent; nothing is claimed.
        watch: Is told how many people were looked at.

    Raises:
        Refused: When settings have faults, a channel cannot be used as it is set, or there
            is no store. One person's trouble stops nobody else: it is in the report.
    """
    place = locate(store)
    report = Report(at=sending.now(), dry_run=dry_run)
    wishes = EverybodysWishes(sending.settings)
    with ExitStack() as stack:
        stack.enter_context(kept_open(place))
        carrier = stack.enter_context(sending.carrier(place))
        if not dry_run:
            # What is set wrong is told before anything is sent.
            for name in sending.settings.delivery.channels:
                carrier.ready(name)
        run = Run(place, sending, wishes, carrier, report)
        if person is not None:
            numbers: Iterable[int] = [only(place, person)]
        elif dry_run:
            numbers = everyone(place, watch)
        else:
            numbers = candidates(place, sending, wishes, watch)
        for number in numbers:
            tell(run, number)
            report.people += 1
    report.closed |= carrier.closed
    return report
