"""A school as an accreditation database lists it: every version of it, and who accredited it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from certtrack.programs.directory import Charge, Listed
from certtrack.programs.timeline import Stretch, in_order
from certtrack.rules.findings import Source


class Named(NamedTuple):
    """What a school is found by; there may be very many.

    Args:
        name: Its name.
        state: Its state, by two letters; None where it is not told.
        told_by: Who tells of it, by key.
        year: The year that the source tells of; None where it names none.
    """

    name: str
    state: str | None
    told_by: str
    year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell(Stretch):
    """A time in which an agency accredited a school or one of its programs, as files told it.

    Args:
        told_on: The day on which the file that told it first was read.
        gone_on: The day on which a file was read that tells it no more; None while it does.
    """

    told_on: date
    gone_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What an agency did about the accreditation of a school or of one of its programs.

    Args:
        agency: The agency.
        program: The program; None for the whole school.
        action: What it did, in the source's words.
        taken_on: On which day; None where it is not told.
        reason: Why, in the source's words; None where it is not told.
        ends: When it ends, in the source's words; None where it is not told.
        told_on: The day on which the file that told it first was read.
        gone_on: The day on which a file was read that tells it no more; None while it does.
    """

    agency: str
    program: str | None
    action: str
    taken_on: date | None
    reason: str | None
    ends: str | None
    told_on: date
    gone_on: date | None


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
        actions: What agencies did about that, the latest first.
        source: Who says so.
        is_reported: Whether the school tells it of itself, which says nothing of accreditation.
        ope_id: Its number at the Department of Education; None where it is not told.
        web: Its address on the web.
        closed: When it closed, in the source's words.
        charges: What it charges.
        programs: Awards that it gave, by field of study.
        elsewhere: The same school in other sources: those that have exactly its OPEID.
    """

    key: str
    kind: str | None
    state: str | None
    parent: str | None
    versions: tuple[Version, ...]
    spells: tuple[Spell, ...]
    actions: tuple[Action, ...] = ()
    source: Source
    is_reported: bool = False
    ope_id: str | None = None
    web: str | None = None
    closed: str | None = None
    charges: tuple[Charge, ...] = ()
    programs: tuple[Listed, ...] = ()
    elsewhere: tuple[School, ...] = ()

    @property
    def name(self) -> str:
        """What it was called last."""
        return self.versions[-1].name

    @property
    def before(self) -> tuple[Version, ...]:
        """Earlier versions that were followed by another name, address, or a gap."""
        return tuple(
            old
            for old, new in pairwise(self.versions)
            if (old.name, old.address, old.gone_on) != (new.name, new.address, new.told_on)
        )

    @property
    def is_listed(self) -> bool:
        """Whether the newest file still tells of it."""
        return self.versions[-1].gone_on is None

    @property
    def accreditation(self) -> tuple[Stretch, ...]:
        """Who accredited it and its programs as the newest file tells it, the latest first."""
        return in_order(one for one in self.spells if one.gone_on is None)
