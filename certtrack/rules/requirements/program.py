"""What is asked of a program of study besides accreditation: level, stage, field, approval.

Each is made ready once. Where few answers are possible, as with the levels, all of them are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import get_args

from certtrack.rules.findings import Finding, Outcome, Said
from certtrack.rules.requirements.aspect import AWARDS, LADDER, STAGES, Aspect, named, same, spaced
from certtrack.rules.requirements.case import Ground
from certtrack.rules.requirements.pending import pending
from certtrack.rules.shape import Level, StudyStatus
from certtrack.rules.studies import Education

FIELDS_KEPT = 256
"""Fields of study whose finding is kept; records write any they like."""


def level(ground: Ground, wanted: Level, *, or_higher: bool) -> Aspect:
    """Whether a program leads to an award, or where that will do to a higher one."""
    asked = ground.asked(f"Level: {AWARDS[wanted]}" + (" or higher" if or_higher else ""), wanted)

    def judge(one: Level) -> Finding:
        because = f"It leads to {AWARDS[one]}."
        if one == wanted or (or_higher and _above(one, wanted)):
            return Finding(asked, "met", Said(because))
        return Finding(asked, "not-met", Said(because, step=f"Obtain {AWARDS[wanted]}."))

    found = {one: judge(one) for one in get_args(Level)}
    return lambda entry: found[entry.level]


def _above(one: Level, other: Level) -> bool:
    return one in LADDER and other in LADDER and LADDER.index(one) > LADDER.index(other)


def stage(ground: Ground, will_do: Sequence[StudyStatus], within_days: int | None) -> Aspect:
    """Whether the study has come far enough."""
    on = ground.on
    asked = ground.asked(f"Stage: {' or '.join(STAGES[one] for one in will_do)}")

    def aspect(entry: Education) -> Finding | None:
        done = entry.completed_on
        if within_days and done and done > on:
            return None
        if entry.status == "completed" and done and done > on:
            if tuple(will_do) == ("completed",):
                return Finding(asked, "not-met", lambda: _still_to_come(entry, done, on))
            return Finding(asked, "unknown", lambda: _how_far(done, on))
        if entry.expected_on and _overdue(entry, on):
            return Finding(asked, "unknown", lambda: _since(entry, on))
        outcome: Outcome = "met" if entry.status in will_do else "not-met"
        return Finding(asked, outcome, lambda: _reached(entry, outcome, will_do))

    return aspect


def soon_enough(ground: Ground, will_do: Sequence[StudyStatus], within_days: int) -> Aspect:
    """Whether study that is not finished will be so soon enough."""
    on = ground.on
    asked = ground.asked(f"Completed within {within_days} days")

    def aspect(entry: Education) -> Finding | None:
        done = entry.completed_on
        if not (done and done > on):
            far_enough = entry.status in will_do and not _overdue(entry, on)
            if entry.status == "completed" or not far_enough:
                return None
            done = entry.expected_on
        return pending(asked, lambda: named(entry), done, within_days, on)

    return aspect


def _overdue(entry: Education, on: date) -> bool:
    """Whether it should have been completed by now, and nothing tells what became of it."""
    expected = entry.expected_on
    return expected is not None and expected < on and entry.status not in ("completed", "withdrawn")


def _still_to_come(entry: Education, done: date, on: date) -> Said:
    because = f"It will be completed on {done}, after {on}."
    return Said(because, step=f"Complete it ({done}).", study=entry)


def _how_far(done: date, on: date) -> Said:
    because = f"It will be completed on {done}, after {on}."
    return Said(because, find_out=f"how far the study had come on {on}")


def _since(entry: Education, on: date) -> Said:
    because = f"It was expected to be completed on {entry.expected_on}, before {on}."
    return Said(because, f"whether {named(entry)} has been completed since, and on what day")


def _reached(entry: Education, outcome: Outcome, will_do: Sequence[StudyStatus]) -> Said:
    done = entry.completed_on
    because = f"It was completed on {done}." if done else f"It is {STAGES[entry.status]}."
    if outcome == "met":
        return Said(because)
    going_on = entry.status not in ("completed", "withdrawn")
    step = f"Complete {named(entry)}."
    if going_on and "completed" not in will_do:
        step = (
            f"Go on with {named(entry)} until it is {' or '.join(STAGES[one] for one in will_do)}."
        )
    return Said(because, step=step, study=entry if going_on else None)


def field_of_study(ground: Ground, will_do: Sequence[str]) -> Aspect:
    """Whether a program is in one of some fields."""
    fields = " or ".join(spaced(name) for name in will_do)
    asked = ground.asked(f"Field: {fields}")

    @lru_cache(maxsize=FIELDS_KEPT)
    def judged(field: str) -> Finding:
        outcome: Outcome = "met" if field in will_do else "not-met"
        because = f"The field of study is {spaced(field)}."
        return Finding(asked, outcome, Said(because, step=f"Choose a program in {fields}."))

    def aspect(entry: Education) -> Finding:
        return (
            judged(entry.field)
            if entry.field
            else Finding(asked, "unknown", lambda: _no_field(entry))
        )

    return aspect


def _no_field(entry: Education) -> Said:
    return Said("The field of study is not on record.", f"the field of study of {named(entry)}")


def approval(ground: Ground, will_do: Sequence[str] | None) -> Aspect:
    """Whether a foreign association approved a program, one that will do where they are known."""
    asked = ground.asked("Approved by a foreign association with reciprocity")
    none = Finding(asked, "not-met", NO_APPROVAL)

    def aspect(entry: Education) -> Finding:
        name = entry.foreign_association
        if name is None:
            return none
        if will_do is None:
            return Finding(asked, "unknown", lambda: _which(name, ground.body))
        met = any(same(name, one) for one in will_do)
        return Finding(asked, "met" if met else "not-met", lambda: Said(f"Approved by {name}."))

    return aspect


NO_APPROVAL = Said(
    "No foreign association's approval is on record.",
    step="Have a program that such an association approved; this is for studies abroad.",
)


def _which(name: str, body: str) -> Said:
    return Said(
        f"Approved by {name}; which associations have an agreement is not known.",
        f"whether {body} has a reciprocity agreement with {name} (ask {body})",
    )
