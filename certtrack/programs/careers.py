"""Careers: what work there is, what it pays, and which credentials serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from certtrack.rules.findings import Source
from certtrack.rules.shape import (
    CredentialName,
    Hundredths,
    Level,
    SchemaVersion,
    Slug,
    Text,
    Whole,
    shape,
)

CareerKind = Literal["technician", "adjacent"]


@shape
class Outlook:
    """What is told of a kind of work: how many do it, what it pays, how it grows."""

    area: Annotated[Text | None, Field(description="Where; absent: the source names none.")] = None
    growth: Annotated[
        Hundredths | None, Field(description="By how many per cent it grows in the span of years.")
    ] = None
    from_year: Annotated[Whole | None, Field(description="The first year of the growth.")] = None
    until_year: Annotated[Whole | None, Field(description="The last year of the growth.")] = None
    median_pay: Annotated[Hundredths | None, Field(description="US dollars a year.")] = None
    mean_pay: Annotated[Hundredths | None, Field(description="US dollars a year.")] = None
    employed: Annotated[Whole | None, Field(description="How many do it.")] = None


@shape
class Career:
    """A kind of work."""

    id: Annotated[Slug, Field(description="What it is called in commands.")]
    name: Annotated[Text, Field(description="What it is called.")]
    kind: Annotated[CareerKind, Field(description="A technician's work, or one beside it.")]
    level: Annotated[Level | None, Field(description="The education it usually asks.")] = None
    credentials: Annotated[
        tuple[CredentialName, ...], Field(description="Credentials that serve it.")
    ] = ()
    outlook: Annotated[tuple[Outlook, ...], Field(description="What is told of it.")] = ()
    note: Annotated[Text | None, Field(description="Anything else.")] = None
    source: Annotated[Slug, Field(description="The key of its source.")]


@shape
class CareerList:
    """Careers, each with its source."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")] = 1
    sources: Annotated[dict[str, Source], Field(description="Documents by key.")]
    career: Annotated[tuple[Career, ...], Field(description="Kinds of work.")]


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work.

    Args:
        career: What is known of it.
        source: Who says so.
    """

    career: Career
    source: Source
