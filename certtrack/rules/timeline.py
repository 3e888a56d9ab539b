"""The timeline of a cycle's credentials: what happened when, what is to come, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certtrack.rules.answers import CycleStatus
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


def timeline(person: Person, status: CycleStatus) -> tuple[Event, ...]:
    """What happened to the credentials that share a cycle, in order, and what is to come.

    Args:
        person: The facts.
        status: The state of the cycle on the day asked about.
    """
    found = [
        Event(on=day, what=what, to_come=day > status.on)
        for day, what in (*_passed(person, status), *_cycles(status), *_decided(person, status))
    ]
    return tuple(sorted(found, key=lambda event: event.on))


def _passed(person: Person, status: CycleStatus) -> Iterator[tuple[date, str]]:
    for holding in person.credential or ():
        for book in status.books:
            if book.is_called(holding.code):
                yield holding.passed_on, f"{book.label} was passed."
                if holding.fee_paid_on:
                    yield holding.fee_paid_on, f"The fee for {book.label} was paid."


def _cycles(status: CycleStatus) -> Iterator[tuple[date, str]]:
    for past in status.past:
        how = "Renewed" if past.outcome == "renewed" else "Presumed renewed"
        yield day_after(past.period.last), f"{how} after the cycle {past.period}."
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
        if decision.body.casefold() == status.body.casefold() and decision.decided_on <= status.on:
            kind = decision.kind.replace("-", " ").capitalize()
            yield decision.decided_on, f"{kind}. {decision.words()}"
