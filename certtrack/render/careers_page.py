"""Careers, for people and for programs; each figure with its years and source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from typing_extensions import TypedDict

from certtrack.programs.careers import CareerKind, Outlook, Work
from certtrack.render.figures import outlook
from certtrack.render.page import bullets
from certtrack.render.programs_contract import NotedJson, noted
from certtrack.rules.shape import Level

KINDS = {"technician": "Technicians", "adjacent": "Beside them"}


class OutlookJson(TypedDict):
    """What is told of a kind of work in an area; pay in US dollars a year."""

    area: str | None
    growth_percent: Decimal | None
    from_year: int | None
    until_year: int | None
    median_pay: Decimal | None
    mean_pay: Decimal | None
    employed: int | None


class CareerJson(TypedDict):
    """A kind of work: what the source does not say is null."""

    id: str
    name: str
    kind: CareerKind
    level: Level | None
    credentials: list[str]
    outlook: list[OutlookJson]
    note: str | None
    source: NotedJson


def show(out: Console, found: Sequence[Work]) -> None:
    """Print kinds of work, what is told of each, and the credentials that serve it."""
    for kind, title in KINDS.items():
        bullets(out, title, [told(one) for one in found if one.career.kind == kind])
    titles = dict.fromkeys(f"{one.source.title}. {one.source.note or ''}" for one in found)
    bullets(out, "Sources", list(titles))


def told(one: Work) -> str:
    """A kind of work in a line or two."""
    career = one.career
    parts = [outlook(each) for each in career.outlook] or ["no figures of its own are known"]
    if career.level:
        parts.append(f"usual education: {career.level.replace('-', ' ')}")
    if career.credentials:
        parts.append(f"credentials: {', '.join(career.credentials)}")
    note = f". {career.note}" if career.note else ""
    return f"{career.name}: {'; '.join(parts)}{note}"


def contract(one: Work) -> CareerJson:
    """A kind of work for programs: what the source does not say is null."""
    career = one.career
    return {
        "id": career.id,
        "name": career.name,
        "kind": career.kind,
        "level": career.level,
        "credentials": list(career.credentials),
        "outlook": [_outlook(each) for each in career.outlook],
        "note": career.note,
        "source": noted(one.source),
    }


def _outlook(one: Outlook) -> OutlookJson:
    return {
        "area": one.area,
        "growth_percent": one.growth,
        "from_year": one.from_year,
        "until_year": one.until_year,
        "median_pay": one.median_pay,
        "mean_pay": one.mean_pay,
        "employed": one.employed,
    }
