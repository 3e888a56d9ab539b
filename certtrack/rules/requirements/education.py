"""Education: a completed program of a level, a field and an accreditation.

Accreditation is tested on the day the award was conferred, because a program may gain
or lose it; for a student who has not finished it is tested on the day asked about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import WORST_FIRST, Asked, Finding, Said, worst_of
from certtrack.rules.requirements.accreditation import accreditation
from certtrack.rules.requirements.aspect import AWARDS, LADDER, STAGES, Aspect, named, spaced
from certtrack.rules.requirements.case import Case, Cited, Ground, Judge
from certtrack.rules.requirements.pending import WithinDays
from certtrack.rules.requirements.program import (
    approval,
    field_of_study,
    level,
    soon_enough,
    stage,
)
from certtrack.rules.shape import Level, Slug, StudyStatus, Text, shape
from certtrack.rules.studies import Education

UNTOLD = Said(
    "No education is on record.",
    find_out="your education: for each program its level, field, status and dates",
    untold=True,
)
PRESUPPOSED = Said(
    "Further education is on record, but not what it was entered with.",
    find_out=f"whether you hold {AWARDS[LADDER[0]]}",
)


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

    def prepared(self, ground: Ground) -> Judge:
        """Met when one program on record has everything asked."""
        aspects = self._aspects(ground)
        early = self.status != ("completed",)
        asked = ground.asked(self.in_words(), self.level, early=early)
        lowest = self.level == LADDER[0]
        none = Said(
            "The record says that there is no education.", step=f"Obtain: {self.in_words()}."
        )

        def judge(case: Case) -> Finding:
            studies = case.person.education
            if studies is None:
                return Finding(asked, "unknown", UNTOLD)
            if not studies:
                return Finding(asked, "not-met", none)
            nearest = _looked_at(asked, studies[0], aspects)
            if len(studies) > 1:
                others = ((_looked_at(asked, one, aspects), one) for one in studies[1:])
                nearest, _ = max([(nearest, studies[0]), *others], key=_merit)
            if lowest and nearest.outcome == "not-met" and _goes_beyond(studies):
                return Finding(asked, "unknown", PRESUPPOSED)
            return nearest

        return judge

    def in_words(self) -> str:
        """The requirement in words."""
        if self.words:
            return self.words
        what = AWARDS[self.level] if self.level else "a program"
        if self.level and self.match == "at-least" and self.level != LADDER[-1]:
            what += ", or higher,"
        if self.field:
            what += f" in {' or '.join(spaced(name) for name in self.field)}"
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

    def _aspects(self, ground: Ground) -> list[Aspect]:
        aspects = []
        if self.level:
            aspects.append(level(ground, self.level, or_higher=self.match == "at-least"))
        aspects.append(stage(ground, self.status, self.within_days))
        if self.within_days:
            aspects.append(soon_enough(ground, self.status, self.within_days))
        if self.field:
            aspects.append(field_of_study(ground, self.field))
        if self.accredited_by:
            aspects.append(accreditation(ground, self.accredited_by, self.look_up))
        if self.foreign_association:
            aspects.append(approval(ground, self.associations))
        return aspects


def _looked_at(asked: Asked, entry: Education, aspects: Sequence[Aspect]) -> Finding:
    parts = tuple([found for aspect in aspects if (found := aspect(entry))])
    return Finding(asked, worst_of(parts), lambda: Said(f"Looked at: {named(entry)}."), parts)


def _goes_beyond(studies: Sequence[Education]) -> bool:
    """Whether study beyond the lowest rung is on record.

    Such study is entered from that rung, which the record may leave out.
    """
    return any(study.level != LADDER[0] for study in studies)


def _merit(looked_at: tuple[Finding, Education]) -> tuple[int, int, int]:
    """How near a program comes: its outcome, then how much it has, then its level."""
    finding, entry = looked_at
    height = LADDER.index(entry.level) if entry.level in LADDER else 0
    return WORST_FIRST.index(finding.outcome), finding.leaves_met, height
