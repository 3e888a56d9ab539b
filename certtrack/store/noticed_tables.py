"""The table of kept reminders: what people are to be told, made once and true for some time.

They say nothing that the facts and the rules do not; whatever changes a person takes the
person's row away, and it is made again when it is asked for.
"""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import NUMBER, STRICT, Day


class NoticedRow(SQLModel, table=True):
    """A person's reminders: by which rules they were made, and when they are true.

    `next_day` is the first day on which the person must be looked at again, reckoned by
    the `wishes` that hold for everybody; until then there is nothing to tell. `made` tells
    one making of the row from the next.
    """

    __tablename__ = "noticed"
    __table_args__ = (
        Index("ix_noticed_rules_wishes_next_day", "rules", "wishes", "next_day"),
        STRICT,
    )
    id: int = Field(
        sa_column=Column(
            "id", NUMBER, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        )
    )
    rules: str = Field(sa_type=Text)
    wishes: str = Field(sa_type=Text)
    valid_from: date = Field(sa_type=Day)
    valid_until: date = Field(sa_type=Day)
    next_day: date = Field(sa_type=Day)
    made: str = Field(sa_type=Text)
    reminders: str = Field(sa_type=Text)
