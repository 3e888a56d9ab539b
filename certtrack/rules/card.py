"""The card of a cycle: what of its state stays true for some time, so that it can be kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from itertools import chain

from certtrack.rules.answers import RuleStatus, Standing
from certtrack.rules.editions import Dated
from certtrack.rules.facts import Person
from certtrack.rules.period import Period, day_after, day_before, days_from
from certtrack.rules.recertification import Recertification
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.shape import LATEST
from certtrack.rules.walk import Matter, Reached

NOTHING = Decimal(0)


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
        pace_until: The last day of the cycle on which what counts keeps pace with every rule:
            with the pace held up to it, held to the cycle's end, each is reached. None when
            what is required is not known.
    """

    body: str
    credentials: tuple[str, ...]
    period: Period
    standing: Standing
    required: Decimal | None
    counted: Decimal
    remaining: Decimal | None
    lacking: tuple[tuple[str, str, Decimal], ...]
    pace_until: date | None


def card_of(matter: Matter, reached: Reached) -> Card:
    """The card of a cycle."""
    reckoned = reached.reckoned
    asked, period, rules = reckoned.asked, reckoned.cycle.period, reckoned.rules
    return Card(
        body=matter.pooled.primary[1].body.code,
        credentials=tuple(book.code for book in reached.books(matter)),
        period=period,
        standing=reached.now.standing,
        required=asked.ceus if asked else None,
        counted=reckoned.account.counted,
        remaining=max((rule.remaining for rule in rules), default=NOTHING) if asked else None,
        lacking=tuple(
            (rule.id, rule.words, rule.remaining) for rule in rules if rule.outcome != "met"
        ),
        pace_until=pace_until(rules, period) if asked else None,
    )


def pace_until(rules: Sequence[RuleStatus], period: Period) -> date:
    """The last day of a cycle on which what counts keeps pace with every rule.

    With as much counted after so many days, in the whole cycle it will be as much in
    proportion. The day before the cycle when even its first day is too late.

    Args:
        rules: How far each rule is reached.
        period: The cycle.
    """
    whole = (period.last - period.first).days + 1
    enough = [
        int(rule.counted * whole // rule.required)
        for rule in rules
        if rule.outcome != "met" and rule.required
    ]
    return days_from(period.first, min([whole, *enough]) - 1)


def without_cycle(
    person: Person, cards: Sequence[tuple[Matter, Reached]], library: Library, on: date
) -> tuple[Rulebook, ...]:
    """The credentials held and maintained on a day of which no cycle is known."""
    held = [
        book
        for one in person.credential or ()
        if one.is_held_on(on) and (book := library.find(one.code))
    ]
    replaced = [name for book in held for name in book.credential.replaces]
    there = [book for matter, reached in cards for book in reached.books(matter)]
    return tuple(book for book in held if book not in there and not book.is_called(*replaced))


def turning_days(library: Library) -> tuple[date, ...]:
    """The first days on which rules read otherwise that bind by the day asked about."""
    found = set()
    for book in library:
        rules = (getattr(book.recertification, each.name) for each in fields(Recertification))
        for rule in chain.from_iterable(rules):
            if isinstance(rule, Dated) and rule.binds == "as-of":
                found |= {rule.effective_from, *([day_after(rule.until)] if rule.until else [])}
    return tuple(sorted(found))


def lasts_until(
    person: Person,
    cards: Sequence[tuple[Matter, Reached]],
    turning: Sequence[date],
    on: date,
) -> date:
    """The last day on which the cards of a person, made on a day, are still true.

    Args:
        person: The facts.
        cards: What was reached of all their cycles on the day.
        turning: The days on which rules turn, from `turning_days`.
        on: The day.
    """
    changes = [day for day in turning if day > on]
    changes += [day for day in _told(person) if day > on]
    for _, each in cards:
        changes += [day for day in _changes(each) if day > on]
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


def _changes(reached: Reached) -> Iterator[date]:
    """The days on which a cycle's state changes by itself."""
    yield day_after(reached.reckoned.cycle.period.last)
    yield from filter(None, (reached.now.inactive_on, reached.now.revoked_on))
