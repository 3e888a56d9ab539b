"""The grade in which a credential would be awarded: a lesser one, until its conditions are met."""

from __future__ import annotations

from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Holding
from certtrack.rules.findings import Finding
from certtrack.rules.requirements.case import Case
from certtrack.rules.rule_file import Grade
from certtrack.rules.rulebook import Rulebook
from certtrack.rules.verdict import Grading


def graded(case: Case, book: Rulebook) -> Grading | None:
    """In which grade a person would be awarded a credential on the day asked about.

    Whoever holds it without the grade has proven what lifts it.

    Args:
        case: The facts and the day.
        book: The credential's rules.

    Returns:
        None where no rule for that day knows of a lesser grade.
    """
    grade = in_force(book.credential.grade, anchored(on=case.on))
    if grade is None:
        return None
    inside = case.by(book.cite(grade))
    in_full = _in_full(inside, grade, book)
    finding = in_full or inside.judge(grade.lifted_by)
    awarded = {"met": book.code, "not-met": grade.code, "unknown": None}
    return Grading(
        code=grade.code,
        awarded=awarded[finding.outcome],
        words=grade.words,
        finding=finding,
        then=grade.then if finding.outcome == "met" and not in_full else (),
    )


def held_grade(holding: Holding, book: Rulebook) -> Grade | None:
    """The grade in which a credential is held; None when it is held in full."""
    named = holding.code.casefold()
    return next((one for one in book.credential.grade if one.code.casefold() == named), None)


def _in_full(case: Case, grade: Grade, book: Rulebook) -> Finding | None:
    names = [name.casefold() for name in (book.code, *book.credential.aliases)]
    held = [
        one
        for one in case.person.credential or ()
        if one.passed_on <= case.on and one.code.casefold() in names
    ]
    if not held or any(held_grade(one, book) for one in held):
        return None
    return Finding(
        requirement=grade.lifted_by.in_words(),
        outcome="met",
        because=f"{book.code} is on record without the grade {grade.code}.",
        citation=case.citation,
    )
