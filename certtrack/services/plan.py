"""What is the shortest way to eligible, or to renewed?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from certtrack.programs import enrolling
from certtrack.programs.directory import Listed
from certtrack.programs.estimates import By, Known, estimate, ordered
from certtrack.programs.prospects import Enrolled, Prospect
from certtrack.rules.facts import Person
from certtrack.rules.planning import Plan, pace
from certtrack.rules.routes import Route, nearest_first, routes
from certtrack.rules.rulebook import Library
from certtrack.rules.shape import Level
from certtrack.rules.status import statuses
from certtrack.rules.studies import Education
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


def prospect(
    person: Person, code: str, on: date, library: Library, *, by: By = "steps"
) -> Prospect:
    """The same plan, with what study for it is like and what the credential leads to.

    Args:
        person: The facts.
        code: The credential's code.
        on: The day asked about.
        library: The rulebooks.
        by: What the routes are put in order by.

    Raises:
        Refused: When no rulebook has the code.
    """
    return _prospect(plan(person, code, on, library), library, by, None)


def prospect_with(
    person: Person, code: str, on: date, library: Library, listed: Listed, *, by: By = "steps"
) -> Prospect:
    """The same as if the person enrolled in a program on the day; nothing is written.

    Where the directory does not tell what award it gives, each route is told as it is if
    the program gives what that route asks for, which is then to be found out.

    Args:
        person: The facts.
        code: The credential's code.
        on: The day asked about.
        library: The rulebooks.
        listed: What the directory knows of the program.
        by: What the routes are put in order by.

    Raises:
        Refused: When no rulebook has the code.
    """
    program, before = listed.program, plan(person, code, on, library)
    if program.level:
        entry = enrolling.entry_of(program, program.level)
        after = plan(enrolling.enrolled(person, entry), code, on, library)
        begun = {program.level: entry}
    else:
        begun = {level: enrolling.entry_of(program, level) for level in _asked_for(before)}
        found = (_perhaps(route, person, before, library, listed) for route in before.routes)
        after = replace(before, routes=nearest_first(found))
    enrolled = Enrolled(
        listed=listed,
        find_out=tuple(enrolling.to_find_out(program, person)),
        cautions=tuple(enrolling.cautions(listed, on)),
        without=_prospect(before, library, by, None),
    )
    return replace(
        _prospect(after, library, by, (listed, frozenset(begun.values()))), enrolled=enrolled
    )


def _asked_for(one: Plan) -> set[Level]:
    return {level for route in one.routes for level in route.awards}


def _perhaps(route: Route, person: Person, before: Plan, library: Library, listed: Listed) -> Route:
    """A route as it is if the program gives the award that must be begun on it."""
    if not route.awards or route.pathway is None:
        return route
    level = route.awards[0]
    entry = enrolling.entry_of(listed.program, level)
    label, on = before.book.label, before.on
    told = plan(enrolling.enrolled(person, entry), label, on, library).routes
    same = next(one for one in told if one.words == route.words)
    begun_will_do = same.outcome == "met" and route.outcome != "met"
    serves = begun_will_do or any(one.study == entry for one in same.lacks)
    return enrolling.if_it_gives(same, listed.program, level) if serves else route


def _prospect(
    one: Plan, library: Library, by: By, enrolled: tuple[Listed, frozenset[Education]] | None
) -> Prospect:
    known = Known(usual(_asked_for(one)), enrolled)
    return Prospect(
        plan=one,
        by=by,
        estimates=ordered((estimate(route, one.on, known) for route in one.routes), by),
        usual=known.usual,
        works=served_by(one.book),
        opened=opened_by(one.book, library),
    )


def _begun(person: Person) -> set[Level]:
    """The awards that somebody studies for."""
    over = ("completed", "withdrawn")
    return {one.level for one in person.education or () if one.status not in over}
