"""The tables of people and of their facts: the record's sections as rows."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import COUNTED, NUMBER, Amount, Day, Flag, Json

OF_PERSON = {"primary_key": ["id", "person_id"]}
"""How a row of someone's is looked up: with the person, so that in a store that is spread over
several parts or machines by people, only one of them is asked."""


def _of_person() -> Any:
    person = ForeignKey("person.id", ondelete="CASCADE")
    return Field(sa_column=Column("person_id", NUMBER, person, nullable=False, index=True))


class PersonRow(SQLModel, table=True):
    """One person; `none_of` lists sections that are told to be empty."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_lower_department", text("lower(department)"), "department"),
        Index("ix_person_lower_manager", text("lower(manager)"), "manager"),
        Index("ix_person_state", "state"),
        COUNTED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    name: str = Field(sa_type=Text, index=True)
    email: str | None = Field(default=None, sa_type=Text)
    department: str | None = Field(default=None, sa_type=Text)
    manager: str | None = Field(default=None, sa_type=Text)
    state: str | None = Field(default=None, sa_type=Text)
    time_zone: str | None = Field(default=None, sa_type=Text)
    memberships: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    none_of: list[str] = Field(default_factory=list, sa_column=Column(Json, nullable=False))


class EducationRow(SQLModel, table=True):
    """A program of study."""

    __tablename__ = "education"
    __mapper_args__ = OF_PERSON
    __table_args__ = (CheckConstraint("credits IS NULL OR credits >= 0", name="credits"), COUNTED)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    school: str | None = Field(default=None, sa_type=Text)
    program: str | None = Field(default=None, sa_type=Text)
    level: str = Field(sa_type=Text)
    field: str | None = Field(default=None, sa_type=Text)
    status: str = Field(sa_type=Text)
    completed_on: date | None = Field(default=None, sa_type=Day)
    expected_on: date | None = Field(default=None, sa_type=Day)
    accreditation: list[dict[str, Any]] | None = Field(default=None, sa_type=Json)
    foreign_association: str | None = Field(default=None, sa_type=Text)
    credits: Decimal | None = Field(default=None, sa_type=Amount)
    listed: str | None = Field(default=None, sa_type=Text)


