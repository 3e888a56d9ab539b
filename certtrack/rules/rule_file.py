"""The typed shape of a rule file: of a certifying body's, and of a credential's."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.editions import Dated
from certtrack.rules.exam_window import ExamWindowRule
from certtrack.rules.findings import Source
from certtrack.rules.recertification import Recertification
from certtrack.rules.requirements.groups import Requirement
from certtrack.rules.shape import (
    Certainty,
    CivilDate,
    Code,
    CredentialName,
    Prose,
    SchemaVersion,
    Slug,
    Text,
    shape,
)

Sources = Annotated[
    dict[Slug, Source], Field(description="The documents the rules stand on, by a key of yours.")
]


ExamWindows = Annotated[
    tuple[ExamWindowRule, ...],
    Field(description="Editions of how long an exam may be taken once approved."),
]


@shape
class Pathway:
    """One of the alternative ways to be eligible."""

    id: Slug
    words: Text
    gives: Annotated[
        Literal["eligible", "eligible-early"],
        Field(description="eligible-early: may sit now, is credentialed once verified."),
    ] = "eligible"
    source: Slug
    certainty: Certainty
    requires: tuple[Requirement, ...]
    then: Annotated[
        tuple[Prose, ...], Field(description="What to do once this pathway is met.")
    ] = ()


@shape
class SeeAlso:
    """A person with these facts is better served by another credential."""

    credential: CredentialName
    because: Text
    when: Requirement


@shape
class EligibilityEdition(Dated):
    """The pathways in force from a day on."""

    pathway: Annotated[tuple[Pathway, ...], Field(min_length=1)]
    see_also: tuple[SeeAlso, ...] = ()


@shape
class Always(Dated):
    """A requirement asked whatever the pathway."""

    id: Slug
    requires: Requirement


@shape
class Grade(Dated):
    """A lesser grade in which a credential is awarded until something is proven.

    AAPC awards CPC-A, apprentice, to whoever passes without two years of coding work or
    what it takes for them. The grade's code names the credential in records, rules and
    commands as an alias does, and a holding keeps it.
    """

    code: Annotated[Code, Field(description="What the credential is called in this grade.")]
    words: Text
    lifted_by: Annotated[Requirement, Field(description="What makes it the credential in full.")]
    then: Annotated[
        tuple[Prose, ...], Field(description="What to do once that is met, to have it lifted.")
    ] = ()


@shape
class Reading:
    """One way in which an official page can be read."""

    says: Prose
    source: Slug


@shape
class Conflict:
    """Sources that disagree: every reading, the one taken, and whether it matters."""

    about: Text
    touches: Annotated[
        Literal["eligibility", "recertification"], Field(description="Which answers it may change.")
    ]
    reading: Annotated[tuple[Reading, ...], Field(min_length=2)]
    taken: Prose
    matters: Prose

    def readings(self) -> str:
        """What each source says, in a row."""
        return "; or: ".join(one.says.rstrip(".") for one in self.reading)


@shape
class CertifyingBody:
    """What all credentials of a body share: the file body.toml."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")]
    code: Code
    slug: Slug
    name: Text
    url: Text | None = None
    review_by: Annotated[CivilDate, Field(description="Past this day answers warn of stale rules.")]
    sources: Sources
    recertification: Recertification = Recertification()
    always: tuple[Always, ...] = ()
    exam_window: ExamWindows = ()
    not_checked: Annotated[
        tuple[Prose, ...], Field(description="What the engine cannot judge; shown under answers.")
    ] = ()
    conflict: tuple[Conflict, ...] = ()


@shape
class Credential:
    """What is particular to one credential: a file of its own."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")]
    code: Code
    name: Text
    body: Annotated[
        Slug | None, Field(description="The body's slug; absent: the body of the same folder.")
    ] = None
    aliases: tuple[Code, ...] = ()
    replaces: Annotated[
        tuple[CredentialName, ...],
        Field(description="Credentials no longer maintained once this is held."),
    ] = ()
    review_by: CivilDate
    sources: Sources = field(default_factory=dict)
    eligibility: tuple[EligibilityEdition, ...] = ()
    not_covered: Annotated[
        Prose | None, Field(description="Why there are no eligibility rules yet.")
    ] = None
    grade: Annotated[
        tuple[Grade, ...], Field(description="Editions of the lesser grade it has, if it has one.")
    ] = ()
    always: tuple[Always, ...] = ()
    exam_window: ExamWindows = ()
    recertification: Recertification = Recertification()
    not_checked: tuple[Prose, ...] = ()
    conflict: tuple[Conflict, ...] = ()

    def with_grades(self) -> Credential:
        """The same, with the codes of its grades among its aliases."""
        codes = dict.fromkeys(grade.code for grade in self.grade)
        return replace(self, aliases=(*self.aliases, *codes))

    @property
    def names(self) -> tuple[str, ...]:
        """What its body calls it: its code and its aliases."""
        return (self.code, *self.aliases)
