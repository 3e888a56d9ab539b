"""The timeline of a cycle's credentials: what happened when, what is to come, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certtrack.rules.answers import CycleStatus, Ended
from certtrack.rules.facts import Person
from certtrack.rules.period import day_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a credential, or will.

    Args:
        on: The day.
        what: What it is, in words.
        to_come: Whether it lies after the day asked about.
    """

    on: date
    what: str
    to_come: bool


ENDED: dict[Ended, str] = {
    "renewed": "Renewed",
    "presumed-renewed": "Presumed renewed",
    "deferred": "What was lacking is owed in the next cycle,",
    "reinstated": "Lapsed, reinstated later,",
}


def timeline(person: Person, status: CycleStatus) -> tuple[Event, ...]:
    """What happened to the credentials that share a cycle, in order, and what is to come.

    Args:
        person: The facts.
        status: The state of the cycle on the day asked about.
    """
    found = [
        Event(on=day, what=what, to_come=day > status.on)
        for day, what in (*_held(status), *_cycles(status), *_decided(person, status))
    ]
    return tuple(sorted(found, key=lambda event: event.on))


def _held(status: CycleStatus) -> Iterator[tuple[date, str]]:
    for code, holding in status.holdings:
        yield holding.passed_on, f"{code} was passed."
        if holding.fee_paid_on:
            yield holding.fee_paid_on, f"The fee for {code} was paid."
        if holding.handed_in_on:
            yield holding.handed_in_on, f"CEUs for {code} were handed in."
        if holding.held_until:
            yield holding.held_until, f"{code} was held to this day."


def _cycles(status: CycleStatus) -> Iterator[tuple[date, str]]:
    for past in status.past:
        yield day_after(past.period.last), f"{ENDED[past.outcome]} after the cycle {past.period}."
        if past.filing:
            yield past.filing.due, f"The last day to hand in the CEUs of the cycle {past.period}."
    yield status.period.first, f"The cycle {status.period} begins."
    yield status.period.last, "The cycle ends: its last day."
    if status.now.inactive_on:
        yield status.now.inactive_on, f"Inactive. {status.now.because}"
    if status.now.revoked_on:
        yield status.now.revoked_on, "Revoked, unless reinstated before."
    if status.filing:
        yield status.filing.due, "The last day to hand in the cycle's CEUs."


def _decided(person: Person, status: CycleStatus) -> Iterator[tuple[date, str]]:
    for decision in person.decision or ():
        named = decision.for_
        meant = named is None or any(book.is_called(*named) for book in status.books)
        same = decision.body.casefold() == status.body.casefold()
        if same and meant and decision.decided_on <= status.on:
            kind = decision.kind.replace("-", " ").capitalize()
            yield decision.decided_on, f"{kind}. {decision.words()}"
