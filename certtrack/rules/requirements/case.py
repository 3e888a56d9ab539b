"""What a requirement is judged on: one person, one day, the rules that speak of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Protocol

from pydantic import Field

from certtrack.rules.facts import Person
from certtrack.rules.findings import Citation, Finding, Source
from certtrack.rules.shape import Certainty, Prose, Slug, shape

GOOD_STANDING = ("active", "complete", "grace")
"""Standings in which a credential may be used."""


@shape
class Cited:
    """A requirement may name its own source; without one it stands on its pathway's."""

    source: Annotated[Slug | None, Field(description="A key of the file's sources.")] = None
    certainty: Certainty | None = None
    words: Annotated[
        Prose | None, Field(description="The requirement in words, instead of the usual ones.")
    ] = None


class Judged(Protocol):
    """Anything that can be judged: a requirement of any kind."""

    @property
    def source(self) -> str | None:
        """The key of its own source, or None to stand on what it is part of."""

    @property
    def certainty(self) -> Certainty | None:
        """Its own certainty, or None to share that of what it is part of."""

    def in_words(self) -> str:
        """The requirement in words."""

    def judge(self, case: Case) -> Finding:
        """Whether the case meets it, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One person's facts on one day, before one credential's rules.

    Args:
        person: The facts.
        on: The day asked about.
        credential: The credential asked about, by a name that means no other.
        body: The code of its certifying body.
        sources: Every source the rules may name, by key.
        citation: What the rule being judged stands on.
        standing: The standing on `on` of the holding with a name; None when the person
            is not known to hold it.
        same: Whether two names mean one credential.
    """

    person: Person
    on: date
    credential: str
    body: str
    sources: Mapping[str, Source]
    citation: Citation
    standing: Callable[[str], str | None]
    same: Callable[[str, str], bool]

    def holds(self) -> bool:
        """Whether the person holds the credential asked about in good standing."""
        return self.standing(self.credential) in GOOD_STANDING

    def judge(self, requirement: Judged) -> Finding:
        """Judge a requirement on its own source, or else on the one in force here."""
        if requirement.source is None and requirement.certainty is None:
            return requirement.judge(self)
        source = self.sources[requirement.source] if requirement.source else self.citation.source
        certainty = requirement.certainty or self.citation.certainty
        return requirement.judge(self.by(Citation(source=source, certainty=certainty)))

    def by(self, citation: Citation) -> Case:
        """The same case, judged by a rule that stands on another ground."""
        # Made for every pathway of every person: dataclasses.replace takes several times as long.
        return Case(
            person=self.person,
            on=self.on,
            credential=self.credential,
            body=self.body,
            sources=self.sources,
            citation=citation,
            standing=self.standing,
            same=self.same,
        )
