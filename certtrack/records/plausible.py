"""What no type can say of a person's facts: they must hang together and have happened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from certtrack.errors import did_you_mean
from certtrack.reading.locate import Path
from certtrack.rules.facts import Activity, Education, Person
from certtrack.rules.rulebook import Library

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
    yield from _repeated(person)
    yield from _codes(person, library)


def _contact(person: Person) -> Iterator[Doubt]:
    if person.email and not EMAIL.fullmatch(person.email):
        yield ("person", "email"), f"{person.email!r} is not an e-mail address", None
    if person.time_zone and not _is_time_zone(person.time_zone):
        hint = "It is a name like America/New_York."
        yield ("person", "time_zone"), f"{person.time_zone!r} is not a time zone", hint


def _is_time_zone(name: str) -> bool:
    # Loading zone data is slow, and few commands see a person with a zone of their own.
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


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
    for i, one in enumerate(person.activity or ()):
        yield ("activity", i, "completed_on"), one.started_on, one.completed_on


def _credential_spans(person: Person) -> Iterator[Span]:
    for i, one in enumerate(person.credential or ()):
        yield ("credential", i, "valid_until"), one.passed_on, one.valid_until
        if one.cycle:
            yield ("credential", i, "cycle", "until"), one.cycle.from_, one.cycle.until
            yield ("credential", i, "cycle", "until"), one.passed_on, one.cycle.until


def _future(person: Person, latest: date) -> Iterator[Doubt]:
    days: list[tuple[Path, date | None]] = [
        *(
            (("education", i, "completed_on"), s.completed_on if s.status == "completed" else None)
            for i, s in enumerate(person.education or ())
        ),
        *(
            (("training", i, "completed_on"), t.completed_on)
            for i, t in enumerate(person.training or ())
        ),
        *((("exam", i, "taken_on"), e.taken_on) for i, e in enumerate(person.exam or ())),
        *(
            (("credential", i, "passed_on"), c.passed_on)
            for i, c in enumerate(person.credential or ())
        ),
        *(
            (("credential", i, "fee_paid_on"), c.fee_paid_on)
            for i, c in enumerate(person.credential or ())
        ),
        *(
            (("activity", i, "completed_on"), a.completed_on)
            for i, a in enumerate(person.activity or ())
        ),
    ]
    for path, day in days:
        if day and day > latest:
            yield path, f"{path[-1]}: {day} is in the future", f"The last possible day is {latest}."


def _study(path: Path, study: Education) -> Iterator[Doubt]:
    if study.completed_on and study.status != "completed":
        what = f"it was completed on {study.completed_on}, but its status is {study.status}"
        yield (*path, "completed_on"), what, 'Use expected_on, or status = "completed".'


def _activity(path: Path, activity: Activity) -> Iterator[Doubt]:
    if (activity.minutes is None) == (activity.ceus is None):
        given = "neither is" if activity.minutes is None else "both are"
        yield path, f"it needs minutes or ceus, exactly one of them; {given} given", None
    days = (activity.completed_on - (activity.started_on or activity.completed_on)).days + 1
    if activity.minutes and days > 0 and activity.minutes > days * MINUTES_A_DAY:
        hours = f"{activity.minutes // 60} hours in {days} day{'s' if days > 1 else ''}"
        hint = "If it took longer, give the day it started_on."
        yield (*path, "minutes"), f"{hours} cannot be", hint


def _repeated(person: Person) -> Iterator[Doubt]:
    seen: set[str] = set()
    for index, activity in enumerate(person.activity or ()):
        if activity.id and activity.id in seen:
            yield ("activity", index, "id"), f"the id {activity.id!r} is used twice", None
        seen.add(activity.id or "")
    held: set[str] = set()
    for index, holding in enumerate(person.credential or ()):
        if holding.code.casefold() in held:
            yield ("credential", index, "code"), f"{holding.code} is listed twice", None
        held.add(holding.code.casefold())


def _codes(person: Person, library: Library) -> Iterator[Doubt]:
    named: list[tuple[Path, str]] = [
        *((("exam", i, "credential"), e.credential) for i, e in enumerate(person.exam or ())),
        *((("credential", i, "code"), c.code) for i, c in enumerate(person.credential or ())),
        *(
            (("activity", i, "for"), code)
            for i, a in enumerate(person.activity or ())
            for code in a.for_ or ()
        ),
    ]
    for path, code in named:
        if library.find(code) is None:
            hint = did_you_mean(code, library.codes())
            known = f"Known are {', '.join(sorted(library.codes()))}."
            yield path, f"the credential {code!r} is not known", hint or known
