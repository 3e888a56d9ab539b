"""People and their facts into the store: the core's types to rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlmodel import select

from certtrack.reading.shapes import write
from certtrack.rules.facts import Person, Section
from certtrack.rules.record import SHAPES, PersonTable
from certtrack.store import evidence
from certtrack.store.calendar_tables import CalendarEntryRow, FeedRow
from certtrack.store.delivery_tables import DeliveryRow, SilenceRow
from certtrack.store.evidence_tables import EvidenceRow
from certtrack.store.history import Work
from certtrack.store.sessions import driver
from certtrack.store.tables import (
    ActivityRow,
    ApplicationRow,
    CourseRow,
    CredentialRow,
    DecisionRow,
    EducationRow,
    ExamRow,
    ExperienceRow,
    PersonRow,
    TrainingRow,
)

ROWS: dict[Section, type[Any]] = {
    "education": EducationRow,
    "course": CourseRow,
    "training": TrainingRow,
    "experience": ExperienceRow,
    "application": ApplicationRow,
    "exam": ExamRow,
    "credential": CredentialRow,
    "activity": ActivityRow,
    "decision": DecisionRow,
}
"""The table of each section of a record."""


def add_person(work: Work, person: Person) -> int:
    """Add a person with all their facts; gives the person's number."""
    number = work.add(PersonRow(**_who(person)))
    _add_facts(work, number, person)
    return number


def _add_facts(work: Work, number: int, person: Person) -> None:
    named = frozenset(one.id for one in person.activity or () if one.id)
    for section in SHAPES:
        for fact in getattr(person, section) or ():
            add_fact(work, number, section, fact, named)


def add_holders(work: Work, persons: Sequence[Person]) -> None:
    """Add many people at once, of whom no more is known than the credentials they hold."""
    numbers = work.add_all(PersonRow, [_who(person) for person in persons])
    held = [
        {"person_id": number, **_columns(holding)}
        for number, person in zip(numbers, persons, strict=True)
        for holding in person.credential or ()
    ]
    work.add_all(CredentialRow, held)


def _who(person: Person) -> dict[str, Any]:
    """The columns of a person's own row."""
    return {
        **{each.name: getattr(person, each.name) for each in fields(PersonTable)},
        "memberships": list(person.memberships),
        "none_of": [section for section in SHAPES if getattr(person, section) == ()],
    }


def edit_person(work: Work, person: int, values: dict[str, Any]) -> None:
    """Set some of what is known of who a person is."""
    work.edit(work.get(PersonRow, person), values)


def remove_person(work: Work, person: int) -> str:
    """Remove a person with everything on record about them; gives the name.

    What was sent to them and what calendars told of them goes with them, and comes back with
    them: else it were sent again.
    """
    others = (EvidenceRow, DeliveryRow, SilenceRow, CalendarEntryRow, FeedRow)
    _remove_all(work, person, *ROWS.values(), *others)
    row = work.get(PersonRow, person)
    work.remove(row)
    return str(row.name)


def replace_person(work: Work, number: int, person: Person) -> None:
    """Put other facts in the place of all that is on record about a person.

    They stay who they are: the same number, what was sent to them, and what they do not
    want to hear. The evidence of an activity goes to the one that has its id.
    """
    before = evidence.activities(work, number)
    _remove_all(work, number, *ROWS.values())
    edit_person(work, number, _who(person))
    _add_facts(work, number, person)
    evidence.hand_on(work, number, before)


def _remove_all(work: Work, person: int, *tables: type[Any]) -> None:
    for table in tables:
        for row in work.session.exec(select(table).where(table.person_id == person)).all():
            work.remove(row)


def add_fact(
    work: Work, person: int, section: Section, fact: Any, named: frozenset[str] = frozenset()
) -> int:
    """Add one entry to a section; gives its number.

    An activity without an id of its own gets one, none of those that others, which are yet
    to be added, are named by. A section that was said to be empty no longer is.
    """
    values = _columns(fact)
    if section == "activity":
        values["name"] = values["name"] or _free_name(work, person, named)
    if section in _none_of(work, person):
        row = work.get(PersonRow, person)
        work.edit(row, {"none_of": [one for one in row.none_of if one != section]})
    return work.add(ROWS[section](person_id=person, **values))


def edit_fact(work: Work, person: int, section: Section, number: int, fact: Any) -> None:
    """Put an entry in the place of a person's with a number; an activity keeps its id."""
    row = work.get(ROWS[section], number, person)
    values = _columns(fact)
    if section == "activity":
        values["name"] = values["name"] or row.name
    work.edit(row, values)


def remove_fact(work: Work, person: int, section: Section, number: int) -> None:
    """Remove a person's entry with a number; the evidence of an activity is kept."""
    if section == "activity":
        evidence.let_go(work, person, number)
    work.remove(work.get(ROWS[section], number, person))


def _columns(fact: Any) -> dict[str, Any]:
    """A fact's values by the attribute of its row; nested values as plain tables."""
    written = write(fact)
    values = {each.name: written.get(each.name.rstrip("_")) for each in fields(fact)}
    if type(fact) is SHAPES["activity"]:
        values["name"] = values.pop("id")
    return values


def _none_of(work: Work, person: int) -> list[str]:
    query = "SELECT none_of FROM person WHERE id = ?"
    row = driver(work.session).execute(query, (person,)).fetchone()
    found: list[str] = json.loads(row["none_of"])
    return found


def _free_name(work: Work, person: int, named: frozenset[str]) -> str:
    """The first of a1, a2, … that no activity of the person has, nor one that is named so."""
    query = "SELECT name FROM activity WHERE person_id = ?"
    taken = {row["name"] for row in driver(work.session).execute(query, (person,))}
    number = len(taken) + 1
    while f"a{number}" in taken | named:
        number += 1
    return f"a{number}"
