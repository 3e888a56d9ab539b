"""A plan, for programs: stable keys, more may be added."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NotRequired

from typing_extensions import TypedDict

from certtrack.programs.estimates import By
from certtrack.programs.prospects import Prospect
from certtrack.render import careers_page, programs_contract, route_contract
from certtrack.render.careers_page import CareerJson
from certtrack.render.contract import GradeJson
from certtrack.render.contract import grade as grade_contract
from certtrack.render.cycle_contract import CycleJson, cycle
from certtrack.render.programs_contract import ProgramJson
from certtrack.render.route_contract import LackingJson, RouteJson
from certtrack.rules.grades import Grading
from certtrack.rules.planning import Pace
from certtrack.rules.routes import lifting
from certtrack.rules.verdict import Ruling


class WayJson(LackingJson):
    """A way to the credential in full."""

    way: str


class LiftedGradeJson(GradeJson):
    """A grade, and what makes it the credential in full."""

    ways: list[WayJson]
    then: list[str]


class NeedJson(TypedDict):
    """CEUs that a rule still needs, in all and a week."""

    words: str
    remaining: Decimal
    a_week: Decimal


class PaceJson(TypedDict):
    """Whether a cycle will be met at the pace held so far, in CEUs."""

    until: date
    weeks_left: Decimal
    needs: list[NeedJson]
    held_a_week: Decimal
    suffices: bool | None
    room: list[str]


class OpenedJson(TypedDict):
    """A credential towards which another one counts."""

    credential: str
    body: str


class LeadsToJson(TypedDict):
    """What a credential leads to."""

    careers: list[CareerJson]
    credentials: list[OpenedJson]


class WithProgramJson(ProgramJson):
    """A program, as if somebody enrolled in it."""

    find_out: list[str]
    cautions: list[str]


class EnrolledJson(TypedDict):
    """Where a program is asked about: what is known of it, and the answer without it."""

    with_program: NotRequired[WithProgramJson]
    without_program: NotRequired[PlanJson]


class PlanJson(EnrolledJson):
    """What is the shortest way, and where does it lead?"""

    credential: str
    body: str
    on: date
    verdict: Ruling | None
    by: By
    routes: list[RouteJson]
    grade: LiftedGradeJson | None
    cycle: CycleJson | None
    pace: PaceJson | None
    leads_to: LeadsToJson


def plan(prospect: Prospect) -> PlanJson:
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


def _lifted(grade: Grading) -> LiftedGradeJson:
    ways: list[WayJson] = [
        {"way": way.words, **route_contract.lacking(way)} for way in lifting(grade)
    ]
    return {**grade_contract(grade), "ways": ways, "then": list(grade.then)}


def _enrolled(prospect: Prospect) -> EnrolledJson:
    """Where a program is asked about: what is known of it, and the answer without it."""
    if prospect.enrolled is None:
        return {}
    return {
        "with_program": {
            **programs_contract.contract(prospect.enrolled.listed, prospect.plan.on),
            "find_out": list(prospect.enrolled.find_out),
            "cautions": list(prospect.enrolled.cautions),
        },
        "without_program": plan(prospect.enrolled.without),
    }


def _pace(one: Pace) -> PaceJson:
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
