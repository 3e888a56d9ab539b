"""The tables of calendars: what they told of each deadline, and who may subscribe to one."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import COUNTED, NUMBER, STRICT, Day
from certtrack.store.tables import OF_PERSON


def _of_person(*, index: bool = False) -> Any:
    person = ForeignKey("person.id", ondelete="CASCADE")
    return Field(sa_column=Column("person_id", NUMBER, person, nullable=False, index=index or None))


class CalendarEntryRow(SQLModel, table=True):
    """One entry about a person in calendars of one form, as it was last told."""

    __tablename__ = "calendar_entry"
    __table_args__ = (
        CheckConstraint("sequence >= 0", name="sequence"),
        CheckConstraint("state IN ('open', 'done', 'removed')", name="state"),
        Index(
            "uq_calendar_entry_person_id_form_concern",
            "person_id",
            "form",
            "concern",
            unique=True,
        ),
        STRICT,
    )
    __mapper_args__ = OF_PERSON
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person()
    form: str = Field(sa_type=Text)
    concern: str = Field(sa_type=Text)
    uid: str = Field(sa_type=Text)
    due: date = Field(sa_type=Day)
    summary: str = Field(sa_type=Text)
    digest: str = Field(sa_type=Text)
    sequence: int = Field(sa_type=Integer)
    changed_at: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)


class FeedRow(SQLModel, table=True):
    """An address at which a program may subscribe to a person's deadlines.

    Of the address only a hash is kept: who reads the store cannot subscribe.
    """

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_digest", "digest"), COUNTED)
    __mapper_args__ = OF_PERSON
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = _of_person(index=True)
    digest: str = Field(sa_type=Text)
    made_at: str = Field(sa_type=Text)
