"""The machine's face of a finding and of the ground it stands on."""

from __future__ import annotations

from datetime import date
from typing import NotRequired

from typing_extensions import TypedDict

from certtrack.rules.findings import Citation, Finding, Outcome
from certtrack.rules.shape import Certainty


class SourceJson(TypedDict):
    """A document that says so."""

    title: str
    url: str | None
    retrieved: date | None
    note: NotRequired[str]


class CitedJson(TypedDict):
    """What stands on a ground."""

    source: SourceJson
    certainty: Certainty


class FindingJson(CitedJson):
    """One requirement judged, with its parts."""

    requirement: str
    outcome: Outcome
    because: str
    recommended: bool
    find_out: str | None
    step: str | None
    children: list[FindingJson]


def finding(one: Finding) -> FindingJson:
    """One requirement judged, with its parts."""
    return {
        "requirement": one.requirement,
        "outcome": one.outcome,
        "because": one.because,
        **citation(one.citation),
        "recommended": one.recommended,
        "find_out": one.find_out,
        "step": one.step,
        "children": [finding(child) for child in one.children],
    }


def citation(one: Citation) -> CitedJson:
    """The ground of a rule."""
    source = one.source
    told: SourceJson = {"title": source.title, "url": source.url, "retrieved": source.retrieved}
    if source.note:
        told["note"] = source.note
    return {"source": told, "certainty": one.certainty}
