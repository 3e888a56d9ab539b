"""What is told of a program or a school, made ready for one and the same page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certtrack.programs.directory import Listed
from certtrack.programs.schools import School
from certtrack.programs.timeline import Stretch
from certtrack.render import programs_page, reported_page, schools_page
from certtrack.rules.findings import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEntry:
    """A program or a school.

    Args:
        name: What it is called.
        remarks: What a reader must know before anything else.
        first: What is told of it besides accreditation, by title.
        accreditation: Who accredited it when; empty where nobody tells.
        untold: What stands in the place of an accreditation of which nobody tells; empty
            where there can be none.
        then: What was told of it before, by title.
        parent: The key of the school it belongs to.
        same: The same school in other sources, by key and name.
        source: Who says so.
    """

    name: str
    remarks: Sequence[str]
    first: Mapping[str, Sequence[str]]
    accreditation: Sequence[Stretch]
    untold: Sequence[str]
    then: Mapping[str, Sequence[str]]
    parent: str | None
    same: Sequence[tuple[str, str]]
    source: Source


def entry_of(one: Listed | School) -> DirectoryEntry:
    """A program or a school, for its page."""
    return _school(one) if isinstance(one, School) else _program(one)


def _program(one: Listed) -> DirectoryEntry:
    program = one.program
    return DirectoryEntry(
        name=programs_page.title(program),
        remarks=list(programs_page.remarks(one)),
        first={
            "Known": list(programs_page.known(program)),
            "Taught, usually": list(program.courses),
        },
        accreditation=one.accreditation or (),
        untold=[] if one.typical else list(programs_page.accreditation(program)),
        then={"Told otherwise before": list(programs_page.told_before(one))},
        parent=None,
        same=(),
        source=one.source,
    )


def _school(one: School) -> DirectoryEntry:
    return DirectoryEntry(
        name=one.name,
        remarks=list(schools_page.remarks(one)),
        first={"Address": [one.versions[-1].address or "Not told."]},
        accreditation=one.accreditation,
        untold=[schools_page.untold(one)],
        then={
            schools_page.ACTIONS: list(schools_page.actions(one)),
            **reported_page.reported(one),
            **{
                f"{title} ({other.source.title})": lines
                for other in one.elsewhere
                for title, lines in reported_page.reported(other).items()
            },
            "Told otherwise before": list(schools_page.told_before(one)),
            schools_page.TOLD_NO_MORE: list(schools_page.told_no_more(one)),
        },
        parent=one.parent,
        same=[(other.key, other.name) for other in one.elsewhere],
        source=one.source,
    )