class CourseRow(SQLModel, table=True):
    """A single college course."""

    __tablename__ = "course"
    __mapper_args__ = OF_PERSON
    __table_args__ = (
        CheckConstraint("credits IS NULL OR credits >= 0", name="credits"),
        CheckConstraint("part_of_program IN (0, 1)", name="part_of_program"),
        COUNTED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    subject: str | None = Field(default=None, sa_type=Text)
    title: str = Field(sa_type=Text)
    school: str | None = Field(default=None, sa_type=Text)
    credits: Decimal | None = Field(default=None, sa_type=Amount)
    grade: str | None = Field(default=None, sa_type=Text)
    completed_on: date | None = Field(default=None, sa_type=Day)
    part_of_program: bool | None = Field(default=None, sa_type=Flag)


class TrainingRow(SQLModel, table=True):
    """A course or program that gives no degree."""

    __tablename__ = "training"
    __mapper_args__ = OF_PERSON
    __table_args__ = (CheckConstraint("hours IS NULL OR hours > 0", name="hours"), COUNTED)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    title: str = Field(sa_type=Text)
    provider: str | None = Field(default=None, sa_type=Text)
    topics: list[str] | None = Field(default=None, sa_type=Json)
    approved_by: str | None = Field(default=None, sa_type=Text)
    completed_on: date | None = Field(default=None, sa_type=Day)
    expected_on: date | None = Field(default=None, sa_type=Day)
    hours: Decimal | None = Field(default=None, sa_type=Amount)


class ExperienceRow(SQLModel, table=True):
    """A job, or a time in one."""

    __tablename__ = "experience"
    __mapper_args__ = OF_PERSON
    __table_args__ = (
        CheckConstraint("hours_per_week > 0 AND hours_per_week <= 16800", name="hours"),
        CheckConstraint("until IS NULL OR until >= first_day", name="span"),
        COUNTED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    kind: str = Field(sa_type=Text)
    employer: str | None = Field(default=None, sa_type=Text)
    from_: date = Field(sa_column=Column("first_day", Day, nullable=False))
    until: date | None = Field(default=None, sa_type=Day)
    hours_per_week: Decimal = Field(sa_type=Amount)


class ApplicationRow(SQLModel, table=True):
    """An application to sit a credential's exam that was approved."""

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint("window_until IS NULL OR window_until >= approved_on", name="window"),
        COUNTED,
    )
    __mapper_args__ = OF_PERSON
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    credential: str = Field(sa_type=Text)
    approved_on: date = Field(sa_type=Day)
    window_until: date | None = Field(default=None, sa_type=Day)
    reference: str | None = Field(default=None, sa_type=Text)


class ExamRow(SQLModel, table=True):
    """One attempt at a credential's exam."""

    __tablename__ = "exam"
    __mapper_args__ = OF_PERSON
    __table_args__ = (CheckConstraint("passed IN (0, 1)", name="passed"), COUNTED)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    credential: str = Field(sa_type=Text)
    taken_on: date = Field(sa_type=Day)
    passed: bool = Field(sa_type=Flag)


class CredentialRow(SQLModel, table=True):
    """A credential that a person holds."""

    __tablename__ = "credential"
    __mapper_args__ = OF_PERSON
    __table_args__ = (
        Index("uq_credential_person_id_code", "person_id", "code", unique=True),
        COUNTED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    code: str = Field(sa_type=Text)
    passed_on: date = Field(sa_type=Day)
    number: str | None = Field(default=None, sa_type=Text)
    cycle: dict[str, Any] | None = Field(default=None, sa_type=Json)
    valid_until: date | None = Field(default=None, sa_type=Day)
    fee_paid_on: date | None = Field(default=None, sa_type=Day)
    tracked_from: date | None = Field(default=None, sa_type=Day)
    handed_in_on: date | None = Field(default=None, sa_type=Day)
    held_until: date | None = Field(default=None, sa_type=Day)


class DecisionRow(SQLModel, table=True):
    """What a certifying body itself decided."""

    __tablename__ = "decision"
    __mapper_args__ = OF_PERSON
    __table_args__ = (CheckConstraint("ceus IS NULL OR ceus >= 0", name="ceus"), COUNTED)
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    body: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    decided_on: date = Field(sa_type=Day)
    concerns: date | None = Field(default=None, sa_type=Day)
    for_: list[str] | None = Field(default=None, sa_column=Column("for_codes", Json))
    rule: str | None = Field(default=None, sa_type=Text)
    ceus: Decimal | None = Field(default=None, sa_type=Amount)
    until: date | None = Field(default=None, sa_type=Day)
    reference: str | None = Field(default=None, sa_type=Text)
    notes: str | None = Field(default=None, sa_type=Text)


class ActivityRow(SQLModel, table=True):
    """Something that earned CEUs; `name` is the record's own id for it."""

    __tablename__ = "activity"
    __mapper_args__ = OF_PERSON
    __table_args__ = (
        CheckConstraint(
            "(minutes IS NULL OR ceus IS NULL) AND "
            "(minutes IS NOT NULL OR ceus IS NOT NULL OR credits IS NOT NULL)",
            name="minutes_or_ceus",
        ),
        CheckConstraint("credits IS NULL OR credits > 0", name="credits"),
        CheckConstraint("minutes IS NULL OR minutes > 0", name="minutes"),
        CheckConstraint("ceus IS NULL OR ceus > 0", name="ceus"),
        Index("ix_activity_person_id_completed_on", "person_id", "completed_on"),
        Index("uq_activity_person_id_name", "person_id", "name", unique=True),
        COUNTED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    name: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    provider: str | None = Field(default=None, sa_type=Text)
    source: str | None = Field(default=None, sa_type=Text)
    started_on: date | None = Field(default=None, sa_type=Day)
    completed_on: date = Field(sa_type=Day)
    minutes: int | None = Field(default=None, sa_type=Integer)
    ceus: Decimal | None = Field(default=None, sa_type=Amount)
    credits: Decimal | None = Field(default=None, sa_type=Amount)
    grade: str | None = Field(default=None, sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    domain: str | None = Field(default=None, sa_type=Text)
    audience: str | None = Field(default=None, sa_type=Text)
    for_: list[str] | None = Field(default=None, sa_column=Column("for_codes", Json))
    next_cycle: bool | None = Field(default=None, sa_type=Flag)
    reference: str | None = Field(default=None, sa_type=Text)
    evidence: str | None = Field(default=None, sa_type=Text)
    notes: str | None = Field(default=None, sa_type=Text)
