"""Retest wait: days that must pass after a failed attempt."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Finding, Said
from certtrack.rules.period import days_from
from certtrack.rules.requirements.case import GOOD_STANDING, Case, Cited, Ground, Judge
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

    def prepared(self, ground: Ground) -> Judge:
        """Met when the wait after the last failed attempt is over, or there was none."""
        asked = ground.asked(self.in_words())
        none = Finding(asked, "met", Said("No failed attempt is on record."))
        on, credential = ground.on, ground.credential

        def judge(case: Case) -> Finding:
            if not case.person.exam:
                return none
            attempts = [
                one
                for one in case.person.exam
                if one.taken_on <= on and case.same(one.credential, credential)
            ]
            failed = max([one.taken_on for one in attempts if not one.passed], default=None)
            passed = max([one.taken_on for one in attempts if one.passed], default=None)
            if failed is None:
                return Finding(asked, "met", lambda: _passed(passed)) if passed else none
            if (passed and passed >= failed) or case.standing(credential) in GOOD_STANDING:
                return Finding(asked, "met", lambda: _passed(passed))
            allowed = days_from(failed, self.days)
            over = on >= allowed
            return Finding(asked, "met" if over else "not-met", lambda: _waits(failed, allowed, on))

        return judge


def _passed(day: date | None) -> Said:
    return Said(f"It was passed on {day}." if day else "No failed attempt is open.")


def _waits(failed: date, allowed: date, on: date) -> Said:
    because = f"The last failed attempt was on {failed}; the next is allowed from {allowed}."
    if on >= allowed:
        return Said(because)
    return Said(because, step=f"Wait until {allowed}.", not_before=allowed)
