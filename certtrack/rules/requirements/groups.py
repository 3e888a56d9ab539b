"""Groups: all of, any of, at least some of; what is recommended; what cannot be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Discriminator, Field

from certtrack.rules.findings import Finding, all_of, any_of, at_least
from certtrack.rules.requirements.case import Case, Cited
from certtrack.rules.requirements.coursework import (
    CollegeCreditsRequirement,
    CourseworkRequirement,
)
from certtrack.rules.requirements.credential import CredentialRequirement
from certtrack.rules.requirements.education import EducationRequirement
from certtrack.rules.requirements.experience import ExperienceRequirement
from certtrack.rules.requirements.membership import MembershipRequirement
from certtrack.rules.requirements.retest import RetestWaitRequirement
from certtrack.rules.requirements.training import TrainingRequirement
from certtrack.rules.shape import Prose, Whole, shape

if TYPE_CHECKING:
    Parts = tuple["Requirement", ...]
else:
    Parts = Annotated[tuple["Requirement", ...], Field(min_length=1)]


@shape
class AllOf(Cited):
    """Every one of its parts.

    In a rule file: ``{ kind = "all-of", of = [ … ] }``
    """

    kind: Literal["all-of"]
    of: Parts

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or "All of these"

    def judge(self, case: Case) -> Finding:
        """Met when each part is; not met beats unknown."""
        return _together(self, case, None)


@shape
class AnyOf(Cited):
    """Any one of its parts.

    In a rule file: ``{ kind = "any-of", of = [ … ] }``
    """

    kind: Literal["any-of"]
    of: Parts

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or "Any one of these"

    def judge(self, case: Case) -> Finding:
        """Met when one part is; unknown beats not met."""
        return _together(self, case, 1)


@shape
class AtLeast(Cited):
    """At least so many of its parts.

    In a rule file: ``{ kind = "at-least", needed = 2, of = [ … ] }``
    """

    kind: Literal["at-least"]
    needed: Annotated[Whole, Field(gt=0, description="How many of the parts must be met.")]
    of: Parts

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or f"At least {self.needed} of these"

    def judge(self, case: Case) -> Finding:
        """Met when enough parts are, whatever becomes of the unknown ones."""
        return _together(self, case, self.needed)


@shape
class Recommended(Cited):
    """Advised, not required: any one of its parts. It never makes anyone ineligible.

    Where the sources leave open whether it is only advised, `doubt` says so; then
    someone who has none of the parts cannot be told.

    In a rule file: ``{ kind = "recommended", of = [ … ] }``
    """

    kind: Literal["recommended"]
    of: Parts
    doubt: Annotated[
        Prose | None, Field(description="Why it may be required after all, in a sentence.")
    ] = None

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words or "Recommended, any one of these"

    def judge(self, case: Case) -> Finding:
        """Shown beside the verdict; with a doubt, unknown unless one part is met."""
        parts = tuple(case.judge(part) for part in self.of)
        advice = Finding(
            requirement=self.in_words(),
            outcome=any_of([part.outcome for part in parts]),
            because=_tally(parts),
            citation=case.citation,
            children=parts,
            recommended=True,
            decides=False,
        )
        if self.doubt is None:
            return advice
        met = advice.outcome == "met"
        return Finding(
            requirement="Recommended at least, perhaps required",
            outcome="met" if met else "unknown",
            because="Met, so the doubt does not matter here." if met else self.doubt,
            citation=case.citation,
            children=(advice,),
            find_out=None if met else f"whether this is required ({case.body} can tell)",
        )


@shape
class NotChecked(Cited):
    """A condition that only the person or the body can judge.

    In a rule file: ``{ kind = "not-checked", words = "…", ask = "…" }``
    """

    kind: Literal["not-checked"]
    words: Prose
    ask: Annotated[Prose, Field(description="What to find out, and from whom.")]

    def in_words(self) -> str:
        """The requirement in words."""
        return self.words

    def judge(self, case: Case) -> Finding:
        """Always unknown: it says what to find out."""
        return Finding(
            requirement=self.words,
            outcome="unknown",
            because="This cannot be judged from a record.",
            citation=case.citation,
            find_out=self.ask,
        )


def _together(group: AllOf | AnyOf | AtLeast, case: Case, needed: int | None) -> Finding:
    """A group judged: met when so many of its deciding parts are, or all of them for None."""
    parts = tuple(case.judge(part) for part in group.of)
    deciding = [part.outcome for part in parts if part.decides]
    return Finding(
        requirement=group.in_words(),
        outcome=all_of(deciding) if needed is None else at_least(needed, deciding),
        because=_tally(parts),
        citation=case.citation,
        children=parts,
        needs=needed,
    )


Requirement = Annotated[
    EducationRequirement
    | CollegeCreditsRequirement
    | CourseworkRequirement
    | TrainingRequirement
    | ExperienceRequirement
    | CredentialRequirement
    | MembershipRequirement
    | RetestWaitRequirement
    | AllOf
    | AnyOf
    | AtLeast
    | Recommended
    | NotChecked,
    Discriminator("kind"),
]
"""Every kind of requirement; a new kind is one file and one line here."""


def _tally(parts: tuple[Finding, ...]) -> str:
    deciding = [part for part in parts if part.decides] or list(parts)
    met = sum(part.outcome == "met" for part in deciding)
    unknown = sum(part.outcome == "unknown" for part in deciding)
    return f"{met} of {len(deciding)} met" + (f", {unknown} unknown." if unknown else ".")
