"""May this person sit the exam? Pathways judged, the nearest first, with every reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from certtrack.rules.exam import Exam, exam_of, nearness, tally
from certtrack.rules.facts import Person
from certtrack.rules.findings import Finding, any_of, worst_of
from certtrack.rules.requirements.case import Case
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.verdict import Verdict

StandingOf = Callable[[str], str | None]
Same = Callable[[str, str], bool]


def judge(person: Person, book: Rulebook, on: date, standing: StandingOf, same: Same) -> Verdict:
    """Whether a person may sit a credential's exam on a day.

    Args:
        person: The facts.
        book: The credential's rules.
        on: The day asked about; the edition in force on it is used.
        standing: The standing on that day of a holding by its name; None when not held.
        same: Whether two names mean one credential.
    """
    exam, case = exam_of(book, on), Case(person, standing, same)
    ways = [road.taken(case) for road in exam.ways]
    ways.sort(key=nearness, reverse=True)
    pathways = _pathways(exam, tuple([finding for _, finding in ways]))
    parts = (pathways, *[rule(case) for rule in exam.common])
    finding = Finding(exam.whole, worst_of(parts), exam.said, parts)
    return Verdict(exam, case, finding, ways)


def _pathways(exam: Exam, ways: tuple[Finding, ...]) -> Finding:
    """One pathway is enough; where none is known, it cannot be told."""
    if not ways:
        return exam.no_rule
    outcome = any_of([way.outcome for way in ways])
    return Finding(exam.any_way, outcome, lambda: tally(ways), ways)
