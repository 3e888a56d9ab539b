"""The tables of cards: states of cycles that were made once and are true for some time.

They say nothing that the facts and the rules do not; whatever changes a person takes the
person's cards away, and they are made again when they are asked for.
"""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Integer, Text
from sqlmodel import Field, SQLModel

from certtrack.store.tables import STRICT, Day


class CountedRow(SQLModel, table=True):
    """A person whose cards are there, by which rules they were made, and when they are true."""

    __tablename__ = "counted"
    __table_args__ = STRICT
    id: int = Field(
        sa_column=Column(
            "id", Integer, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        )
    )
    rules: str = Field(sa_type=Text)
    valid_from: date = Field(sa_type=Day)
    valid_until: date = Field(sa_type=Day)


class CardRow(SQLModel, table=True):
    """One cycle: its last day to look for it by, and all else as JSON text."""

    __tablename__ = "card"
    __table_args__ = (
        Index("ix_card_last_day_counted_id", "last_day", "counted_id"),
        Index("ix_card_counted_id", "counted_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    counted_id: int = Field(
        sa_column=Column(
            "counted_id", Integer, ForeignKey("counted.id", ondelete="CASCADE"), nullable=False
        )
    )
    last_day: date = Field(sa_type=Day)
    content: str = Field(sa_type=Text)
