"""What a requirement is judged on: the rules that speak of it, made ready once, and a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, Protocol

from pydantic import Field

from certtrack.rules.facts import Person
from certtrack.rules.findings import Asked, Citation, Finding, Source
from certtrack.rules.shape import Certainty, Level, Prose, Slug, shape

GOOD_STANDING = ("active", "complete", "grace")
"""Standings in which a credential may be used."""


@dataclass(slots=True)  # One is made for every question: frozen, it takes three times as long.
class Case:
    """One person's facts on one day.

    Args:
        person: The facts.
        standing: The standing on that day of the holding with a name; None when the person
            is not known to hold it.
        same: Whether two names mean one credential.
    """

    person: Person
    standing: Callable[[str], str | None]
    same: Callable[[str, str], bool]


Judge = Callable[[Case], Finding]
"""A requirement made ready: says whether a case meets it, and why."""


class Prepared(Protocol):
    """Anything that can be judged: a requirement of any kind."""

    @property
    def source(self) -> str | None:
        """The key of its own source, or None to stand on what it is part of."""

    @property
    def certainty(self) -> Certainty | None:
        """Its own certainty, or None to share that of what it is part of."""

    def in_words(self) -> str:
        """The requirement in words."""

    def prepared(self, ground: Ground) -> Judge:
        """The requirement made ready to judge many cases on one ground."""


class Plain(Protocol):
    """A requirement that needs no more made ready than its words."""

    def in_words(self) -> str:
        """The requirement in words."""

    def judge(self, ground: Ground, asked: Asked, case: Case) -> Finding:
        """Whether a case meets it, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a requirement stands on: one credential's rules on one day, whoever asks.

    Args:
        on: The day asked about.
        credential: The credential asked about, by a name that means no other.
        body: The code of its certifying body.
        sources: Every source the rules may name, by key.
        citation: What the rule being judged stands on.
    """

    on: date
    credential: str
    body: str
    sources: Mapping[str, Source]
    citation: Citation

    def by(self, citation: Citation) -> Ground:
        """The same for a rule that stands on another source."""
        return replace(self, citation=citation)

    def asked(self, requirement: str, award: Level | None = None, *, early: bool = False) -> Asked:
        """A requirement that stands on this ground.

        Args:
            requirement: It in words.
            award: The award of a program of study that it asks for.
            early: Whether a stage before the end of that program will do.
        """
        return Asked(requirement, self.citation, award=award, early=early)

    def prepare(self, requirement: Prepared) -> Judge:
        """Make a requirement ready, on its own source or else on the one in force here."""
        if requirement.source is None and requirement.certainty is None:
            return requirement.prepared(self)
        source = self.sources[requirement.source] if requirement.source else self.citation.source
        certainty = requirement.certainty or self.citation.certainty
        return requirement.prepared(self.by(Citation(source=source, certainty=certainty)))


@shape
class Cited:
    """A requirement may name its own source; without one it stands on its pathway's."""

    source: Annotated[Slug | None, Field(description="A key of the file's sources.")] = None
    certainty: Certainty | None = None
    words: Annotated[
        Prose | None, Field(description="The requirement in words, instead of the usual ones.")
    ] = None

    def prepared(self: Plain, ground: Ground) -> Judge:
        """The requirement made ready to judge many cases on one ground."""
        return partial(self.judge, ground, ground.asked(self.in_words()))
