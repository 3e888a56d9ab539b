"""Where do this person's recertification cycles stand?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from certtrack.errors import Fault
from certtrack.rules.answers import CycleStatus
from certtrack.rules.facts import Person
from certtrack.rules.grades import held_grade
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.services.eligibility import check
from certtrack.services.vocabulary import questioned


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A person's cycles on a day.

    Args:
        person: The facts, with credentials by their codes in the rulebooks.
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
    covered = {code for cycle in cycles for code in cycle.credentials}
    held = [(holding, library.find(holding.code)) for holding in person.credential or ()]
    replaced = {
        code: book.code
        for holding, book in held
        if book and holding.passed_on <= on
        for code in book.credential.replaces
    }
    notes = []
    for holding, book in held:
        code = book.code if book else holding.code
        if code in covered:
            continue
        if holding.passed_on > on:
            notes.append(f"{code} was passed on {holding.passed_on}, after {on}.")
        elif code in replaced:
            notes.append(f"{code} is replaced by {replaced[code]}: only that is maintained.")
        else:
            notes.append(
                f"The cycles of {code} on {on} are not known. Enter the last day that the body "
                f"shows: certtrack credential edit {holding.code} --valid-until YYYY-MM-DD."
            )
    notes += _grades(person, on, library)
    notes += [str(fault) for fault in _new_words(person, library)]
    return Report(person=_by_code(person, library), on=on, cycles=cycles, notes=tuple(notes))


def _by_code(person: Person, library: Library) -> Person:
    """The same facts with credentials by their codes, whatever the record calls them."""
    if person.credential is None:
        return person
    books = [library.find(holding.code) for holding in person.credential]
    coded = (
        replace(holding, code=book.code) if book else holding
        for holding, book in zip(person.credential, books, strict=True)
    )
    return replace(person, credential=tuple(coded))


def _grades(person: Person, on: date, library: Library) -> Iterator[str]:
    """In what grade a credential is held, and whether the record lifts it."""
    for holding in person.credential or ():
        book = library.find(holding.code)
        if book is None or holding.passed_on > on or not (grade := held_grade(holding, book)):
            continue
        now = check(person, [book.code], on, library)[0].grade
        held = f"{book.code} is held as {grade.code}: {grade.words}."
        if now and now.finding.outcome == "met":
            yield " ".join([held, "What is on record lifts that.", *now.then])
        else:
            yield f"{held} What lifts it: certtrack plan {book.code}."


def _new_words(person: Person, library: Library) -> list[Fault]:
    """Words in the log that look like a known one misspelt: they change what counts."""
    found = []
    for one in person.activity or ():
        for fault in questioned("activity", one, [], library):
            key = (fault.where or "").removeprefix("--")
            hint = (fault.hint or "").removesuffix(" If not, add --force.")
            found.append(Fault(fault.what, f"{one.title}, {key}", hint))
    return found
