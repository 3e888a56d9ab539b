"""A route, for programs: what it takes, what is there, what is lacking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from typing_extensions import TypedDict

from certtrack.programs.directory import Listed
from certtrack.programs.estimates import Estimate, Part
from certtrack.programs.ranges import CENT, TENTH, Range
from certtrack.programs.tuition import countable
from certtrack.render import programs_contract
from certtrack.render.programs_contract import ChargeJson, NotedJson, ProgramJson
from certtrack.rules.findings import Outcome
from certtrack.rules.routes import LackKind, Route
from certtrack.rules.shape import Level


class LackingJson(TypedDict):
    """Whether a way is met, and what is lacking."""

    outcome: Outcome
    steps: list[str]
    find_out: list[str]
    not_before: date | None


class MetJson(TypedDict):
    """A requirement that is met."""

    requirement: str
    because: str


class RangeJson(TypedDict):
    """From how much to how much; `most` is null where nobody knows."""

    known: bool
    least: Decimal
    most: Decimal | None


class MonthsJson(RangeJson):
    """How many months it takes, and whether that hangs on facts to be found out."""

    if_found_out: bool


class TuitionJson(MonthsJson):
    """What it costs, and whether that hangs on facts to be found out."""

    currency: str


class PartTuitionJson(RangeJson):
    """What a part costs, by which charges."""

    charges: list[ChargeJson]


class PartJson(TypedDict):
    """A part of what is lacking, with what it takes."""

    kind: LackKind
    words: str
    until: date | None
    before_its_end: bool
    months: RangeJson
    tuition: PartTuitionJson
    program: str | None
    source: NotedJson | None


class StudyJson(TypedDict):
    """A study that must be begun, and what is usual for such."""

    award: Level
    usual: ProgramJson | None


class RouteJson(LackingJson):
    """A route with what it takes; what nobody tells is null."""

    id: str | None
    pathway: str
    gives: str | None
    have: list[MetJson]
    months: MonthsJson
    tuition: TuitionJson
    exam_from: date | None
    exam_by: date | None
    parts: list[PartJson]
    this_week: list[str]
    study: list[StudyJson]


def route(one: Estimate, usual: Mapping[Level, Listed]) -> RouteJson:
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


def lacking(one: Route) -> LackingJson:
    """Whether a route is met, and what is lacking."""
    return {
        "outcome": one.outcome,
        "steps": list(one.steps),
        "find_out": list(one.find_out),
        "not_before": one.not_before,
    }


def _range(one: Range, unit: Decimal) -> RangeJson:
    least, most = one.rounded(unit)
    return {"known": one.is_known, "least": least, "most": most}


def _part(one: Part) -> PartJson:
    charges = countable(one.told.program) if one.told else ()
    return {
        "kind": one.kind,
        "words": one.words,
        "until": one.until,
        "before_its_end": one.early,
        "months": _range(one.months, TENTH),
        "tuition": {
            **_range(one.cost, CENT),
            "charges": [programs_contract.charge(each) for each in charges],
        },
        "program": one.told.program.id if one.told else None,
        "source": programs_contract.noted(one.told.source) if one.told else None,
    }


def _study(one: Route, usual: Mapping[Level, Listed], on: date) -> list[StudyJson]:
    return [
        {
            "award": award,
            "usual": programs_contract.contract(usual[award], on) if award in usual else None,
        }
        for award in one.awards
    ]
