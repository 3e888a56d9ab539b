"""The tables of reminders: what was sent or tried, and what people do not want to hear.

Moments are ISO text in UTC, so that they sort; see `reminders.delivery` for what a
delivery's columns say, and `reminders.silence` for a silence's.
"""

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import COUNTED, NUMBER, Day, Flag
from certtrack.store.tables import OF_PERSON

OPEN = text("state IN ('claimed', 'sending', 'waiting')")
"""Lines of which more may follow, or that somebody may have left behind: always few."""


class DeliveryRow(SQLModel, table=True):
    """One reminder for one lead time by one channel, to a person or in a manager's digest.

    That there is one row for each is what keeps two senders from sending twice. `claim`
    tells whose turn it is: it is another one each time the row is claimed.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (manager IS NULL)", name="recipient"),
        CheckConstraint(
            "state IN ('claimed', 'sending', 'sent', 'waiting', 'failed', 'superseded')",
            name="state",
        ),
        CheckConstraint("repeat IN (0, 1)", name="repeat"),
        Index(
            "uq_delivery_person_id_reminder",
            *("person_id", "reminder", "lead", "channel"),
            unique=True,
        ),
        Index(
            "uq_delivery_manager_reminder",
            *("manager", "reminder", "lead", "channel"),
            unique=True,
        ),
        Index("ix_delivery_claim", "claim"),
        Index("ix_delivery_open", "person_id", sqlite_where=OPEN, postgresql_where=OPEN),
        COUNTED,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int | None = Field(
        default=None,
        sa_column=Column("person_id", NUMBER, ForeignKey("person.id", ondelete="CASCADE")),
    )
    manager: str | None = Field(default=None, sa_type=Text)
    reminder: str = Field(sa_type=Text)
    lead: int
    channel: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    credentials: str = Field(sa_type=Text)
    due: date = Field(sa_type=Day)
    state: str = Field(sa_type=Text)
    claim: str = Field(sa_type=Text)
    claimed_at: str = Field(sa_type=Text)
    lease_until: str = Field(sa_type=Text)
    attempts: int
    next_attempt_at: str | None = Field(default=None, sa_type=Text)
    day: date | None = Field(default=None, sa_type=Day)
    message: str = Field(sa_type=Text)
    repeat: bool = Field(sa_type=Flag)
    reason: str | None = Field(default=None, sa_type=Text)


class SilenceRow(SQLModel, table=True):
    """What a person wants to hear no more, or not now."""

    __tablename__ = "silence"
    __table_args__ = (
        CheckConstraint("manner IN ('snooze', 'acknowledge', 'mute')", name="manner"),
        COUNTED,
    )
    __mapper_args__ = OF_PERSON
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    person_id: int = Field(
        sa_column=Column(
            "person_id",
            NUMBER,
            ForeignKey("person.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        )
    )
    manner: str = Field(sa_type=Text)
    reminder: str | None = Field(default=None, sa_type=Text)
    credential: str | None = Field(default=None, sa_type=Text)
    kind: str | None = Field(default=None, sa_type=Text)
    until: date | None = Field(default=None, sa_type=Day)
    made_at: str = Field(sa_type=Text)
