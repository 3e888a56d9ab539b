"""Schools and who accredited them when, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text
from typing_extensions import TypedDict

from certtrack.programs.schools import Action, Named, School, Spell, Version
from certtrack.render import accreditation_page, reported_page
from certtrack.render.page import bullets
from certtrack.render.programs_contract import noted
from certtrack.render.programs_page import source_line

NONE_TOLD = "No file that was imported tells of any."
REPORTED_NONE = "Not known: what a school reports of itself says nothing of it."
ACTIONS = "What agencies did"
TOLD_NO_MORE = "Told before, and no more or otherwise now"


def show_names(out: Console, found: Mapping[str, Named]) -> None:
    """Print schools that imported files tell of, one a line."""
    table = Table(box=None, pad_edge=False)
    for name in ("School", "State", "Told by", "Id"):
        table.add_column(name, overflow="fold")
    for key, one in found.items():
        source = one.told_by.upper() + (f" {one.year}" if one.year else "")
        table.add_row(Text(one.name), one.state or "not told", source, key)
    out.print(table)


def show(out: Console, school: School, on: date) -> None:
    """Print a school, and who accredited it when, the latest first."""
    out.print(Text(school.name, style="bold"))
    for remark in remarks(school):
        out.print(Text(remark))
    bullets(out, "Told otherwise before", list(told_before(school)))
    if school.accreditation:
        accreditation_page.show(out, school.accreditation, on)
    else:
        bullets(out, "Accreditation", [untold(school)])
    bullets(out, ACTIONS, list(actions(school)))
    bullets(out, TOLD_NO_MORE, list(told_no_more(school)))
    reported_page.show(out, school)
    bullets(out, "Source", [source_line(school.source)])
    reported_page.show_elsewhere(out, school)


def remarks(school: School) -> Iterator[str]:
    """What it is, where, and whether it is still there and listed."""
    yield " · ".join(filter(None, (school.kind, school.state, school.key, school.web)))
    if school.closed:
        yield f"Closed: {school.closed}"
    if not school.is_listed:
        yield f"The file read on {school.versions[-1].gone_on} tells of it no more."


def told_before(school: School) -> Iterator[str]:
    """What a school was called before, and where it was."""
    for one in school.before:
        yield f"Until {one.gone_on}: {one.name}, {one.address or 'address not told'}"


def untold(school: School) -> str:
    """What stands in the place of an accreditation of which nobody tells."""
    return REPORTED_NONE if school.is_reported else NONE_TOLD


def actions(school: School) -> Iterator[str]:
    """What agencies did about a school's accreditation, the latest first."""
    return (_done(one) for one in school.actions if not one.gone_on)


def told_no_more(school: School) -> Iterator[str]:
    """Who accredited it, and what agencies did, as a file told once and none does now."""
    for one in school.spells:
        if one.gone_on:
            told = f"told from {one.told_on} until {one.gone_on}"
            yield f"{_of(one)}: {accreditation_page.days(one)}; {told}"
    for action in school.actions:
        if action.gone_on:
            yield f"{_done(action)} Told from {action.told_on} until {action.gone_on}."


def _done(one: Action) -> str:
    """What an agency did, on which day, and why."""
    parts = [one.action, _of(one), one.reason, one.ends and f"Ends {one.ends}"]
    told = " ".join(f"{part.rstrip('.')}." for part in parts if part)
    return f"{one.taken_on or 'Day not told'}: {told}"


def _of(one: Spell | Action) -> str:
    return f"{one.agency}, {one.program or accreditation_page.THE_WHOLE}"


def contract(school: School, on: date) -> dict[str, Any]:
    """A school for programs: what is not told is null."""
    return {
        "id": school.key,
        "name": school.name,
        "kind": school.kind,
        "state": school.state,
        "parent": school.parent,
        "listed": school.is_listed,
        "versions": [_version(one) for one in school.versions],
        "accreditation": [_spell(one, on) for one in school.spells],
        "actions": [_action(one) for one in school.actions],
        **reported_page.contract(school),
        "elsewhere": reported_page.elsewhere_contract(school),
        "source": noted(school.source),
    }


def _version(one: Version) -> dict[str, Any]:
    told = {"told_on": one.told_on, "gone_on": one.gone_on}
    return {"name": one.name, "address": one.address, **told}


def _spell(one: Spell, on: date) -> dict[str, Any]:
    return {
        **accreditation_page.contract(one, on),
        "told_on": one.told_on,
        "gone_on": one.gone_on,
    }


def _action(one: Action) -> dict[str, Any]:
    as_told = ("agency", "program", "action", "taken_on", "reason", "ends", "told_on", "gone_on")
    return {name: getattr(one, name) for name in as_told}


class SchoolJson(TypedDict):
    """A school that an imported file tells of."""

    id: str
    name: str
    state: str | None
    told_by: str
    year: int | None


def names_contract(found: Mapping[str, Named]) -> list[SchoolJson]:
    """Schools that imported files tell of."""
    return [
        {"id": key, "name": one.name, "state": one.state, "told_by": one.told_by, "year": one.year}
        for key, one in found.items()
    ]


class Imported(Protocol):
    """What a file does to the directory."""

    @property
    def file(self) -> str:
        """Its name."""

    @property
    def kind(self) -> Any:
        """What kind of file it is; its name says it."""

    @property
    def tally(self) -> Any:
        """How many of its rows are new, the same, changed and gone."""

    @property
    def passed_over(self) -> int:
        """How many rows tell nothing that is kept."""


COUNTS = ("new", "same", "changed", "gone")


def show_imported(out: Console, found: Sequence[Imported]) -> None:
    """Print what files do to the directory."""
    table = Table(box=None, pad_edge=False)
    for name in ("File", "Taken for"):
        table.add_column(name, overflow="fold")
    for name in COUNTS:
        table.add_column(name.capitalize(), justify="right")
    for one in found:
        counts = (f"{getattr(one.tally, name):,}" for name in COUNTS)
        table.add_row(Text(one.file), one.kind.name, *counts)
    out.print(table)
    for one in found:
        if one.passed_over:
            rows = "row tells" if one.passed_over == 1 else "rows tell"
            told = f"{one.file}: {one.passed_over:,} {rows} nothing that is kept"
            out.print(Text(f"{told} (see certtrack/docs/programs.md)."))


def imported_contract(found: Sequence[Imported], *, written: bool) -> dict[str, Any]:
    """The same for programs."""
    files = [
        {
            "file": one.file,
            "kind": one.kind.name,
            **{name: getattr(one.tally, name) for name in COUNTS},
            "passed_over": one.passed_over,
        }
        for one in found
    ]
    return {"written": written, "files": files}
