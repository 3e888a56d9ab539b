"""The tables of the directory: schools, programs and their accreditation, as files tell it.

Nothing is overwritten: a row that a later file tells otherwise, or no more, says in which
file it was gone, and the new version stands beside it.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import NUMBER, STRICT, Amount, Day, Json

CURRENT = text("gone_in IS NULL")


def _in_versions(table: str, *more: Index) -> Any:
    """What holds of a table whose rows are versions: of each key one is current."""
    of = Index(
        f"uq_{table}_key", "key", unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
    )
    return (of, *more, STRICT)


def _in_source(name: str, *, always: bool) -> Any:
    key = ForeignKey("directory_source.id")
    return Field(default=None, sa_column=Column(name, NUMBER, key, nullable=not always))


class DirectorySourceRow(SQLModel, table=True):
    """A file that was imported and said something new."""

    __tablename__ = "directory_source"
    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    kind: str = Field(sa_type=Text)
    file_name: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    read_on: date = Field(sa_type=Day)


class InstitutionRow(SQLModel, table=True):
    """An institution or one of its locations; `key` is what its source calls it."""

    __tablename__ = "institution"
    __table_args__ = _in_versions("institution")
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    parent_key: str | None = Field(default=None, sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    address: str | None = Field(default=None, sa_type=Text)
    state: str | None = Field(default=None, sa_type=Text)
    ope_id: str | None = Field(default=None, sa_type=Text)
    unit_ids: str | None = Field(default=None, sa_type=Text)
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)


class AccreditationRow(SQLModel, table=True):
    """A time in which an agency accredited an institution, or one of its programs."""

    __tablename__ = "accreditation"
    __table_args__ = _in_versions(
        "accreditation", Index("ix_accreditation_institution_key", "institution_key")
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    institution_key: str = Field(sa_type=Text)
    agency: str = Field(sa_type=Text)
    program: str | None = Field(default=None, sa_type=Text)
    status: str | None = Field(default=None, sa_type=Text)
    first_day: date | None = Field(default=None, sa_type=Day)
    last_day: date | None = Field(default=None, sa_type=Day)
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)


class AccreditationActionRow(SQLModel, table=True):
    """What an agency did about an accreditation; `ends` is told in the source's words."""

    __tablename__ = "accreditation_action"
    __table_args__ = _in_versions(
        "accreditation_action", Index("ix_accreditation_action_institution_key", "institution_key")
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    institution_key: str = Field(sa_type=Text)
    agency: str = Field(sa_type=Text)
    program: str | None = Field(default=None, sa_type=Text)
    action: str = Field(sa_type=Text)
    taken_on: date | None = Field(default=None, sa_type=Day)
    reason: str | None = Field(default=None, sa_type=Text)
    reason_more: str | None = Field(default=None, sa_type=Text)
    ends: str | None = Field(default=None, sa_type=Text)
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)


class IpedsInstitutionRow(SQLModel, table=True):
    """A school as it reported itself in a year; `closed` is told in the source's words."""

    __tablename__ = "ipeds_institution"
    __table_args__ = _in_versions("ipeds_institution")
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    city: str | None = Field(default=None, sa_type=Text)
    state: str | None = Field(default=None, sa_type=Text)
    ope_id: str | None = Field(default=None, sa_type=Text)
    web_address: str | None = Field(default=None, sa_type=Text)
    closed: str | None = Field(default=None, sa_type=Text)
    year: int
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)


class CompletionRow(SQLModel, table=True):
    """How many awards of a level a school gave in a field of study, in the year up to June."""

    __tablename__ = "completion"
    __table_args__ = _in_versions(
        "completion", Index("ix_completion_institution_key", "institution_key")
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    institution_key: str = Field(sa_type=Text)
    cip_code: str = Field(sa_type=Text)
    award_level: int
    awards: int | None = None
    year: int
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)


class StudentChargeRow(SQLModel, table=True):
    """Tuition and required fees of full-time undergraduates, in the year from the autumn on."""

    __tablename__ = "student_charge"
    __table_args__ = _in_versions("student_charge")
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    in_district: Decimal | None = Field(default=None, sa_type=Amount)
    in_district_fees: Decimal | None = Field(default=None, sa_type=Amount)
    in_state: Decimal | None = Field(default=None, sa_type=Amount)
    in_state_fees: Decimal | None = Field(default=None, sa_type=Amount)
    out_of_state: Decimal | None = Field(default=None, sa_type=Amount)
    out_of_state_fees: Decimal | None = Field(default=None, sa_type=Amount)
    year: int
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)


class ProgramRow(SQLModel, table=True):
    """A program of study as somebody looked it up; `source` is where."""

    __tablename__ = "program"
    __table_args__ = _in_versions("program")
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    key: str = Field(sa_type=Text)
    name: str = Field(sa_type=Text)
    program: str | None = Field(default=None, sa_type=Text)
    state: str | None = Field(default=None, sa_type=Text)
    level: str | None = Field(default=None, sa_type=Text)
    field: str | None = Field(default=None, sa_type=Text)
    delivery: str | None = Field(default=None, sa_type=Text)
    starts: str | None = Field(default=None, sa_type=Text)
    credits_least: Decimal | None = Field(default=None, sa_type=Amount)
    credits_most: Decimal | None = Field(default=None, sa_type=Amount)
    months_least: Decimal | None = Field(default=None, sa_type=Amount)
    months_most: Decimal | None = Field(default=None, sa_type=Amount)
    tuition: Decimal | None = Field(default=None, sa_type=Amount)
    tuition_per: str | None = Field(default=None, sa_type=Text)
    residency: str | None = Field(default=None, sa_type=Text)
    tuition_year: str | None = Field(default=None, sa_type=Text)
    accreditation: list[dict[str, str]] | None = Field(default=None, sa_type=Json)
    note: str | None = Field(default=None, sa_type=Text)
    source: str = Field(sa_type=Text)
    url: str | None = Field(default=None, sa_type=Text)
    looked_up_on: date = Field(sa_type=Day)
    listed_in: int | None = _in_source("listed_in", always=True)
    gone_in: int | None = _in_source("gone_in", always=False)
