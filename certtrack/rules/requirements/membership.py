"""Membership: the person is a member of a body."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Asked, Finding, Said
from certtrack.rules.requirements.case import Case, Cited, Ground
from certtrack.rules.shape import Text, shape


@shape
class MembershipRequirement(Cited):
    """Member of a body on the day asked about. AAPC: only members may sit its exams.

    In a rule file: ``{ kind = "membership", body = "AAPC" }``
    """

    kind: Literal["membership"]
    body: Annotated[Text, Field(description="The code of the body, as in memberships.")]

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or f"Member of {self.body}"

    def judge(self, _: Ground, asked: Asked, case: Case) -> Finding:
        """Met when it is among the memberships on record; unknown when there are none.

        A record has no word for being a member of nothing, so an empty list tells nothing.
        """
        memberships = case.person.memberships
        join = f"Join {self.body}."
        if not memberships:
            missing = f"whether you are a member of {self.body}"
            return Finding(asked, "unknown", Said("No membership is on record.", missing, join))
        member = case.person.is_member_of(self.body)
        told = f"Memberships on record: {', '.join(memberships)}."
        return Finding(
            asked, "met" if member else "not-met", Said(told, step=None if member else join)
        )
