"""Retest wait: days that must pass after a failed attempt."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Finding
from certtrack.rules.period import days_from
from certtrack.rules.requirements.case import Case, Cited
from certtrack.rules.shape import Whole, shape


@shape
class RetestWaitRequirement(Cited):
    """No failed attempt at the same exam in the last days.

    In a rule file: ``{ kind = "retest-wait", days = 90 }``
    """

    kind: Literal["retest-wait"]
    days: Annotated[
        Whole,
        Field(gt=0, description="Days from a failed attempt to the first day of the next one."),
    ]

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or f"{self.days} days since the last failed attempt"

    def judge(self, case: Case) -> Finding:
        """Met when the wait after the last failed attempt is over, or there was none."""
        words = self.in_words()
        attempts = [
            one
            for one in case.person.exam or ()
            if one.taken_on <= case.on and case.same(one.credential, case.credential)
        ]
        failed = [one.taken_on for one in attempts if not one.passed]
        passed = [one.taken_on for one in attempts if one.passed]
        if not failed or max(passed, default=date.min) >= max(failed) or case.holds():
            told = f"It was passed on {max(passed)}." if passed else "No failed attempt is open."
            return Finding(
                requirement=words,
                outcome="met",
                because=told if failed or passed else "No failed attempt is on record.",
                citation=case.citation,
            )
        allowed = days_from(max(failed), self.days)
        over = case.on >= allowed
        return Finding(
            requirement=words,
            outcome="met" if over else "not-met",
            because=f"The last failed attempt was on {max(failed)}; "
            f"the next is allowed from {allowed}.",
            citation=case.citation,
            step=None if over else f"Wait until {allowed}.",
            not_before=None if over else allowed,
        )
