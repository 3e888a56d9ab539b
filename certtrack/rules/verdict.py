"""The verdict on an exam, as the core hands it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.rules.findings import Finding

Ruling = Literal["eligible", "eligible-early", "not-eligible", "cannot-tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """In which grade a credential would be awarded, and why.

    Args:
        code: The code of the lesser grade.
        awarded: The code that would be awarded, of the grade or of the credential in full;
            None when it is not known.
        words: The grade in words.
        finding: What lifts the grade, judged: met when it does not apply.
        then: What to do now that it is met, in words; nothing for whoever holds it in full.
    """

    code: str
    awarded: str | None
    words: str
    finding: Finding
    then: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a person may sit a credential's exam on a day, and why.

    Args:
        credential: The credential's code.
        label: What to call it: the code, after its body where another one uses the same.
        name: The credential's name in full.
        body: The code of its certifying body.
        on: The day asked about.
        ruling: The verdict.
        pathway: The id of the pathway that met it, or None.
        pathway_words: That pathway in words, or None.
        finding: The tree of reasons; the nearest pathway comes first.
        grade: The grade in which it would be awarded; None where it has none.
        recommendations: What is advised, with its outcome; it never decides.
        missing: Facts to find out, in words.
        next_steps: What to do, in words.
        not_before: First day allowed when only waiting is left; where more is lacking, the
            first day that the wait for a retest leaves open.
        notes: What the engine does not check, and warnings, in words.
        edition: The day from which the edition used is in force, or None.
        rulebook: A hash of the rules' content.
        answer_id: A hash of the facts, the rules and the day.
    """

    credential: str
    label: str
    name: str
    body: str
    on: date
    ruling: Ruling
    pathway: str | None
    pathway_words: str | None
    finding: Finding
    grade: Grading | None
    recommendations: tuple[Finding, ...]
    missing: tuple[str, ...]
    next_steps: tuple[str, ...]
    not_before: date | None
    notes: tuple[str, ...]
    edition: date | None
    rulebook: str
    answer_id: str

    @property
    def allowed(self) -> bool:
        """Whether the exam may be sat on the day, early or not."""
        return self.ruling in ("eligible", "eligible-early")
