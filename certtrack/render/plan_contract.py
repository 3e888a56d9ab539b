"""A plan, for programs: stable keys, more may be added."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from certtrack.programs.directory import Listed
from certtrack.programs.prospects import Prospect
from certtrack.render import careers_page, programs_page
from certtrack.render.contract import grade as grade_contract
from certtrack.render.cycle_contract import cycle
from certtrack.rules.grades import Grading
from certtrack.rules.planning import Pace, Route, lifting
from certtrack.rules.shape import Level


def plan(prospect: Prospect) -> dict[str, Any]:
    """The answer to: what is the shortest way, and where does it lead?"""
    one = prospect.plan
    return {
        "credential": one.book.code,
        "body": one.book.body.code,
        "on": one.on,
        "verdict": one.verdict.ruling if one.verdict else None,
        "routes": [
            {
                "pathway": route.words,
                **_lacking(route),
                "study": _study(route, prospect.usual, one.on),
            }
            for route in one.routes
        ],
        "grade": _lifted(one.grade) if one.grade else None,
        "cycle": cycle(one.cycle) if one.cycle else None,
        "pace": _pace(one.pace) if one.pace else None,
        "leads_to": {
            "careers": [careers_page.contract(work) for work in prospect.works],
            "credentials": [
                {"credential": book.code, "body": book.body.code} for book in prospect.opened
            ],
        },
    }


def _lifted(grade: Grading) -> dict[str, Any]:
    ways = [{"way": way.words, **_lacking(way)} for way in lifting(grade)]
    return {**grade_contract(grade), "ways": ways, "then": list(grade.then)}


def _study(route: Route, usual: Mapping[Level, Listed], on: date) -> list[dict[str, Any]]:
    return [
        {
            "award": award,
            "usual": programs_page.contract(usual[award], on) if award in usual else None,
        }
        for award in route.awards
    ]


def _lacking(route: Route) -> dict[str, Any]:
    return {
        "outcome": route.outcome,
        "steps": list(route.steps),
        "find_out": list(route.find_out),
        "not_before": route.not_before,
    }


def _pace(one: Pace) -> dict[str, Any]:
    return {
        "until": one.until,
        "weeks_left": one.weeks_left,
        "needs": [
            {"words": need.words, "remaining": need.remaining, "a_week": need.a_week}
            for need in one.needs
        ],
        "held_a_week": one.held,
        "suffices": one.suffices,
        "room": list(one.room),
    }
