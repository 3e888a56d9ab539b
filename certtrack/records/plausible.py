"""What no type can say of a person's facts: they must hang together and have happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from certtrack.errors import did_you_mean
from certtrack.reading.locate import Path
from certtrack.reading.time_zones import is_time_zone, time_zone_hint
from certtrack.rules.facts import Activity, Decision, DecisionKind, Person, Section
from certtrack.rules.rulebook import Library
from certtrack.rules.studies import Education

Doubt = tuple[Path, str, str | None]
"""A key path, what is wrong with it, and a hint."""

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MINUTES_A_DAY = 24 * 60


def implausible(person: Person, library: Library, latest: date) -> Iterator[Doubt]:
    """Everything in a person's facts that cannot be.

    Args:
        person: The facts.
        library: The rulebooks, which know the codes of credentials.
        latest: The last day on which something may be said to have happened.
    """
    yield from _contact(person)
    yield from _reversed_spans(person)
    yield from _future(person, latest)
    for index, study in enumerate(person.education or ()):
        yield from _study(("education", index), study)
    for index, activity in enumerate(person.activity or ()):
        yield from _activity(("activity", index), activity)
    for index, decision in enumerate(person.decision or ()):
        yield from _decision(("decision", index), decision, library)
    yield from _repeated(person, library)
    yield from _codes(person, library)


def _contact(person: Person) -> Iterator[Doubt]:
    if person.email and not EMAIL.fullmatch(person.email):
        yield ("person", "email"), f"{person.email!r} is not an e-mail address", None
    if person.time_zone and not is_time_zone(person.time_zone):
        hint = time_zone_hint(person.time_zone)
        yield ("person", "time_zone"), f"{person.time_zone!r} is not a time zone", hint


def _reversed_spans(person: Person) -> Iterator[Doubt]:
    for path, first, last in (*_spans(person), *_credential_spans(person)):
        if first and last and last < first:
            yield path, f"{last} comes before {first}", None


Span = tuple[Path, date | None, date | None]


def _spans(person: Person) -> Iterator[Span]:
    for i, study in enumerate(person.education or ()):
        for j, spell in enumerate(study.accreditation or ()):
            yield ("education", i, "accreditation", j, "until"), spell.from_, spell.until
    for i, job in enumerate(person.experience or ()):
        yield ("experience", i, "until"), job.from_, job.until
    for i, application in enumerate(person.application or ()):
        path = ("application", i, "window_until")
        yield path, application.approved_on, application.window_until
    for i, one in enumerate(person.activity or ()):
        yield ("activity", i, "completed_on"), one.started_on, one.completed_on


def _credential_spans(person: Person) -> Iterator[Span]:
    for i, one in enumerate(person.credential or ()):
        yield ("credential", i, "valid_until"), one.passed_on, one.valid_until
        yield ("credential", i, "held_until"), one.passed_on, one.held_until
        if one.cycle:
            yield ("credential", i, "cycle", "until"), one.cycle.from_, one.cycle.until
            yield ("credential", i, "cycle", "until"), one.passed_on, one.cycle.until


HAPPENED: dict[Section, tuple[str, ...]] = {
    "education": ("completed_on",),
    "course": ("completed_on",),
    "training": ("completed_on",),
    "application": ("approved_on",),
    "exam": ("taken_on",),
    "credential": ("passed_on", "fee_paid_on", "handed_in_on", "held_until"),
    "activity": ("completed_on",),
    "decision": ("decided_on",),
}
"""Days that tell of something that has happened."""


def _future(person: Person, latest: date) -> Iterator[Doubt]:
    for section, keys in HAPPENED.items():
        for index, entry in enumerate(getattr(person, section) or ()):
            for key in keys:
                day = getattr(entry, key)
                if day and day > latest:
                    hint = f"The last possible day is {latest}."
                    yield (section, index, key), f"{key}: {day} is in the future", hint


def _study(path: Path, study: Education) -> Iterator[Doubt]:
    if study.completed_on and study.status != "completed":
        what = f"it was completed on {study.completed_on}, but its status is {study.status}"
        yield (*path, "completed_on"), what, 'Use expected_on, or status = "completed".'
    if study.credits and study.level == "high-school":
        hint = "Enter college courses taken there as course entries."
        yield (*path, "credits"), "a high school has no college credits of its own", hint


def _activity(path: Path, activity: Activity) -> Iterator[Doubt]:
    told = [one is not None for one in (activity.minutes, activity.ceus)]
    if all(told) or not (any(told) or activity.credits):
        given = "both are" if all(told) else "neither is"
        what = f"it needs minutes or ceus, exactly one of them; {given} given"
        yield path, what, "A college course may give its credits alone."
    days = (activity.completed_on - (activity.started_on or activity.completed_on)).days + 1
    if activity.minutes and days > 0 and activity.minutes > days * MINUTES_A_DAY:
        hours = f"{activity.minutes // 60} hours in {days} day{'s' if days > 1 else ''}"
        hint = "If it took longer, give the day it started_on."
        yield (*path, "minutes"), f"{hours} cannot be", hint


DECIDES: dict[DecisionKind, str | None] = {
    "required-ceus": "ceus",
    "waiver": "rule",
    "extension": "until",
    "deferral": None,
    "reinstatement": None,
}
"""The key that each kind of decision needs; it may have no other of these."""


def _decision(path: Path, decision: Decision, library: Library) -> Iterator[Doubt]:
    needed = DECIDES[decision.kind]
    for key in filter(None, DECIDES.values()):
        given = getattr(decision, key) is not None
        if given != (key == needed):
            what = "is missing" if key == needed else f"has no place in a {decision.kind}"
            yield (*path, key), f"{key} {what}", None
    rules = [rule for book in library for rule in ("total", *book.recertification.rule_ids())]
    if decision.rule and decision.rule not in rules:
        hint = did_you_mean(decision.rule, rules) or "status --json names the rules of a cycle."
        yield (*path, "rule"), f"there is no rule {decision.rule!r}", hint
    bodies = sorted({book.body.code for book in library})
    if decision.body.casefold() not in (code.casefold() for code in bodies):
        hint = did_you_mean(decision.body, bodies) or f"Known are {', '.join(bodies)}."
        yield (*path, "body"), f"the certifying body {decision.body!r} is not known", hint


def _repeated(person: Person, library: Library) -> Iterator[Doubt]:
    seen: set[str] = set()
    for index, activity in enumerate(person.activity or ()):
        if activity.id and activity.id in seen:
            yield ("activity", index, "id"), f"the id {activity.id!r} is used twice", None
        seen.add(activity.id or "")
    held: set[str] = set()
    for index, holding in enumerate(person.credential or ()):
        book = library.find(holding.code)
        name = book.label if book else holding.code
        if name.casefold() in held:
            yield ("credential", index, "code"), f"{name} is listed twice", None
        held.add(name.casefold())


def _codes(person: Person, library: Library) -> Iterator[Doubt]:
    for path, code in _named(person):
        if library.find(code) is None:
            # Only what is wrong needs it.
            from certtrack.rulebooks.names import doubt

            yield path, *doubt(code, library)


def unclear(person: Person, library: Library) -> Iterator[Doubt]:
    """Codes that several bodies use, so that nobody can tell which credential is meant.

    Args:
        person: The facts.
        library: The rulebooks, which know the codes of credentials.
    """
    shared = [(path, code) for path, code in _named(person) if len(library.meanings(code)) > 1]
    if shared:
        from certtrack.rulebooks.names import doubt

        yield from ((path, *doubt(code, library)) for path, code in shared)


def _named(person: Person) -> Iterator[tuple[Path, str]]:
    """Every code of a credential in a record, with its place."""
    for index, application in enumerate(person.application or ()):
        yield ("application", index, "credential"), application.credential
    for index, exam in enumerate(person.exam or ()):
        yield ("exam", index, "credential"), exam.credential
    for index, holding in enumerate(person.credential or ()):
        yield ("credential", index, "code"), holding.code
    for section in ("activity", "decision"):
        for index, entry in enumerate(getattr(person, section) or ()):
            yield from (((section, index, "for"), code) for code in entry.for_ or ())
