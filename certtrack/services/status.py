"""Where do this person's recertification cycles stand?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from certtrack.errors import Fault
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Person
from certtrack.rules.grades import held_grade
from certtrack.rules.rulebook import Library, Rulebook
from certtrack.rules.status import statuses
from certtrack.services.eligibility import check
from certtrack.services.vocabulary import questioned


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A person's cycles on a day.

    Args:
        person: The facts.
        on: The day asked about.
        cycles: The cycle that matters for each group of credentials.
        notes: Why there is none for a credential on record, and in what grade one is held,
            in words.
    """

    person: Person
    on: date
    cycles: tuple[CycleStatus, ...]
    notes: tuple[str, ...]


def report(person: Person, on: date, library: Library) -> Report:
    """Every cycle that matters on a day."""
    cycles = tuple(statuses(person, library, on))
    covered = [book for cycle in cycles for book in cycle.books]
    held = [(holding, library.find(holding.code)) for holding in person.credential or ()]
    earlier = [book for holding, book in held if book and holding.passed_on <= on]
    notes = []
    for holding, book in held:
        code = book.label if book else holding.code
        if book in covered:
            continue
        if holding.passed_on > on:
            notes.append(f"{code} was passed on {holding.passed_on}, after {on}.")
        elif holding.held_until and holding.held_until < on:
            notes.append(f"{code} was held to {holding.held_until}: nothing is asked for it.")
        elif by := [one.label for one in earlier if book and _replaces(one, book)]:
            notes.append(f"{code} is replaced by {by[-1]}: only that is maintained.")
        else:
            notes.append(
                f"The cycles of {code} on {on} are not known. Enter the last day that the body "
                f"shows: certtrack credential edit {holding.code} --valid-until YYYY-MM-DD."
            )
    notes += _grades(person, on, library)
    notes += [str(fault) for fault in _new_words(person, library)]
    return Report(person=person, on=on, cycles=cycles, notes=tuple(notes))


def _grades(person: Person, on: date, library: Library) -> Iterator[str]:
    """In what grade a credential is held, and whether the record lifts it."""
    for holding in person.credential or ():
        book = library.find(holding.code)
        if book is None or holding.passed_on > on or not (grade := held_grade(holding, book)):
            continue
        now = check(person, [book.label], on, library)[0].grade
        held = f"{book.code} is held as {grade.code}: {grade.words}."
        if now and now.finding.outcome == "met":
            yield " ".join([held, "What is on record lifts that.", *now.then])
        else:
            yield f"{held} What lifts it: certtrack plan {book.code}."


def _replaces(one: Rulebook, other: Rulebook) -> bool:
    return other.is_called(*one.credential.replaces)


def _new_words(person: Person, library: Library) -> list[Fault]:
    """Words in the log that look like a known one misspelt: they change what counts."""
    found = []
    for one in person.activity or ():
        for fault in questioned("activity", one, [], library):
            key = (fault.where or "").removeprefix("--")
            hint = (fault.hint or "").removesuffix(" If not, add --force.")
            found.append(Fault(fault.what, f"{one.title}, {key}", hint))
    return found
