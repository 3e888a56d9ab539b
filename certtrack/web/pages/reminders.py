"""What must be done by when: hear of it later, no more, or in one's own calendar."""

from __future__ import annotations

from itertools import islice
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from certtrack import clock
from certtrack.errors import Fault, Refused
from certtrack.reading.entry_fields import day_from
from certtrack.reminders.silence import Silence
from certtrack.render.ahead_page import PROVISO
from certtrack.services import feeds, silences
from certtrack.services.ahead import Asked, what_will_be_sent
from certtrack.services.channels import settings_file, settings_of
from certtrack.services.delivery_log import delivery_log
from certtrack.services.remind import FAR, due
from certtrack.web.desk import Visit, Visited
from certtrack.web.refusals import words_of
from certtrack.web.sent import Sent, WasSent
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/reminders"

SHOWN = 20
"""Messages that were sent, of which the page tells."""

SOON = 8
"""Messages that will be sent, of which it tells without being asked."""


@router.get(PLACE)
def reminders(visited: Visited) -> Response:
    """What is due, what is not to be told, and what was sent."""
    return reminders_page(visited, [])


@router.post(PLACE)
def silence(visited: Visited, was_sent: WasSent) -> Response:
    """Hear of a reminder later or no more; or end such a silence."""
    try:
        made_at = visited.desk.moment().made_at
        if was_sent.text("end"):
            silences.end(visited.who, was_sent.number("end"), made_at)
        else:
            silences.keep(visited.who, _wanted(visited, was_sent), made_at)
    except Refused as refused:
        return reminders_page(visited, words_of(refused))
    return RedirectResponse(f"{visited.home}/reminders", 303)


def _wanted(visited: Visit, was_sent: Sent) -> Silence:
    handle = was_sent.text("reminder")
    one = silences.reminder_called(handle, visited.person, visited.on, visited.library)
    if was_sent.text("manner") != "snooze":
        return Silence(manner="acknowledge", reminder=one.id)
    try:
        until = day_from(was_sent.text("until"), visited.today)
    except ValueError:
        raise Refused(Fault("Say until which day you do not want to hear of it")) from None
    if until <= visited.on:
        raise Refused(Fault(f"{until} is not after {visited.on}"))
    return Silence(manner="snooze", reminder=one.id, until=until)


def reminders_page(visited: Visit, faults: list[str], secret: str = "") -> Response:
    """What is due, what is not to be told, and what was sent.

    Args:
        visited: Whose, on what day.
        faults: What was refused, in words.
        secret: The secret part of an address that was made just now; it is shown this once.
    """
    found = due(visited.person, visited.on, FAR, visited.library)
    kept = silences.listed(visited.who)
    quiet = {
        one.id: next((str(it.silence) for it in kept if it.silence.holds(one, visited.on)), None)
        for one in found
    }
    log = delivery_log(visited.desk.store, str(visited.number), failed=False)
    return persons_page(
        visited,
        "reminders.html",
        "reminders",
        status=422 if faults else 200,
        found=found,
        quiet=quiet,
        kept=kept,
        feeds=feeds.listed(visited.who),
        secret=secret,
        sent=[one for one, _ in islice(log, SHOWN)],
        faults=faults,
        **_what_will_be_sent(visited),
    )


def _what_will_be_sent(visited: Visit) -> dict[str, Any]:
    """What will be sent to somebody, or why nothing is."""
    told: dict[str, Any] = {"coming": None, "unset": [], "unset_at": None}
    told |= {"soon": SOON, "proviso": PROVISO}
    file = settings_file()
    if not file.exists():
        return {**told, "unset_at": file}
    asked = Asked(visited.who, visited.person, visited.library, clock.instant(), on=visited.on)
    try:
        return {**told, "coming": what_will_be_sent(asked, settings_of(None))}
    except Refused as refused:
        return {**told, "unset": words_of(refused)}
