"""A plan, for programs: stable keys, more may be added."""

from __future__ import annotations

from typing import Any

from certtrack.programs.prospects import Prospect
from certtrack.render import careers_page, programs_page, route_contract
from certtrack.render.contract import grade as grade_contract
from certtrack.render.cycle_contract import cycle
from certtrack.rules.grades import Grading
from certtrack.rules.planning import Pace
from certtrack.rules.routes import lifting


def plan(prospect: Prospect) -> dict[str, Any]:
    """The answer to: what is the shortest way, and where does it lead?"""
    one = prospect.plan
    return {
        "credential": one.book.code,
        "body": one.book.body.code,
        "on": one.on,
        "verdict": one.verdict.ruling if one.verdict else None,
        "by": prospect.by,
        "routes": [route_contract.route(each, prospect.usual) for each in prospect.estimates],
        "grade": _lifted(one.grade) if one.grade else None,
        "cycle": cycle(one.cycle) if one.cycle else None,
        "pace": _pace(one.pace) if one.pace else None,
        **_enrolled(prospect),
        "leads_to": {
            "careers": [careers_page.contract(work) for work in prospect.works],
            "credentials": [
                {"credential": book.code, "body": book.body.code} for book in prospect.opened
            ],
        },
    }


def _lifted(grade: Grading) -> dict[str, Any]:
    ways = [{"way": way.words, **route_contract.lacking(way)} for way in lifting(grade)]
    return {**grade_contract(grade), "ways": ways, "then": list(grade.then)}


def _enrolled(prospect: Prospect) -> dict[str, Any]:
    """Where a program is asked about: what is known of it, and the answer without it."""
    if prospect.enrolled is None:
        return {}
    return {
        "with_program": {
            **programs_page.contract(prospect.enrolled.listed, prospect.plan.on),
            "find_out": list(prospect.enrolled.find_out),
            "cautions": list(prospect.enrolled.cautions),
        },
        "without_program": plan(prospect.enrolled.without),
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
