"""What schools reported of themselves, for people and for programs: awards and charges."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from certtrack.programs.directory import Listed
from certtrack.programs.schools import School
from certtrack.render import programs_contract
from certtrack.render.figures import charge
from certtrack.render.page import bullets
from certtrack.render.programs_page import completed, source_line


def show(out: Console, school: School) -> None:
    """Print what a school reported: of full-time undergraduates' charges, and awards by field."""
    for title, lines in reported(school).items():
        bullets(out, title, lines)


def reported(school: School) -> dict[str, list[str]]:
    """What a school reported of itself, by title."""
    told = [one for one in school.programs if one.gone_on]
    return {
        f"Costs, reported by {school.name} ({school.key})": [
            f"Full-time undergraduates: {charge(one)}" for one in school.charges
        ],
        f"Awards, reported by {school.name} ({school.key})": [
            _award(one) for one in school.programs if not one.gone_on
        ],
        "Awards told before, and no more": [
            f"{_award(one)}; told until {one.gone_on}" for one in told
        ],
    }


def show_elsewhere(out: Console, school: School) -> None:
    """Print the same school in the other source, where that has exactly its OPEID."""
    for one in school.elsewhere:
        if not one.is_reported:
            what = f"{one.name} ({one.key}) has the same OPEID, {one.ope_id}"
            told = f"Who accredited it: certtrack programs show {one.key}"
            bullets(out, "In the database of accreditation", [what, told])
            continue
        show(out, one)
        bullets(out, "Source of that, by the same OPEID", [source_line(one.source)])


def _award(one: Listed) -> str:
    program = one.program
    level = (program.level or "award of another kind").replace("-", " ")
    parts = [f"{program.program}: {level}", *map(completed, program.awards), program.id]
    return ", ".join(part for part in parts if part)


def contract(school: School) -> dict[str, Any]:
    """The same for programs: what is not told is null."""
    return {
        "ope_id": school.ope_id,
        "web": school.web,
        "closed": school.closed,
        "charges": [programs_contract.charge(one) for one in school.charges],
        "programs": [_program(one) for one in school.programs],
    }


def _program(one: Listed) -> dict[str, Any]:
    program = one.program
    return {
        "id": program.id,
        "program": program.program,
        "level": program.level,
        "field": program.field,
        "awards": [{"year": each.year, "number": each.number} for each in program.awards],
        "source": programs_contract.noted(one.source),
        "told_on": one.told_on,
        "gone_on": one.gone_on,
    }


def elsewhere_contract(school: School) -> list[dict[str, Any]]:
    """The same school in the other source, for programs."""
    return [
        {
            "id": one.key,
            "name": one.name,
            **contract(one),
            "source": programs_contract.noted(one.source),
        }
        for one in school.elsewhere
    ]
