"""Condition: what an activity must show to count at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import Field

from certtrack.rules.counting.where import Where
from certtrack.rules.editions import Dated
from certtrack.rules.facts import Activity
from certtrack.rules.findings import Outcome, all_of, any_of
from certtrack.rules.shape import CourseGrade, Credits, Slug, Text, shape

GRADES: tuple[str, ...] = get_args(CourseGrade)[:-1]
"""Letters, the best first."""

NOTHING = Decimal(0)


@shape
class Condition(Dated):
    """Of the activities it names, those count that carry enough credits and a good grade.

    PTCB: a college course counts with at least 3 credits and a grade of C or better.
    """

    kind: Literal["condition"]
    id: Slug
    words: Annotated[Text, Field(description="What it is asked of, for people.")]
    where: Where
    credits_at_least: Annotated[
        Annotated[Credits, Field(gt=0)] | None, Field(description="College credits asked for.")
    ] = None
    grade_at_least: Annotated[
        CourseGrade | None, Field(description="The lowest grade that will do.")
    ] = None
    unmarked: Annotated[
        Text, Field(description="What to find out about an activity that does not tell.")
    ]

    def in_words(self) -> str:
        """The rule in words."""
        return f"{self.words[0].upper()}{self.words[1:]} count only with {self._asked()}."

    def holds(self, activity: Activity) -> Outcome:
        """Whether an activity fails it, so that nothing of it counts."""
        return all_of([self.where.holds(activity), any_of(self._failures(activity))])

    def _failures(self, activity: Activity) -> list[Outcome]:
        failed: list[Outcome] = []
        if self.credits_at_least is not None:
            short = activity.credits is not None and activity.credits < self.credits_at_least
            failed.append("unknown" if activity.credits is None else _either(short))
        if self.grade_at_least is not None:
            failed.append(self._failed(activity.grade, self.grade_at_least))
        return failed

    @staticmethod
    def _failed(grade: CourseGrade | None, least: CourseGrade) -> Outcome:
        if grade is None or (grade == "pass" and least != "pass"):
            return "unknown"
        if least == "pass":
            return _either(grade == "F")
        return _either(GRADES.index(grade) > GRADES.index(least))

    def most(self, required: Decimal) -> Decimal:  # noqa: ARG002 - shares depend on it
        """CEUs that may come from what fails it: none."""
        return NOTHING

    def limits(self, activity: Activity, *, doubtful: bool = False) -> object | None:
        """The limit that an activity falls under which fails it, or may when that is asked."""
        outcome = self.holds(activity)
        return self.id if outcome == "met" or (doubtful and outcome == "unknown") else None

    def year_of(self, activity: Activity) -> int | None:  # noqa: ARG002 - maximums depend on it
        """It holds for the whole cycle."""
        return None

    def lost(self) -> str:
        """Why an activity that fails it does not count."""
        return f"In {self.words}: only with {self._asked()}"

    def _asked(self) -> str:
        asked = []
        if self.credits_at_least is not None:
            asked.append(f"at least {self.credits_at_least:f} credits")
        if self.grade_at_least is not None:
            asked.append(f"a grade of {self.grade_at_least} or better")
        return " and ".join(asked)


def _either(yes: bool) -> Outcome:  # noqa: FBT001 - a truth value is what it turns into
    return "met" if yes else "not-met"
