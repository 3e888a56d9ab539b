"""Aspects: the single things asked of a program of study, each judged by itself."""

from __future__ import annotations

from collections.abc import Callable

from certtrack.rules.findings import Finding
from certtrack.rules.shape import Level, StudyStatus
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

Aspect = Callable[[Education], Finding | None]
"""One thing asked of a program, made ready: whether it has it; None where it is not asked of it."""


def named(entry: Education) -> str:
    """What to call a program on record, in words."""
    parts = [entry.program or AWARDS[entry.level], entry.school]
    return " at ".join(part for part in parts if part)


def same(one: str, other: str) -> bool:
    """Whether two names are the same, in either case."""
    return one.casefold() == other.casefold()


def spaced(slug: str) -> str:
    """A slug as words."""
    return slug.replace("-", " ")
