"""Aspects: the single things asked of a program of study, each judged by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from certtrack.rules.findings import Citation, Finding, Outcome
from certtrack.rules.shape import Level
from certtrack.rules.studies import Education

AWARDS: dict[Level, str] = {
    "high-school": "a high school diploma or its equivalent",
    "certificate": "a certificate",
    "associate": "an associate's degree",
    "bachelor": "a bachelor's degree",
    "post-bachelor-certificate": "a post-bachelor's certificate",
    "master": "a master's degree",
    "doctorate": "a doctorate",
}


@dataclass(frozen=True, slots=True)
class Aspect:
    """One thing asked of a program, and whether it has it."""

    words: str
    outcome: Outcome
    because: str
    find_out: str | None = None
    step: str | None = None
    not_before: date | None = None

    def finding(self, citation: Citation) -> Finding:
        """The same as a part of the requirement's finding."""
        return Finding(
            requirement=self.words,
            outcome=self.outcome,
            because=self.because,
            citation=citation,
            find_out=self.find_out,
            step=self.step,
            not_before=self.not_before,
        )


def named(entry: Education) -> str:
    """What to call a program on record, in words."""
    parts = [entry.program or AWARDS[entry.level].capitalize(), entry.school]
    return " at ".join(part for part in parts if part)


def same(one: str, other: str) -> bool:
    """Whether two names are the same, in either case."""
    return one.casefold() == other.casefold()
