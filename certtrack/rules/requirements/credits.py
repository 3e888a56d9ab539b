"""College credits as far as a record knows them: what is sure, and what there may be at most.

Enough is sure of the first sum, too little only of the second; between them it is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import get_args

from certtrack.rules.findings import Outcome
from certtrack.rules.requirements.aspect import named
from certtrack.rules.shape import CourseGrade
from certtrack.rules.studies import Course, Education

GRADES: tuple[CourseGrade, ...] = get_args(CourseGrade)
NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sum:
    """College credits as far as they are known.

    Args:
        sure: The least there can be.
        most: The most there can be; None when there is no telling.
        doubts: What to find out to know it exactly, in words.
    """

    sure: Decimal = NONE
    most: Decimal | None = NONE
    doubts: tuple[str, ...] = ()

    def __add__(self, other: Sum) -> Sum:
        most = None if self.most is None or other.most is None else self.most + other.most
        return Sum(self.sure + other.sure, most, (*self.doubts, *other.doubts))

    def reaches(self, asked: Decimal) -> Outcome:
        """Whether there are as many credits as are asked."""
        if self.sure >= asked:
            return "met"
        return "unknown" if self.most is None or self.most >= asked else "not-met"


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a course counts for something; where it is unknown, what to find out."""

    outcome: Outcome
    doubt: str | None = None


def passed(course: Course, least: CourseGrade | None = None) -> Fit:
    """Whether a course was passed, where asked at least with a grade: C is above C-.

    A pass without a letter tells only that it was passed.
    """
    if course.grade is None:
        return Fit("unknown", f"the grade of {course.title!r}")
    if course.grade == "F":
        return Fit("not-met")
    if least in (None, "pass"):
        return Fit("met")
    if course.grade == "pass":
        return Fit("unknown", f"whether {course.title!r} was passed at {least} or better")
    return Fit("met" if GRADES.index(course.grade) <= GRADES.index(least) else "not-met")


def total(courses: Iterable[Course], on: date, fits: Callable[[Course], Fit] = passed) -> Sum:
    """The credits of the courses completed up to a day that count.

    Args:
        courses: The courses.
        on: The day asked about.
        fits: Whether a course counts.
    """
    found = Sum()
    for course in courses:
        done = course.completed_on is not None and course.completed_on <= on
        fit = fits(course)
        if not done or fit.outcome == "not-met":
            continue
        if course.credits is None:
            found += Sum(NONE, None, (f"how many credits {course.title!r} gave",))
        elif fit.outcome == "met":
            found += Sum(course.credits, course.credits)
        else:
            found += Sum(NONE, course.credits, (fit.doubt or "",))
    return found


def all_credits(
    education: Sequence[Education] | None, courses: Sequence[Course] | None, on: date
) -> Sum:
    """College credits of programs and single courses up to a day, none of them twice.

    Courses inside a program are among its credits, which cannot be fewer than theirs. So
    are, at the least, those of which the record does not say whether they are inside; at
    the most they come on top. Where there is no program, no course is inside one.

    Args:
        education: The programs; None when they are not told.
        courses: The courses; None when they are not told.
        on: The day asked about.
    """
    programs = [one for one in education or () if one.level != "high-school"]
    told = courses or ()
    untold = Sum()
    if education is None:
        untold += Sum(NONE, None, ("your education: for each program its college credits",))
    if courses is None:
        untold += Sum(NONE, None, ("your single college courses: for each its credits",))
    if not programs:
        return total(told, on) + untold
    degrees = sum((_of_program(one, on) for one in programs), Sum())
    beside = total((one for one in told if one.part_of_program is False), on)
    inside = total((one for one in told if one.part_of_program), on)
    either = total((one for one in told if one.part_of_program is None), on)
    most = degrees + beside + Sum(NONE, either.most, (*_nested(told, on), *either.doubts)) + untold
    sure = max(degrees.sure, inside.sure + either.sure) + beside.sure
    return Sum(sure, most.most, most.doubts)


def _of_program(program: Education, on: date) -> Sum:
    if program.credits is None:
        return Sum(NONE, None, (f"the college credits of {named(program)}",))
    if program.completed_on and program.completed_on > on:
        doubt = f"the college credits of {named(program)} that were earned by {on}"
        return Sum(NONE, program.credits, (doubt,))
    return Sum(program.credits, program.credits)


def _nested(courses: Iterable[Course], on: date) -> list[str]:
    """Of which courses it matters whether they are inside a program."""
    return [
        f"whether {one.title!r} is part of a program on record"
        for one in courses
        if one.part_of_program is None and total((one,), on).most != NONE
    ]
