"""The record of a person as it is written: who it is about, and the sections of facts."""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated, Any

from pydantic import Field

from certtrack.rules.facts import (
    Activity,
    Application,
    Decision,
    Exam,
    Experience,
    Holding,
    Person,
    Section,
)
from certtrack.rules.shape import SchemaVersion, State, Text, shape
from certtrack.rules.studies import Course, Education, Training

SHAPES: dict[Section, type[Any]] = {
    "education": Education,
    "course": Course,
    "training": Training,
    "experience": Experience,
    "application": Application,
    "exam": Exam,
    "credential": Holding,
    "activity": Activity,
    "decision": Decision,
}
"""The sections of a record, and what each of their entries is."""


@shape
class PersonTable:
    """Who the record is about."""

    name: Annotated[Text, Field(description="The person's name.")]
    email: Annotated[Text | None, Field(description="Where reminders may be sent.")] = None
    department: Annotated[Text | None, Field(description="Where the person works.")] = None
    manager: Annotated[
        Text | None,
        Field(description="Name or e-mail of the one who looks after the person's credentials."),
    ] = None
    state: Annotated[
        State | None, Field(description="A US state or territory by its two letters: FL.")
    ] = None
    time_zone: Annotated[
        Text | None,
        Field(description="Where the person's days begin, for example America/New_York."),
    ] = None
    memberships: Annotated[
        tuple[Text, ...], Field(description="Bodies of which the person is a member.")
    ] = ()


MOST_JOBS = 200
"""More jobs are a mistake of some program, and reckoning with them would take long."""


@shape
class Record:
    """A record, version 1: the shape of a record file."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")]
    person: PersonTable
    education: tuple[Education, ...] | None = None
    course: tuple[Course, ...] | None = None
    training: tuple[Training, ...] | None = None
    experience: Annotated[tuple[Experience, ...], Field(max_length=MOST_JOBS)] | None = None
    application: tuple[Application, ...] | None = None
    exam: tuple[Exam, ...] | None = None
    credential: tuple[Holding, ...] | None = None
    activity: tuple[Activity, ...] | None = None
    decision: tuple[Decision, ...] | None = None

    def facts(self) -> Person:
        """The person the record tells of."""
        who = {each.name: getattr(self.person, each.name) for each in fields(PersonTable)}
        return Person(**who, **{section: getattr(self, section) for section in SHAPES})


def record_of(person: Person) -> Record:
    """A person's facts as a record."""
    who = {each.name: getattr(person, each.name) for each in fields(PersonTable)}
    sections = {section: getattr(person, section) for section in SHAPES}
    return Record(schema_=1, person=PersonTable(**who), **sections)
