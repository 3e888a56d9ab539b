"""A school as an accreditation database lists it: every version of it, and who accredited it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from certtrack.rules.findings import Source

Now = Literal["in force", "over", "to come", "not known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time in which an agency accredited a school or one of its programs.

    Args:
        agency: The agency.
        program: The program; None for the school as a whole.
        status: What the agency calls it, as "Accredited".
        first_day: The first day; None where it is not told.
        last_day: The last day, included; None where none is told: it goes on.
        told_on: The day on which the file that told it first was read.
        gone_on: The day on which a file was read that tells it no more; None while it does.
    """

    agency: str
    program: str | None
    status: str | None
    first_day: date | None
    last_day: date | None
    told_on: date
    gone_on: date | None

    def on(self, day: date) -> Now:
        """How it stands on a day, by what is told of it."""
        if self.first_day and day < self.first_day:
            return "to come"
        if self.last_day and self.last_day < day:
            return "over"
        return "in force" if self.first_day else "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a school was called, and where it was, from one file to another.

    Args:
        name: Its name.
        address: Its address.
        told_on: The day on which the file that told it first was read.
        gone_on: The day on which a file was read that tells it otherwise or no more.
    """

    name: str
    address: str | None
    told_on: date
    gone_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """A school, or one of its locations.

    Args:
        key: What it is called in commands.
        kind: What the source says it is.
        state: Its state, by two letters; None where it is not told.
        parent: The key of the school it belongs to.
        versions: What it was called, the oldest first; at least one.
        spells: Who accredited it.
        source: Who says so.
    """

    key: str
    kind: str | None
    state: str | None
    parent: str | None
    versions: tuple[Version, ...]
    spells: tuple[Spell, ...]
    source: Source

    @property
    def name(self) -> str:
        """What it was called last."""
        return self.versions[-1].name

    @property
    def is_listed(self) -> bool:
        """Whether the newest file still tells of it."""
        return self.versions[-1].gone_on is None
