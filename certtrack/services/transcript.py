"""What did this person earn, cycle by cycle? The findings that a transcript is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.errors import did_you_mean, refuse
from certtrack.reports.findings import Chapter, Transcript
from certtrack.rules.answers import CycleStatus, PastCycle
from certtrack.rules.facts import Person
from certtrack.rules.period import Period
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.services.rules import rulebook
from certtrack.services.status import report

Cycles = Literal["current", "all"] | date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cycles are to be told.

    Args:
        cycles: The current ones, the past ones too, or the ones that begin on a day.
        body: Only those of the certifying body with this code, in either case.
        credential: Only those of the credential with this name.
    """

    cycles: Cycles = "current"
    body: str | None = None
    credential: str | None = None


def transcript(person: Person, on: date, library: Library, wanted: Wanted) -> Transcript:
    """A person's cycles on a day, the past ones counted again as of their last day.

    Args:
        person: The facts.
        on: The day asked about.
        library: The rulebooks.
        wanted: Which cycles.

    Raises:
        Refused: When a body, a credential or a cycle is named that is not there.
    """
    found = report(person, on, library)
    cycles = tuple(_named(found.cycles, library, wanted))
    chapters: list[Chapter] = []
    notes = list(found.notes)
    for cycle in cycles:
        for past in _past(cycle, wanted):
            again = _counted_again(person, library, cycle, past)
            if again:
                chapters.append(Chapter(again, past))
            elif wanted.cycles == "all":
                notes.append(_not_again(cycle, past))
            else:
                raise refuse(_not_again(cycle, past), where="--cycle")
        if wanted.cycles in ("current", "all", cycle.period.first):
            chapters.append(Chapter(cycle))
    if isinstance(wanted.cycles, date) and not chapters:
        raise _no_such_cycle(wanted.cycles, cycles)
    return Transcript(person=person, on=on, chapters=tuple(chapters), notes=tuple(notes))


def _named(
    cycles: Iterable[CycleStatus], library: Library, wanted: Wanted
) -> Iterator[CycleStatus]:
    """The cycles of the body and the credential that are named."""
    body = _body(wanted.body, library) if wanted.body else None
    book = rulebook(wanted.credential, library) if wanted.credential else None
    found = [
        cycle
        for cycle in cycles
        if body in (None, cycle.body) and (book is None or book in cycle.books)
    ]
    if book and not found:
        raise refuse(f"no cycle of {book.label} is known on that day", where="--credential")
    yield from found


def _body(name: str, library: Library) -> str:
    codes = {book.body.code.casefold(): book.body.code for book in library}
    if name.casefold() in codes:
        return codes[name.casefold()]
    hint = did_you_mean(name, codes.values())
    raise refuse(f"no certifying body is called {name!r}", where="--body", hint=hint)


def _past(cycle: CycleStatus, wanted: Wanted) -> tuple[PastCycle, ...]:
    if wanted.cycles == "all":
        return cycle.past
    return tuple(one for one in cycle.past if one.period.first == wanted.cycles)


def _counted_again(
    person: Person, library: Library, cycle: CycleStatus, past: PastCycle
) -> CycleStatus | None:
    """A past cycle as it stood on its last day; None when another one mattered then."""
    shared = {label for label, _ in cycle.holdings}
    for one in statuses(person, library, past.period.last):
        if one.period == past.period and shared & {label for label, _ in one.holdings}:
            return one
    return None


def _not_again(cycle: CycleStatus, past: PastCycle) -> str:
    return (
        f"The cycle {past.period} of {cycle.labels} is not told activity by activity: what was "
        "decided later changed its days, or an earlier cycle was still open on its last day."
    )


def _no_such_cycle(first: date, cycles: Iterable[CycleStatus]) -> Exception:
    known = sorted({period.first for cycle in cycles for period in _periods(cycle)})
    days = ", ".join(str(day) for day in known) or "none"
    hint = f"First days of the cycles that are known: {days}."
    return refuse(f"no cycle begins on {first}", where="--cycle", hint=hint)


def _periods(cycle: CycleStatus) -> Iterator[Period]:
    yield from (past.period for past in cycle.past)
    yield cycle.period
