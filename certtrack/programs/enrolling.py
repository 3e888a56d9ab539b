"""Enrolling: a person's facts as if a program of the directory had been begun on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from certtrack.programs.directory import Listed, Program
from certtrack.rules.facts import Person
from certtrack.rules.period import months_after
from certtrack.rules.requirements.aspect import AWARDS
from certtrack.rules.routes import Lack, Route
from certtrack.rules.shape import Level
from certtrack.rules.studies import Education

LOOK_UP = "look it up in the accreditor's own directory"


def entry_of(program: Program, level: Level) -> Education:
    """What would be on record of somebody who has just enrolled in a program.

    Args:
        program: The program; what is not known of it is not known of the entry either.
        level: The award that it gives, or is taken to give.
    """
    return Education(
        school=program.name,
        program=program.program,
        level=level,
        field=program.field,
        status="enrolled",
        accreditation=program.accreditation,
        listed=program.id,
    )


def enrolled(person: Person, entry: Education) -> Person:
    """The same person with one more program on record."""
    return replace(person, education=(*(person.education or ()), entry))


def called(program: Program) -> str:
    """What to call a program, with its school."""
    return f"{program.program} at {program.name}" if program.program else program.name


def award_open(program: Program, level: Level) -> str:
    """What must be found out where the directory does not tell a program's award."""
    return f"whether {called(program)} gives {AWARDS[level]} (the directory does not tell)"


def if_it_gives(route: Route, program: Program, level: Level) -> Route:
    """A route as it is if a program gives an award, which has still to be found out."""
    open_ = Lack(kind="find-out", words=award_open(program, level))
    outcome = "unknown" if route.outcome == "met" else route.outcome
    return replace(route, outcome=outcome, lacks=(open_, *route.lacks), not_before=None)


def to_find_out(program: Program, person: Person) -> Iterator[str]:
    """What the directory does not tell of a program, nor the record of studies before it."""
    name = called(program)
    if person.education is None:
        yield "what you studied before: no education is on record"
    if program.level is None:
        yield f"which award {name} gives"
    if program.field is None:
        yield f"the field of study of {name}"
    if program.months is None:
        yield f"how long {name} takes"
    if not program.charges:
        yield f"what {name} costs"
    if program.accreditation is None:
        yield f"who accredits {name} ({LOOK_UP})"


def cautions(listed: Listed, on: date) -> Iterator[str]:
    """What speaks against counting on a program that is begun on a day."""
    program = listed.program
    if listed.gone_on:
        yield f"The list read on {listed.gone_on} tells of it no more."
    months = Fraction(program.months.least) if program.months else Fraction(0)
    end = months_after(on, months)
    for spell in program.accreditation or ():
        if spell.until and on <= spell.until < end:
            yield (
                f"{spell.agency} accredits it until {spell.until}; begun on {on} it would be "
                f"completed on {end} at the earliest. Ask whether that is renewed: the day on "
                "which the award is conferred counts."
            )
