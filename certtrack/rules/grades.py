"""The grade in which a credential would be awarded: a lesser one, until its conditions are met."""

from __future__ import annotations

from dataclasses import dataclass

from certtrack.rules.editions import anchored, in_force
from certtrack.rules.facts import Holding
from certtrack.rules.findings import Finding, Said
from certtrack.rules.requirements.case import Case, Ground
from certtrack.rules.rule_file import Grade
from certtrack.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """In which grade a credential would be awarded, and why.

    Args:
        code: The code of the lesser grade.
        awarded: The code that would be awarded, of the grade or of the credential in full;
            None when it is not known.
        words: The grade in words.
        finding: What lifts the grade, judged: met when it does not apply.
        then: What to do now that it is met, in words; nothing for whoever holds it in full.
    """

    code: str
    awarded: str | None
    words: str
    finding: Finding
    then: tuple[str, ...]


def graded(case: Case, book: Rulebook, ground: Ground) -> Grading | None:
    """In which grade a person would be awarded a credential on the day asked about.

    Whoever holds it without the grade has proven what lifts it.

    Args:
        case: The facts.
        book: The credential's rules.
        ground: The day asked about, and what the rules stand on.

    Returns:
        None where no rule for that day knows of a lesser grade.
    """
    grade = in_force(book.credential.grade, anchored(on=ground.on))
    if grade is None:
        return None
    inside = ground.by(book.cite(grade))
    in_full = _in_full(case, grade, book, inside)
    finding = in_full or inside.prepare(grade.lifted_by)(case)
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


def _in_full(case: Case, grade: Grade, book: Rulebook, ground: Ground) -> Finding | None:
    names = [name.casefold() for name in (book.code, *book.credential.aliases)]
    held = [
        one
        for one in case.person.credential or ()
        if one.passed_on <= ground.on and one.code.casefold() in names
    ]
    if not held or any(held_grade(one, book) for one in held):
        return None
    because = f"{book.code} is on record without the grade {grade.code}."
    return Finding(ground.asked(grade.lifted_by.in_words()), "met", Said(because))
