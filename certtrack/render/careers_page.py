"""Careers, for people and for programs; each figure with its years and source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console

from certtrack.programs.careers import Outlook, Work
from certtrack.render.figures import outlook
from certtrack.render.page import bullets
from certtrack.render.programs_page import source_contract

KINDS = {"technician": "Technicians", "adjacent": "Beside them"}


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


def contract(one: Work) -> dict[str, Any]:
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
        "source": source_contract(one.source),
    }


def _outlook(one: Outlook) -> dict[str, Any]:
    return {
        "area": one.area,
        "growth_percent": one.growth,
        "from_year": one.from_year,
        "until_year": one.until_year,
        "median_pay": one.median_pay,
        "mean_pay": one.mean_pay,
        "employed": one.employed,
    }
