"""The machine's face of a finding and of the ground it stands on."""

from __future__ import annotations

from typing import Any

from certtrack.rules.findings import Citation, Finding


def finding(one: Finding) -> dict[str, Any]:
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


def citation(one: Citation) -> dict[str, Any]:
    """The ground of a rule."""
    source = one.source
    told = {"title": source.title, "url": source.url, "retrieved": source.retrieved}
    if source.note:
        told["note"] = source.note
    return {"source": told, "certainty": one.certainty}
