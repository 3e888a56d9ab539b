"""The machine's face of a program of study: what its source does not say is null."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from typing_extensions import TypedDict

from certtrack.programs.directory import (
    Charge,
    Control,
    Delivery,
    Listed,
    Per,
    Residency,
    Span,
)
from certtrack.render import accreditation_page
from certtrack.render.accreditation_page import StretchJson
from certtrack.rules.findings import Source
from certtrack.rules.shape import Level


class SpanJson(TypedDict):
    """From how much to how much."""

    least: Decimal
    most: Decimal


class ChargeJson(TypedDict):
    """What studying costs."""

    amount: Decimal
    fees: Decimal | None
    currency: str
    per: Per
    residency: Residency | None
    control: Control | None
    median: bool
    year: str | None
    of: str | None


class AwardsJson(TypedDict):
    """How many completed a program in a year."""

    year: int
    number: int


class NotedJson(TypedDict):
    """Who says so."""

    title: str
    url: str | None
    retrieved: date | None
    note: str | None


class ProgramJson(TypedDict):
    """A program of study: what its source does not say is null."""

    id: str
    name: str
    typical: bool
    program: str | None
    state: str | None
    level: Level | None
    field: str | None
    delivery: Delivery | None
    starts: str | None
    credits: SpanJson | None
    months: SpanJson | None
    charges: list[ChargeJson]
    awards: list[AwardsJson]
    courses: list[str]
    accreditation: list[StretchJson] | None
    note: str | None
    source: NotedJson
    told_on: date | None
    gone_on: date | None
    before: list[ProgramJson]


def contract(one: Listed, on: date) -> ProgramJson:
    """A program for programs."""
    program, stretches = one.program, one.accreditation
    return {
        "id": program.id,
        "name": program.name,
        "typical": one.typical,
        "program": program.program,
        "state": program.state,
        "level": program.level,
        "field": program.field,
        "delivery": program.delivery,
        "starts": program.starts,
        "credits": span(program.credits),
        "months": span(program.months),
        "charges": [charge(each) for each in program.charges],
        "awards": [{"year": each.year, "number": each.number} for each in program.awards],
        "courses": list(program.courses),
        "accreditation": None
        if stretches is None
        else [accreditation_page.contract(each, on) for each in stretches],
        "note": program.note,
        "source": noted(one.source),
        "told_on": one.told_on,
        "gone_on": one.gone_on,
        "before": [contract(each, on) for each in one.before],
    }


def span(one: Span | None) -> SpanJson | None:
    """From how much to how much."""
    return {"least": one.least, "most": one.most} if one else None


def charge(one: Charge) -> ChargeJson:
    """What studying costs."""
    return {
        "amount": one.amount,
        "fees": one.fees,
        "currency": "USD",
        "per": one.per,
        "residency": one.residency,
        "control": one.control,
        "median": one.median,
        "year": one.year,
        "of": one.of,
    }


def noted(source: Source) -> NotedJson:
    """Who says so."""
    return {
        "title": source.title,
        "url": source.url,
        "retrieved": source.retrieved,
        "note": source.note,
    }
