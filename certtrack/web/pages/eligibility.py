"""May I sit the exam? The verdict with its reasons, and the facts it lacks filled in in place."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from certtrack.errors import Refused
from certtrack.render.eligibility_page import ANSWERS
from certtrack.rules.facts import Section
from certtrack.services.edit import add
from certtrack.services.eligibility import check
from certtrack.services.vocabulary import known_words
from certtrack.web.desk import Visit, Visited
from certtrack.web.entry_form import EntryForm, values_from
from certtrack.web.pages.entries import refused_form
from certtrack.web.refusals import NotThere
from certtrack.web.sent import WasSent
from certtrack.web.view import persons_page

router = APIRouter()
PLACE = "/people/{number}/eligibility"

TOLD: tuple[Section, ...] = (
    "education",
    "course",
    "training",
    "experience",
    "credential",
    "exam",
    "application",
)
"""The sections that a verdict may lack something of."""


@router.get(PLACE)
def all_(visited: Visited) -> Response:
    """Every credential in a line, those that may be sat first."""
    verdicts = check(visited.person, [], visited.on, visited.library)
    order = list(ANSWERS)
    verdicts.sort(key=lambda one: (order.index(one.ruling), one.body, one.label))
    return persons_page(
        visited, "eligibility.html", "eligibility", verdicts=verdicts, answers=ANSWERS
    )


@router.get(f"{PLACE}/{{label}}")
def one(visited: Visited, label: str, add: Section | None = None) -> Response:
    """One verdict with its tree of reasons; and a form for a fact, where one is wanted."""
    return _page(visited, label, EntryForm(section=add) if add else None)


@router.post(f"{PLACE}/{{label}}")
def tell(
    visited: Visited, label: str, section: Annotated[Section, Query(alias="add")], was_sent: WasSent
) -> Response:
    """Add a fact to the record, and see the verdict again."""
    force = bool(was_sent.text("force"))
    moment = visited.desk.moment()
    try:
        values = values_from(section, was_sent.texts, visited.today)
        add(visited.who, section, values, visited.library, moment, force=force)
    except Refused as refused:
        return _page(visited, label, refused_form(section, was_sent, refused))
    return RedirectResponse(f"{visited.home}/eligibility/{label}?on={visited.on}", 303)


def _page(visited: Visit, label: str, form: EntryForm | None) -> Response:
    try:
        verdict = check(visited.person, [label], visited.on, visited.library)[0]
    except Refused as refused:
        raise NotThere(str(refused)) from None
    known = {f"Find out {missing}." for missing in verdict.missing}
    steps = [step for step in verdict.next_steps if step not in known]
    words = known_words(form.section, visited.library) if form else {}
    return persons_page(
        visited,
        "verdict.html",
        "eligibility",
        status=422 if form and form.has_faults else 200,
        verdict=verdict,
        answer=ANSWERS[verdict.ruling],
        steps=steps,
        sections=TOLD,
        form=form,
        words=words,
    )
