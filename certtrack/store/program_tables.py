"""The tables of the directory: institutions and their accreditation, as imported files tell it.

Nothing is overwritten: a row that a later file tells otherwise, or no more, says in which
file it was gone, and the new version stands beside it.
"""

from datetime import date
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import NUMBER, STRICT, Day

CURRENT = text("gone_in IS NULL")


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
    __table_args__ = (
        Index("uq_institution_key", "key", unique=True, sqlite_where=CURRENT,
              postgresql_where=CURRENT),
        STRICT,
    )  # fmt: skip
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
    __table_args__ = (
        Index("uq_accreditation_key", "key", unique=True, sqlite_where=CURRENT,
              postgresql_where=CURRENT),
        Index("ix_accreditation_institution_key", "institution_key"),
        STRICT,
    )  # fmt: skip
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
