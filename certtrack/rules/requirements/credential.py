"""Credential: one of several credentials is held and in good standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Finding, Outcome
from certtrack.rules.requirements.case import GOOD_STANDING, Case, Cited
from certtrack.rules.shape import CredentialName, shape


@shape
class CredentialRequirement(Cited):
    """Any one of the named credentials, in good standing on the day asked about.

    In a rule file: ``{ kind = "credential", codes = ["RHIT", "RHIA"] }``
    """

    kind: Literal["credential"]
    codes: Annotated[
        tuple[CredentialName, ...], Field(min_length=1, description="Credentials that will do.")
    ]

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
        passed = self._passed(case)
        told = [f"{code} is {held} on {case.on}" for code, held in standings.items()]
        told += [f"the exam for {code} was passed, but it is not on record" for code in passed]
        outcome = _outcome(standings, passed)
        open_ = f"the standing of {' or '.join(standings or passed)} on {case.on}"
        return Finding(
            requirement=words,
            outcome=outcome,
            because=f"{'; '.join(told)}." if told else f"None of them is held on {case.on}.",
            citation=case.citation,
            find_out=open_ if outcome == "unknown" else None,
            step=None if outcome == "met" else step,
        )

    def _passed(self, case: Case) -> list[str]:
        """Those whose exam was passed, though no credential is on record."""
        passed = [one for one in case.person.exam or () if one.passed and one.taken_on <= case.on]
        return [
            code
            for code in self.codes
            if any(case.same(one.credential, code) for one in passed) and not case.standing(code)
        ]


def _outcome(standings: Mapping[str, str], passed: Sequence[str]) -> Outcome:
    if any(held in GOOD_STANDING for held in standings.values()):
        return "met"
    return "unknown" if "unknown" in standings.values() or (passed and not standings) else "not-met"
