"""The tables of the history: what each command changed, row by row."""

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel

from certtrack.store.tables import STRICT, Json


class ChangeSetRow(SQLModel, table=True):
    """What one command did, as a whole; `undoes` names the one it took back."""

    __tablename__ = "change_set"
    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True)
    made_at: str = Field(sa_type=Text)
    what: str = Field(sa_type=Text)
    undoes: int | None = Field(
        default=None, sa_column=Column("undoes", Integer, ForeignKey("change_set.id"), unique=True)
    )


class ChangeRow(SQLModel, table=True):
    """One row before and after; no `before` means added, no `after` means removed.

    Rows added in bulk are one change: `row_id` is the first, `after` tells the last.
    """

    __tablename__ = "change"
    __table_args__ = STRICT
    id: int | None = Field(default=None, primary_key=True)
    change_set_id: int = Field(
        sa_column=Column(
            "change_set_id", Integer, ForeignKey("change_set.id"), nullable=False, index=True
        )
    )
    table_name: str = Field(sa_type=Text)
    row_id: int = Field(sa_type=Integer)
    before: dict[str, Any] | None = Field(default=None, sa_type=Json)
    after: dict[str, Any] | None = Field(default=None, sa_type=Json)
