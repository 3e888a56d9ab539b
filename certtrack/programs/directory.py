"""Programs of study as a directory lists them; what a source does not say is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from certtrack.programs.timeline import Stretch, in_order
from certtrack.rules.findings import Source
from certtrack.rules.shape import (
    Hundredths,
    Level,
    SchemaVersion,
    Slug,
    State,
    Text,
    Whole,
    shape,
)
from certtrack.rules.studies import AccreditationSpell

Per = Literal["program", "year", "credit", "course"]
Residency = Literal["in-district", "in-state", "out-of-state"]
Control = Literal["public", "private"]
Delivery = Literal["on-campus", "online", "hybrid"]


@shape
class Span:
    """From how much to how much; the same twice where only one figure is told."""

    least: Annotated[Hundredths, Field(gt=0, description="The least.")]
    most: Annotated[Hundredths, Field(gt=0, description="The most.")]


@shape
class Charge:
    """What studying costs, in US dollars."""

    amount: Annotated[Hundredths, Field(ge=0, description="US dollars.")]
    fees: Annotated[
        Hundredths | None,
        Field(ge=0, description="Required fees beside it; absent: the source does not say."),
    ] = None
    per: Annotated[Per, Field(description="For what.")]
    residency: Annotated[
        Residency | None, Field(description="For whom; absent: the source does not say.")
    ] = None
    control: Annotated[
        Control | None, Field(description="At which schools, where it is of many.")
    ] = None
    median: Annotated[
        bool, Field(strict=True, description="Whether half of many charge more, half less.")
    ] = False
    year: Annotated[
        Text | None, Field(description="Of which year, as the source says; absent: not told.")
    ] = None
    of: Annotated[
        Text | None, Field(description="Of what, where the source tells it of more than this.")
    ] = None


@shape
class Awards:
    """How many completed a program in a year."""

    year: Annotated[Whole, Field(ge=1900, le=2199, description="The year.")]
    number: Annotated[Whole, Field(ge=0, description="Degrees and certificates awarded.")]


@shape
class Program:
    """A program of an institution, or what is known of a kind of programs."""

    id: Annotated[Slug, Field(description="What it is called in commands.")]
    name: Annotated[Text, Field(description="The institution's or the kind's name.")]
    program: Annotated[Text | None, Field(description="What the program itself is called.")] = None
    state: Annotated[State | None, Field(description="Where it is, by two letters.")] = None
    level: Annotated[Level | None, Field(description="Its award; absent: not told.")] = None
    field: Annotated[Slug | None, Field(description="The field of study.")] = None
    delivery: Annotated[Delivery | None, Field(description="Where it is taught.")] = None
    starts: Annotated[Text | None, Field(description="When it can be begun.")] = None
    credits: Annotated[Span | None, Field(description="College credits.")] = None
    months: Annotated[Span | None, Field(description="How long it takes, full-time.")] = None
    charges: Annotated[tuple[Charge, ...], Field(description="What it costs.")] = ()
    awards: Annotated[tuple[Awards, ...], Field(description="How many completed it.")] = ()
    courses: Annotated[tuple[Text, ...], Field(description="What is usually taught.")] = ()
    accreditation: Annotated[
        tuple[AccreditationSpell, ...] | None,
        Field(description="By whom it was accredited when. Absent: not known. Empty: known none."),
    ] = None
    note: Annotated[Text | None, Field(description="Anything else the source says.")] = None
    source: Annotated[Slug, Field(description="The key of its source.")]


@shape
class ProgramList:
    """Programs of institutions and what is usual, each with its source."""

    schema_: Annotated[SchemaVersion, Field(alias="schema")] = 1
    sources: Annotated[dict[str, Source], Field(description="Documents by key.")]
    program: Annotated[tuple[Program, ...], Field(description="Programs of institutions.")] = ()
    typical: Annotated[tuple[Program, ...], Field(description="What is usual for a kind.")] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """A program of the directory.

    Args:
        program: What is known of it.
        source: Who says so.
        typical: Whether it is what is usual for a kind of programs, and no program itself.
        told_on: The day on which the file that told it so was read; None for what comes with
            the directory.
        gone_on: The day on which a file was read that tells it otherwise or no more.
        before: What was told of it before, the oldest first.
    """

    program: Program
    source: Source
    typical: bool = False
    told_on: date | None = None
    gone_on: date | None = None
    before: tuple[Listed, ...] = ()

    @property
    def accreditation(self) -> tuple[Stretch, ...] | None:
        """Who accredited it when, the latest first; None where that is not known."""
        spells = self.program.accreditation
        if spells is None:
            return None
        return in_order(
            Stretch(agency=one.agency, first_day=one.from_, last_day=one.until) for one in spells
        )
