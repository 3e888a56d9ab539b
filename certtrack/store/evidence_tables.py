"""The table of evidence: which file of the vault proves which activity."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel

from certtrack.store.column_types import COUNTED, NUMBER


class EvidenceRow(SQLModel, table=True):
    """A file that someone keeps, for one activity; for several it has several rows.

    `title` is the activity's when it was attached. `activity_id` is None once the activity
    was removed: the file is kept until a purge.
    """

    __tablename__ = "evidence"
    __mapper_args__ = {"primary_key": ["id", "person_id"]}
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size > 0", name="size"),
        Index("ix_evidence_sha256", "sha256"),
        Index(
            "uq_evidence_person_id_activity_id_sha256",
            "person_id",
            "activity_id",
            "sha256",
            unique=True,
        ),
        COUNTED,
    )
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
    activity_id: int | None = Field(default=None, sa_type=NUMBER)
    title: str = Field(sa_type=Text)
    sha256: str = Field(sa_type=Text)
    file_name: str = Field(sa_type=Text)
    media_type: str = Field(sa_type=Text)
    size: int = Field(sa_type=NUMBER)
    added_at: str = Field(sa_type=Text)
