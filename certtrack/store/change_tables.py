"""The tables of the history: what each command changed, row by row."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import NUMBER, STRICT, Json


class ChangeSetRow(SQLModel, table=True):
    """What one command did, as a whole, and who ran it; `undoes` names the one it took back."""

    __tablename__ = "change_set"
    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    made_at: str = Field(sa_type=Text)
    made_by: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    undoes: int | None = Field(
        default=None, sa_column=Column("undoes", NUMBER, ForeignKey("change_set.id"), unique=True)
    )


class ChangeRow(SQLModel, table=True):
    """One row before and after; no `before` means added, no `after` means removed.

    `person_id` is whose row it is; None where it is nobody's. Rows of somebody that were added
    in bulk are one change: `row_id` is the first, `after` tells the last, and how many.
    """

    __tablename__ = "change"
    __table_args__ = (
        Index("ix_change_person_id_change_set_id", "person_id", "change_set_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True, sa_type=NUMBER)
    change_set_id: int = Field(
        sa_column=Column(
            "change_set_id", NUMBER, ForeignKey("change_set.id"), nullable=False, index=True
        )
    )
    table_name: str = Field(sa_type=Text)
    row_id: int = Field(sa_type=NUMBER)
    person_id: int | None = Field(default=None, sa_type=NUMBER)
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    after: dict[str, Any] | None = Field(default=None, sa_type=Json)
