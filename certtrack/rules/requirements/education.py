"""Education: a completed program of a level, a field and an accreditation.

Accreditation is tested on the day the award was conferred, because a program may gain
or lose it; for a student who has not finished it is tested on the day asked about.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import WORST_FIRST, Finding, Outcome, all_of, any_of
from certtrack.rules.requirements.accreditation import accreditation
from certtrack.rules.requirements.aspect import AWARDS, Aspect, named, same
from certtrack.rules.requirements.case import Case, Cited
from certtrack.rules.requirements.pending import WithinDays, pending
from certtrack.rules.shape import Level, Slug, StudyStatus, Text, shape
from certtrack.rules.studies import Education

LADDER: tuple[Level, ...] = (
    "high-school",
    "associate",
    "bachelor",
    "post-bachelor-certificate",
    "master",
    "doctorate",
)
"""Each level presupposes the ones before it; a certificate stands beside the ladder."""

STAGES: dict[StudyStatus, str] = {
    "completed": "completed",
    "coursework-completed": "course work completed",
    "final-term": "in the final term",
    "enrolled": "enrolled",
    "withdrawn": "withdrawn",
}


@shape
class EducationRequirement(Cited):
    """A program of study of a given level, field, stage and accreditation.

    In a rule file: ``{ kind = "education", level = "associate", accredited_by = "CAHIIM" }``
    """

    kind: Literal["education"]
    level: Annotated[Level | None, Field(description="The level asked for; absent: any.")] = None
    match: Annotated[
        Literal["exactly", "at-least"], Field(description="Whether a higher level will do.")
    ] = "exactly"
    field: Annotated[
        tuple[Slug, ...], Field(description="Fields of study that will do; absent: any.")
    ] = ()
    status: Annotated[
        tuple[StudyStatus, ...], Field(min_length=1, description="Stages of study that will do.")
    ] = ("completed",)
    accredited_by: Annotated[
        Text | None, Field(description="The accreditor that must have accredited the program.")
    ] = None
    look_up: Annotated[
        Text | None, Field(description="Where accreditation or approval can be looked up.")
    ] = None
    foreign_association: Annotated[
        bool, Field(description="Whether a foreign association must have approved the program.")
    ] = False
    associations: Annotated[
        tuple[Text, ...] | None,
        Field(description="The foreign associations that will do; absent: not known which."),
    ] = None
    within_days: WithinDays = None

    def judge(self, case: Case) -> Finding:
        """Met when one program on record has everything asked."""
        studies = case.person.education
        if studies is None:
            missing = "your education: for each program its level, field, status and dates"
            return self._open(case, "No education is on record.", missing)
        if not studies:
            return Finding(
                requirement=self.in_words(),
                outcome="not-met",
                because="The record says that there is no education.",
                citation=case.citation,
                step=f"Obtain: {self.in_words()}.",
            )
        judged = [(entry, self._aspects(entry, case)) for entry in studies]
        outcome = any_of([all_of([one.outcome for one in found]) for _, found in judged])
        if outcome == "not-met" and self._presupposed(studies):
            because = "Further education is on record, but not what it was entered with."
            return self._open(case, because, f"whether you hold {AWARDS[LADDER[0]]}")
        entry, aspects = max(judged, key=lambda pair: _merit(*pair))
        return Finding(
            requirement=self.in_words(),
            outcome=outcome,
            because=f"Looked at: {named(entry)}.",
            citation=case.citation,
            children=tuple(one.finding(case.citation) for one in aspects),
        )

    def _open(self, case: Case, because: str, missing: str) -> Finding:
        return Finding(
            requirement=self.in_words(),
            outcome="unknown",
            because=because,
            citation=case.citation,
            find_out=missing,
        )

    def in_words(self) -> str:
        """The requirement in words."""
        if self.words:
            return self.words
        what = AWARDS[self.level] if self.level else "a program"
        if self.level and self.match == "at-least" and self.level != LADDER[-1]:
            what += ", or higher,"
        if self.field:
            what += f" in {' or '.join(_spaced(name) for name in self.field)}"
        what = what.rstrip(",")
        if self.status != ("completed",):
            what += f" ({' or '.join(STAGES[one] for one in self.status)})"
        if self.within_days:
            what += f", to be completed within {self.within_days} days"
        if self.accredited_by:
            day = "on the day it was conferred" if "completed" in self.status else "at the time"
            what += f", from a program accredited by {self.accredited_by} {day}"
        if self.foreign_association:
            what += ", from a program approved by a foreign association with reciprocity"
        return what[0].upper() + what[1:]

    def _presupposed(self, studies: tuple[Education, ...]) -> bool:
        """Whether only the lowest rung is asked, and study beyond it is on record.

        Such study is entered from that rung, which the record may leave out.
        """
        return self.level == LADDER[0] and any(study.level != LADDER[0] for study in studies)

    def _aspects(self, entry: Education, case: Case) -> list[Aspect]:
        aspects = self._progress(entry, case.on)
        if self.level:
            aspects.insert(0, self._level(entry, self.level))
        if self.field:
            aspects.append(self._field(entry))
        if self.accredited_by:
            aspects.append(accreditation(entry, self.accredited_by, case.on, self.look_up))
        if self.foreign_association:
            aspects.append(self._approval(entry, case.body))
        return aspects

    def _progress(self, entry: Education, on: date) -> list[Aspect]:
        """The stage, and where it is asked whether what is not finished soon enough will be."""
        if self.within_days and entry.completed_on and entry.completed_on > on:
            return [pending(named(entry), entry.completed_on, self.within_days, on)]
        stage = self._stage(entry, on)
        if not self.within_days or entry.status == "completed" or stage.outcome != "met":
            return [stage]
        return [stage, pending(named(entry), entry.expected_on, self.within_days, on)]

    def _level(self, entry: Education, asked: Level) -> Aspect:
        words = f"Level: {AWARDS[asked]}" + (" or higher" if self.match == "at-least" else "")
        step = f"Obtain {AWARDS[asked]}."
        because = f"It leads to {AWARDS[entry.level]}."
        if entry.level == asked or (self.match == "at-least" and _above(entry.level, asked)):
            return Aspect(words, "met", because)
        return Aspect(words, "not-met", because, step=step)

    def _stage(self, entry: Education, on: date) -> Aspect:
        words = f"Stage: {' or '.join(STAGES[one] for one in self.status)}"
        done = entry.completed_on
        if entry.status == "completed" and done and done > on:
            because = f"It will be completed on {done}, after {on}."
            if self.status == ("completed",):
                return Aspect(words, "not-met", because, step=f"Complete it ({done}).")
            return Aspect(words, "unknown", because, find_out=f"how far the study had come on {on}")
        if entry.status not in ("completed", "withdrawn") and _overdue(entry, on):
            because = f"It was expected to be completed on {entry.expected_on}, before {on}."
            missing = f"whether {named(entry)} has been completed since, and on what day"
            return Aspect(words, "unknown", because, find_out=missing)
        because = f"It was completed on {done}." if done else f"It is {STAGES[entry.status]}."
        if entry.status in self.status:
            return Aspect(words, "met", because)
        return Aspect(words, "not-met", because, step=f"Complete {named(entry)}.")

    def _field(self, entry: Education) -> Aspect:
        words = f"Field: {' or '.join(_spaced(name) for name in self.field)}"
        if entry.field is None:
            missing = f"the field of study of {named(entry)}"
            return Aspect(words, "unknown", "The field of study is not on record.", missing)
        outcome: Outcome = "met" if entry.field in self.field else "not-met"
        because = f"The field of study is {_spaced(entry.field)}."
        return Aspect(words, outcome, because, step=f"Choose a program in {words[7:]}.")

    def _approval(self, entry: Education, body: str) -> Aspect:
        words = "Approved by a foreign association with reciprocity"
        name = entry.foreign_association
        if name is None:
            because = "No foreign association's approval is on record."
            step = "Have a program that such an association approved; this is for studies abroad."
            return Aspect(words, "not-met", because, step=step)
        if self.associations is None:
            missing = f"whether {body} has a reciprocity agreement with {name} (ask {body})"
            because = f"Approved by {name}; which associations have an agreement is not known."
            return Aspect(words, "unknown", because, find_out=missing)
        outcome: Outcome = "met" if any(same(name, one) for one in self.associations) else "not-met"
        return Aspect(words, outcome, f"Approved by {name}.")


def _merit(entry: Education, aspects: list[Aspect]) -> tuple[int, int, int]:
    """How near a program comes: its outcome, then how much it has, then its level."""
    outcome = all_of([one.outcome for one in aspects])
    met = sum(one.outcome == "met" for one in aspects)
    level = LADDER.index(entry.level) if entry.level in LADDER else 0
    return WORST_FIRST.index(outcome), met, level


def _above(level: Level, asked: Level) -> bool:
    return level in LADDER and asked in LADDER and LADDER.index(level) > LADDER.index(asked)


def _overdue(entry: Education, on: date) -> bool:
    return entry.expected_on is not None and entry.expected_on < on


def _spaced(slug: str) -> str:
    return slug.replace("-", " ")
