"""Coursework: college credits in all, or in courses on a subject that were passed well enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Asked, Finding, Said
from certtrack.rules.requirements.case import Case, Cited, Ground
from certtrack.rules.requirements.credits import NONE, Fit, Sum, all_credits, passed, total
from certtrack.rules.shape import CourseGrade, Credits, Slug, shape
from certtrack.rules.studies import Course

MOST_DOUBTS = 3
"""Things to find out that are listed; more are only counted."""


@shape
class CollegeCreditsRequirement(Cited):
    """So many college credits, of programs and single courses together.

    NCRA's routes A2 and B take 60 credits in the place of a degree. The credits of a course
    that is part of a program on record are among that program's and are not counted again.

    In a rule file: ``{ kind = "college-credits", credits = 60 }``
    """

    kind: Literal["college-credits"]
    credits: Annotated[Credits, Field(gt=0, description="College credits asked for.")]

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or f"{self.credits:f} college credits"

    def judge(self, ground: Ground, asked: Asked, case: Case) -> Finding:
        """Met when the credits earned up to the day asked about surely suffice."""
        found = all_credits(case.person.education, case.person.course, ground.on)
        return _judged(self, ground, asked, found, "college credits")


@shape
class CourseworkRequirement(Cited):
    """So many credits in courses on a subject, inside a program or besides it.

    NCRA's route B: two semesters, 6 credits, of human anatomy and physiology at C or better.

    In a rule file: ``{ kind = "coursework", subject = ["statistics"], credits = 3 }``
    """

    kind: Literal["coursework"]
    subject: Annotated[tuple[Slug, ...], Field(min_length=1, description="Subjects that will do.")]
    perhaps: Annotated[
        tuple[Slug, ...],
        Field(description="Subjects that may be of the kind asked; no source says."),
    ] = ()
    credits: Annotated[Credits, Field(gt=0, description="College credits asked for.")]
    grade_at_least: Annotated[
        CourseGrade | None, Field(description="The lowest grade that will do; absent: any pass.")
    ] = None

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or f"{self.credits:f} {self._what()}"

    def judge(self, ground: Ground, asked: Asked, case: Case) -> Finding:
        """Met when the courses completed up to the day asked about surely suffice."""
        missing = f"your college courses in {_listed(self.subject)}: the credits, grade and day"
        courses = case.person.course
        open_ = Sum(NONE, None, (missing,))
        found = open_ if courses is None else total(courses, ground.on, self._fits)
        return _judged(self, ground, asked, found, self._what())

    def _what(self) -> str:
        grade = f" at {self.grade_at_least} or better" if self.grade_at_least else ""
        return f"college credits in {_listed(self.subject)}{grade}"

    def _fits(self, course: Course) -> Fit:
        """Whether a course is on the subject and was passed well enough."""
        grade = passed(course, self.grade_at_least)
        if grade.outcome == "not-met" or course.subject in self.subject:
            return grade
        if course.subject is None:
            return Fit("unknown", f"the subject of {course.title!r}")
        if course.subject in self.perhaps:
            return Fit("unknown", f"whether {course.title!r} will do as {_listed(self.subject)}")
        return Fit("not-met")


def _judged(
    rule: CollegeCreditsRequirement | CourseworkRequirement,
    ground: Ground,
    asked: Asked,
    found: Sum,
    what: str,
) -> Finding:
    """What is on record against what is asked; unknown where the record leaves it open."""
    outcome = found.reaches(rule.credits)

    def said() -> Said:
        perhaps = ", perhaps more" if outcome == "unknown" else ""
        return Said(
            f"{found.sure:f} of {rule.credits:f} {what} on record, up to {ground.on}{perhaps}.",
            find_out=_some(found.doubts) if outcome == "unknown" else None,
            step=None if outcome == "met" else f"Earn {rule.credits - found.sure:f} more {what}.",
        )

    return Finding(asked, outcome, said)


def _some(doubts: Sequence[str]) -> str:
    """What to find out, in one sentence of bearable length."""
    left = len(doubts) - MOST_DOUBTS
    more = [f"{left} more of this kind"] if left > 0 else []
    return "; ".join([*doubts[:MOST_DOUBTS], *more])


def _listed(subjects: Sequence[str]) -> str:
    return " or ".join(subject.replace("-", " ") for subject in subjects)
