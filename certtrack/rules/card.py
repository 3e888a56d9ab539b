"""The card of a cycle: what of its state stays true for some time, so that it can be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from certtrack.rules.answers import CycleStatus, Standing
from certtrack.rules.facts import Person
from certtrack.rules.period import Period, day_after, day_before
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.shape import LATEST, nodes


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one rule is reached, in CEUs."""

    counted: Decimal
    required: Decimal
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is asked of a cycle and what counts, apart from the days that are left.

    Args:
        body: The certifying body's code.
        credentials: The credentials that share the cycle.
        period: Its days.
        standing: The credentials' standing.
        required: CEUs required; None when not known.
        counted: CEUs that count.
        remaining: CEUs still to be earned at least; None when not known.
        lacking: Every rule that is not met: its id, what it asks for, and CEUs still needed.
        rules: How far each rule is reached.
    """

    body: str
    credentials: tuple[str, ...]
    period: Period
    standing: Standing
    required: Decimal | None
    counted: Decimal
    remaining: Decimal | None
    lacking: tuple[tuple[str, str, Decimal], ...]
    rules: tuple[Reached, ...]


def card_of(status: CycleStatus) -> Card:
    """The card of a cycle."""
    return Card(
        body=status.body,
        credentials=status.credentials,
        period=status.period,
        standing=status.standing,
        required=status.required,
        counted=status.account.counted,
        remaining=status.remaining,
        lacking=tuple(
            (rule.id, rule.words, rule.remaining) for rule in status.rules if rule.outcome != "met"
        ),
        rules=tuple(
            Reached(rule.counted, rule.required, rule.outcome == "met") for rule in status.rules
        ),
    )


def without_cycle(
    person: Person, statuses: Sequence[CycleStatus], library: Library, on: date
) -> tuple[Rulebook, ...]:
    """The credentials held and maintained on a day of which no cycle is known."""
    held = [
        book
        for one in person.credential or ()
        if one.is_held_on(on) and (book := library.find(one.code))
    ]
    replaced = [name for book in held for name in book.credential.replaces]
    there = [book for status in statuses for book in status.books]
    return tuple(book for book in held if book not in there and not book.is_called(*replaced))


def keeps_pace(rules: Sequence[Reached], period: Period, on: date) -> bool:
    """Whether the pace held so far in a cycle, held to its end, reaches every rule.

    Args:
        rules: How far each rule is reached on the day.
        period: The cycle.
        on: A day within it, which counts as a day of work done.
    """
    past = (on - period.first).days + 1
    whole = (period.last - period.first).days + 1
    return all(rule.met or rule.counted * whole >= rule.required * past for rule in rules)


def turning_days(library: Library) -> tuple[date, ...]:
    """The first days on which rules read otherwise that bind by the day asked about."""
    found = set()
    for book in library:
        for _, node in nodes(book.recertification):
            if getattr(node, "binds", None) == "as-of":
                first, last = node.effective_from, node.until  # type: ignore[attr-defined]
                found |= {first, *([day_after(last)] if last else [])}
    return tuple(sorted(found))


def lasts_until(
    person: Person, statuses: Sequence[CycleStatus], turning: Sequence[date], on: date
) -> date:
    """The last day on which the cards of a person, made on a day, are still true.

    Args:
        person: The facts.
        statuses: All states of their cycles on the day.
        turning: The days on which rules turn, from `turning_days`.
        on: The day.
    """
    changes = [day for day in turning if day > on]
    changes += [day for day in _told(person) if day > on]
    for status in statuses:
        changes += [day for day in _changes(status) if day > on]
    return day_before(min(changes, default=LATEST))


def _told(person: Person) -> Iterator[date]:
    """The days from which facts are looked at."""
    for holding in person.credential or ():
        yield holding.passed_on
        for day in (holding.fee_paid_on, holding.handed_in_on, holding.tracked_from):
            if day:
                yield day
        if holding.held_until:
            yield day_after(holding.held_until)
    yield from (one.completed_on for one in person.activity or ())
    yield from (one.decided_on for one in person.decision or ())


def _changes(status: CycleStatus) -> Iterator[date]:
    """The days on which a cycle's state changes by itself."""
    yield day_after(status.period.last)
    yield from filter(None, (status.now.inactive_on, status.now.revoked_on))
