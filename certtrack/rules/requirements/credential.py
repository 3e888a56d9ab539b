"""Credential: one of several credentials is held and in good standing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Asked, Finding, Outcome, Said
from certtrack.rules.requirements.case import GOOD_STANDING, Case, Cited, Ground
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

    def judge(self, ground: Ground, asked: Asked, case: Case) -> Finding:
        """Met when one of them is held and active, complete or in its grace period."""
        if case.person.credential is None:
            return Finding(asked, "unknown", self._untold)
        standings = {code: held for code in self.codes if (held := case.standing(code))}
        passed = self._passed(case, ground.on)
        outcome = _outcome(standings, passed)
        return Finding(asked, outcome, lambda: self._said(standings, passed, outcome, ground.on))

    def _untold(self) -> Said:
        codes = " or ".join(self.codes)
        return Said("No credential is on record.", f"whether you hold {codes}", f"Earn {codes}.")

    def _said(
        self, standings: Mapping[str, str], passed: Sequence[str], outcome: Outcome, on: date
    ) -> Said:
        told = [f"{code} is {held} on {on}" for code, held in standings.items()]
        told += [f"the exam for {code} was passed, but it is not on record" for code in passed]
        open_ = f"the standing of {' or '.join(standings or passed)} on {on}"
        return Said(
            f"{'; '.join(told)}." if told else f"None of them is held on {on}.",
            find_out=open_ if outcome == "unknown" else None,
            step=None if outcome == "met" else f"Earn {' or '.join(self.codes)}.",
        )

    def _passed(self, case: Case, on: date) -> list[str]:
        """Those whose exam was passed, though no credential is on record."""
        passed = [one for one in case.person.exam or () if one.passed and one.taken_on <= on]
        if not passed:
            return []
        return [
            code
            for code in self.codes
            if any(case.same(one.credential, code) for one in passed) and not case.standing(code)
        ]


def _outcome(standings: Mapping[str, str], passed: Sequence[str]) -> Outcome:
    if any(held in GOOD_STANDING for held in standings.values()):
        return "met"
    return "unknown" if "unknown" in standings.values() or (passed and not standings) else "not-met"
