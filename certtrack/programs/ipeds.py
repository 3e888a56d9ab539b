"""What the codes of IPEDS mean, and which of the fields of study it tells of are kept.

IPEDS is what schools report to the U.S. Department of Education. It proves that a school gave an
award in a field; it says nothing of who accredited that.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from certtrack.rules.findings import Source
from certtrack.rules.shape import Level, SchemaVersion, Slug, Text, Whole, shape

UNDERGRADUATE: frozenset[Level | None] = frozenset(["certificate", "associate", "bachelor"])
"""Awards to which the tuition of undergraduates belongs."""


@shape
class AwardLevel:
    """An award as IPEDS counts it."""

    code: Annotated[Whole, Field(ge=1, description="Its AWLEVEL.")]
    name: Annotated[Text, Field(description="What IPEDS calls it.")]
    level: Annotated[Level | None, Field(description="The award; absent: none we know.")] = None


@shape
class FieldOfStudy:
    """A field of the Classification of Instructional Programs (CIP)."""

    cip: Annotated[Text, Field(pattern=r"^\d\d\.\d{4}$", description="Its CIPCODE.")]
    name: Annotated[Text, Field(description="What the classification calls it.")]
    field: Annotated[Slug | None, Field(description="As in a record; absent: none we know.")] = None


@shape
class Codes:
    """What the codes of IPEDS mean."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")] = 1
    source: Annotated[Source, Field(description="Who tells it.")]
    award: Annotated[tuple[AwardLevel, ...], Field(description="Awards.")]
    field: Annotated[tuple[FieldOfStudy, ...], Field(description="Fields that are kept.")]

    def awards(self) -> dict[int, AwardLevel]:
        """Awards by code."""
        return {one.code: one for one in self.award}

    def fields(self) -> dict[str, FieldOfStudy]:
        """Fields of study by code."""
        return {one.cip: one for one in self.field}


def school_year(year: int) -> str:
    """The school year that begins in a year, as IPEDS writes it: 2023-24."""
    return f"{year}-{(year + 1) % 100:02}"
