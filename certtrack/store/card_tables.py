"""The tables of cards: states of cycles that were made once and are true for some time.

They say nothing that the facts and the rules do not; whatever changes a person takes the
person's cards away, and they are made again when they are asked for.
"""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import NUMBER, STRICT, Day, Json


class CountedRow(SQLModel, table=True):
    """A person, and if their cards are there by which rules they were made and when they are true.

    Everybody has a row: see `cards.NEVER`. `without` lists credentials of which no cycle is
    known: body, code and what to call it.
    """

    __tablename__ = "counted"
    __table_args__ = (
        Index(
            "ix_counted_without",
            "without",
            sqlite_where=text("without IS NOT NULL"),
            postgresql_where=text("without IS NOT NULL"),
        ),
        Index("ix_counted_rules_valid_until", "rules", "valid_until"),
        Index("ix_counted_rules_valid_from", "rules", "valid_from"),
        STRICT,
    )
    id: int = Field(
        sa_column=Column(
            "id", NUMBER, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
        )
    )
    rules: str = Field(sa_type=Text)
    valid_from: date = Field(sa_type=Day)
    valid_until: date = Field(sa_type=Day)
    without: list[list[str]] | None = Field(default=None, sa_type=Json)


class CardRow(SQLModel, table=True):
    """One cycle: what is asked and what counts, in the values of a `WrittenCard`."""

    __tablename__ = "card"
    __table_args__ = (
        Index("ix_card_last_day_counted_id", "last_day", "counted_id"),
        Index("ix_card_body_last_day_counted_id", "body", "last_day", "counted_id"),
        Index("ix_card_standing_last_day_counted_id", "standing", "last_day", "counted_id"),
        Index("ix_card_counted_id_id_last_day", "counted_id", "id", "last_day"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    counted_id: int = Field(
        sa_column=Column(
            "counted_id", NUMBER, ForeignKey("counted.id", ondelete="CASCADE"), nullable=False
        )
    )
    first_day: str = Field(sa_type=Text)
    last_day: str = Field(sa_type=Text)
    pace_until: str | None = Field(default=None, sa_type=Text)
    body: str = Field(sa_type=Text)
    credentials: str = Field(sa_type=Text)
    standing: str = Field(sa_type=Text)
    required: int | None = None
    counted: int
    remaining: str | None = Field(default=None, sa_type=Text)
    lacking: str = Field(sa_type=Text)
