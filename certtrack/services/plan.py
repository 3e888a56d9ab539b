"""What is the shortest way to eligible, or to renewed?"""

from __future__ import annotations

from datetime import date

from certtrack.programs.prospects import Prospect
from certtrack.rules.facts import Person
from certtrack.rules.planning import Plan, pace, routes
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import Level
from certtrack.rules.status import statuses
from certtrack.services.eligibility import check, rulebooks
from certtrack.services.programs import opened_by, served_by, usual


def plan(person: Person, code: str, on: date, library: Library) -> Plan:
    """The shortest way for a person from a day on.

    Raises:
        Refused: When no rulebook has the code.
    """
    book = rulebooks([code], library)[0]
    verdict = check(person, [book.label], on, library)[0]
    cycles = [one for one in statuses(person, library, on) if book in one.books]
    if cycles:
        cycle = cycles[0]
        running = on in cycle.period
        return Plan(
            book=book,
            on=on,
            verdict=None,
            routes=(),
            grade=verdict.grade,
            cycle=cycle,
            pace=pace(cycle) if running else None,
        )
    return Plan(
        book=book,
        on=on,
        verdict=verdict,
        routes=routes(verdict, _begun(person)),
        grade=verdict.grade,
        cycle=None,
        pace=None,
    )


def prospect(person: Person, code: str, on: date, library: Library) -> Prospect:
    """The same plan, with what study for it is like and what the credential leads to.

    Raises:
        Refused: When no rulebook has the code.
    """
    one = plan(person, code, on, library)
    awards = (award for route in one.routes for award in route.awards)
    return Prospect(
        plan=one,
        usual=usual(awards),
        works=served_by(one.book),
        opened=opened_by(one.book, library),
    )


def _begun(person: Person) -> set[Level]:
    """The awards that somebody studies for."""
    over = ("completed", "withdrawn")
    return {one.level for one in person.education or () if one.status not in over}
