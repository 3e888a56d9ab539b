"""Will my credential be renewed? The cycle that matters on a day, counted and explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from certtrack.rules.answers import CycleStatus, answer_id, stale_note
from certtrack.rules.cycles import Cycle
from certtrack.rules.duty_status import dues_of, fee_of, filing_of
from certtrack.rules.facts import Decision, Person
from certtrack.rules.forecast import next_rules
from certtrack.rules.pooling import Pooled, pools
from certtrack.rules.reckoning import Reckoned, limits
from certtrack.rules.reinstating import reinstatement_of
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.walk import Matter, Reached, matter_of, walk


def statuses(person: Person, library: Library, on: date) -> list[CycleStatus]:
    """The cycle that matters on a day, for each group of credentials that share one.

    That is the cycle that contains the day, unless an earlier one ended unmet.

    Args:
        person: The facts; activities after `on` are not looked at.
        library: The rulebooks.
        on: The day asked about.
    """
    return statuses_of(person, reached(person, library, on))


def statuses_of(person: Person, found: Iterable[tuple[Matter, Reached]]) -> list[CycleStatus]:
    """The same, of what was reached already; see `reached`."""
    return [_answer(person, *each) for each in found]


def reached(person: Person, library: Library, on: date) -> Iterator[tuple[Matter, Reached]]:
    """The same, judged but not yet told in words; see `statuses`."""
    for pooled in pools(person, library, on):
        yield from _chain(person, pooled, on)


def standing_of(person: Person, library: Library, on: date, name: str) -> str | None:
    """The standing on a day of a credential; None when it is not held then.

    One that another replaced has the other's standing; where the cycle that matters is
    not known, the standing is "unknown".
    """
    book = library.find(name)
    held = [one for one in person.credential or () if book and book.is_called(one.code)]
    if book is None or not any(one.is_held_on(on) for one in held):
        return None
    for pooled in pools(person, library, on):
        if book in pooled.books:
            chain = list(_chain(person, pooled, on))
            mine = (each.now.standing for matter, each in chain if book in each.books(matter))
            return next(mine, chain[-1][1].now.standing if chain else "unknown")
    return "unknown"


def _chain(person: Person, pooled: Pooled, on: date) -> Iterator[tuple[Matter, Reached]]:
    """The cycle that matters; when it is over, also that of what was passed after it."""
    matter = matter_of(person, pooled, on)
    found = walk(matter)
    if found is None:
        return
    yield matter, found
    last = found.reckoned.cycle.period.last
    later = tuple(pair for pair in pooled.holdings if pair[0].passed_on > last)
    if later:
        yield from _chain(person, Pooled(later), on)


def _answer(person: Person, matter: Matter, reached: Reached) -> CycleStatus:
    pooled, on, now, reckoned = matter.pooled, matter.on, reached.now, reached.reckoned
    cycle = reckoned.cycle
    _, book = pooled.primary
    fingerprints = [each.fingerprint for _, each in pooled.holdings]
    return CycleStatus(
        body=book.body.code,
        books=reached.books(matter),
        holdings=pooled.earned_by(cycle.period.last),
        period=cycle.period,
        on=on,
        now=now,
        required=reckoned.asked.ceus if reckoned.asked else None,
        account=reckoned.account,
        rules=reckoned.rules,
        limits=limits(pooled, reckoned.account),
        fee=fee_of(person, pooled, cycle.period, on),
        dues=dues_of(person, pooled, cycle.period, on),
        filing=filing_of(pooled, cycle.period, on),
        reinstatement=reinstatement_of(pooled, cycle, now, matter.activities, matter.decisions, on),
        past=reached.past,
        new_rules=_new_rules(pooled, reached),
        next_rules=next_rules(pooled, cycle.period, cycle.rule.years),
        dates_because=_dates(pooled, cycle),
        dates=book.cite(cycle.rule),
        notes=_notes(book, reckoned, on),
        rulebook=answer_id(*fingerprints),
        answer_id=answer_id(person, *fingerprints, on),
    )


def _new_rules(pooled: Pooled, reached: Reached) -> tuple[str, ...]:
    if not reached.past:
        return ()
    return next_rules(pooled, reached.past[-1].period, reached.reckoned.cycle.rule.years)


def _notes(book: Rulebook, reckoned: Reckoned, on: date) -> tuple[str, ...]:
    return (
        *(() if reckoned.asked else ("No rule is known for what this cycle asks for.",)),
        *stale_note(book.review_by, on),
        *book.not_checked,
        *book.recertification.not_checked,
        *book.doubts("recertification"),
    )


def _not_named(pooled: Pooled, granted: Decision) -> list[str]:
    """Credentials that share an extended cycle, though the extension names only others."""
    if granted.for_ is None:
        return []
    return [book.label for book in pooled.books if not book.is_called(*granted.for_)]


def _dates(pooled: Pooled, cycle: Cycle) -> str:
    _, book = pooled.primary
    if cycle.granted:
        granted = cycle.granted[-1]
        told = f"Extended to {cycle.period.last}. {granted.words()}"
        left = _not_named(pooled.maintained(cycle.period.last), granted)
        doubt = f" It names no extension for {', '.join(left)}: find out whether it holds for all."
        return told + doubt * bool(left)
    if cycle.stated:
        return f"Dates as {book.body.code} states them for {book.label}."
    told = f"{cycle.rule.in_words()} {book.label} was passed on {pooled.first_day}."
    sharing = pooled.maintained(cycle.period.last)
    if len(sharing.books) > 1:
        told += f" {sharing.labels} share this cycle."
    return told
