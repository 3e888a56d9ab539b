"""Credential: one of several credentials is held and in good standing."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Finding
from certtrack.rules.requirements.case import Case, Cited
from certtrack.rules.shape import Code, shape

GOOD_STANDING = ("active", "complete", "grace")


@shape
class CredentialRequirement(Cited):
    """Any one of the named credentials, in good standing on the day asked about.

    In a rule file: ``{ kind = "credential", codes = ["RHIT", "RHIA"] }``
    """

    kind: Literal["credential"]
    codes: Annotated[tuple[Code, ...], Field(min_length=1, description="Credentials that will do.")]

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or f"Holds {' or '.join(self.codes)} in good standing"

    def judge(self, case: Case) -> Finding:
        """Met when one of them is held and active, complete or in its grace period."""
        words = self.in_words()
        step = f"Earn {' or '.join(self.codes)}."
        if case.person.credential is None:
            return Finding(
                requirement=words,
                outcome="unknown",
                because="No credential is on record.",
                citation=case.citation,
                find_out=f"whether you hold {' or '.join(self.codes)}",
                step=step,
            )
        standings = {code: held for code in self.codes if (held := case.standing(code))}
        good = [code for code, held in standings.items() if held in GOOD_STANDING]
        told = [f"{code} is {held} on {case.on}" for code, held in standings.items()]
        return Finding(
            requirement=words,
            outcome="met" if good else "not-met",
            because=f"{'; '.join(told)}." if told else f"None of them is held on {case.on}.",
            citation=case.citation,
            step=None if good else step,
        )
