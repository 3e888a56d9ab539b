"""A route, for programs: what it takes, what is there, what is lacking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from certtrack.programs.directory import Listed
from certtrack.programs.estimates import Estimate, Part
from certtrack.programs.ranges import CENT, TENTH, Range
from certtrack.programs.tuition import countable
from certtrack.render import programs_page
from certtrack.rules.routes import Route
from certtrack.rules.shape import Level


def route(one: Estimate, usual: Mapping[Level, Listed]) -> dict[str, Any]:
    """A route with what it takes; what nobody tells is null."""
    way = one.route
    return {
        "id": way.pathway.id if way.pathway else None,
        "pathway": way.words,
        "gives": way.pathway.gives if way.pathway else None,
        **lacking(way),
        "have": [{"requirement": met.requirement, "because": met.because} for met in way.have],
        "months": {**_range(one.months, TENTH), "if_found_out": one.hangs_on_facts},
        "tuition": {
            **_range(one.cost, CENT),
            "currency": "USD",
            "if_found_out": one.hangs_on_facts,
        },
        "exam_from": one.earliest,
        "exam_by": one.latest,
        "parts": [_part(part) for part in one.parts],
        "this_week": list(one.this_week),
        "study": _study(way, usual, one.on),
    }


def lacking(one: Route) -> dict[str, Any]:
    """Whether a route is met, and what is lacking."""
    return {
        "outcome": one.outcome,
        "steps": list(one.steps),
        "find_out": list(one.find_out),
        "not_before": one.not_before,
    }


def _range(one: Range, unit: Decimal) -> dict[str, Any]:
    least, most = one.rounded(unit)
    return {"known": one.is_known, "least": least, "most": most}


def _part(one: Part) -> dict[str, Any]:
    charges = countable(one.told.program) if one.told else ()
    return {
        "kind": one.kind,
        "words": one.words,
        "until": one.until,
        "before_its_end": one.early,
        "months": _range(one.months, TENTH),
        "tuition": {
            **_range(one.cost, CENT),
            "charges": [programs_page.charge_contract(each) for each in charges],
        },
        "program": one.told.program.id if one.told else None,
        "source": programs_page.source_contract(one.told.source) if one.told else None,
    }


def _study(one: Route, usual: Mapping[Level, Listed], on: date) -> list[dict[str, Any]]:
    return [
        {
            "award": award,
            "usual": programs_page.contract(usual[award], on) if award in usual else None,
        }
        for award in one.awards
    ]
