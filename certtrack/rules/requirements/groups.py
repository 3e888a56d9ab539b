"""Groups: all of, any of, at least some of; what is recommended; what cannot be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Discriminator, Field

from certtrack.rules.findings import Asked, Finding, Said, all_of, any_of, at_least
from certtrack.rules.requirements.case import Case, Cited, Ground, Judge
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

    def prepared(self, ground: Ground) -> Judge:
        """Met when each part is; not met beats unknown."""
        return _together(self, ground, None)


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

    def prepared(self, ground: Ground) -> Judge:
        """Met when one part is; unknown beats not met."""
        return _together(self, ground, 1)


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

    def prepared(self, ground: Ground) -> Judge:
        """Met when enough parts are, whatever becomes of the unknown ones."""
        return _together(self, ground, self.needed)


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

    def prepared(self, ground: Ground) -> Judge:
        """Shown beside the verdict; with a doubt, unknown unless one part is met."""
        parts = [ground.prepare(part) for part in self.of]
        asked = Asked(self.in_words(), ground.citation, recommended=True, decides=False)

        def advice(case: Case) -> Finding:
            found = tuple([part(case) for part in parts])
            outcome = any_of([one.outcome for one in found])
            return Finding(asked, outcome, lambda: _tally(found), found)

        return advice if self.doubt is None else _doubted(advice, ground, self.doubt)


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

    def prepared(self, ground: Ground) -> Judge:
        """Always unknown: it says what to find out."""
        said = Said("This cannot be judged from a record.", self.ask)
        finding = Finding(ground.asked(self.words), "unknown", said)
        return lambda _: finding


def _together(group: AllOf | AnyOf | AtLeast, ground: Ground, needed: int | None) -> Judge:
    """A group made ready: met when so many of its deciding parts are, or all of them for None."""
    parts = [ground.prepare(part) for part in group.of]
    asked = Asked(group.in_words(), ground.citation, needs=needed)

    def judge(case: Case) -> Finding:
        found = tuple([part(case) for part in parts])
        deciding = [one.outcome for one in found if one.asked.decides]
        outcome = all_of(deciding) if needed is None else at_least(needed, deciding)
        return Finding(asked, outcome, lambda: _tally(found), found)

    return judge


def _doubted(advice: Judge, ground: Ground, doubt: str) -> Judge:
    """Advice that may be required after all: unknown for whoever does not follow it."""
    asked = ground.asked("Recommended at least, perhaps required")
    no_matter = Said("Met, so the doubt does not matter here.")
    open_ = Said(doubt, find_out=f"whether this is required ({ground.body} can tell)")

    def judge(case: Case) -> Finding:
        found = advice(case)
        if found.outcome == "met":
            return Finding(asked, "met", no_matter, (found,))
        return Finding(asked, "unknown", open_, (found,))

    return judge


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


def _tally(parts: tuple[Finding, ...]) -> Said:
    deciding = [part for part in parts if part.decides] or list(parts)
    met = sum(part.outcome == "met" for part in deciding)
    unknown = sum(part.outcome == "unknown" for part in deciding)
    return Said(f"{met} of {len(deciding)} met" + (f", {unknown} unknown." if unknown else "."))
