"""Programs of study, for people and for programs; each figure with its year and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.errors import printable
from certtrack.programs.directory import Awards, Charge, Listed, Program
from certtrack.render import accreditation_page
from certtrack.render.figures import charge, span
from certtrack.render.page import bullets
from certtrack.rules.findings import Source

NOT_KNOWN = "not known"


def show_all(out: Console, found: Sequence[Listed]) -> None:
    """Print programs, one a line."""
    if not found:
        out.print("The directory has nothing like that.")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("Program", "Award", "Credits", "Months", "Costs"):
        table.add_column(name, overflow="fold")
    for one in found:
        program = one.program
        called = Text(title(program))
        told = (
            _award(program),
            span(program.credits) if program.credits else NOT_KNOWN,
            span(program.months) if program.months else NOT_KNOWN,
            charge(_usual(program.charges)) if program.charges else NOT_KNOWN,
        )
        table.add_row(called.append(f"\n{program.id}", style="dim"), *map(Text, told))
    out.print(table)
    bullets(out, "Sources", list(dict.fromkeys(source_line(one.source) for one in found)))


def _award(program: Program) -> str:
    """What a program awards, and how often it did last."""
    last = [f"{one.number:,} in {one.year}" for one in program.awards[-1:]]
    return "\n".join([(program.level or NOT_KNOWN).replace("-", " "), *last])


def _usual(charges: Sequence[Charge]) -> Charge:
    """What most pay: who lives in the state, where the source tells that apart."""
    return next((one for one in charges if one.residency == "in-state"), charges[-1])


def completed(one: Awards) -> str:
    """How many completed a program in a year."""
    return f"{one.number:,} completed it in {one.year}"


def tell_unknown(agency: str, found: Found) -> str:
    """Why a search by an agency does not show that nothing else is accredited by it.

    Args:
        agency: What was looked for.
        found: What was found.

    Returns:
        Sentences; none where all is known.
    """
    told = []
    if found.unknown:
        told.append(f"Of {found.unknown} more programs it is not known who accredited them.")
    if not found.schools.agencies:
        told.append(f"No agency that accredited schools is known here by {agency!r}.")
        told.append(f"{source_line(found.schools.source)}.")
    return " ".join(told)


class FoundSchools(Protocol):
    """What was found of schools."""

    @property
    def agencies(self) -> Sequence[str] | None:
        """The agencies of schools that are meant."""

    @property
    def source(self) -> Source:
        """Who tells of schools."""


class Found(Protocol):
    """What was found."""

    @property
    def unknown(self) -> int:
        """How many more there are of which nobody knows who accredited them."""

    @property
    def schools(self) -> FoundSchools:
        """What was found of schools."""


def show(out: Console, one: Listed, on: date) -> None:
    """Print all that is known of a program, and what is not."""
    program = one.program
    out.print(Text(title(program), style="bold"))
    for remark in remarks(one):
        out.print(Text(remark))
    bullets(out, "Known", [printable(line) for line in known(program)])
    bullets(out, "Taught, usually", list(program.courses))
    if one.accreditation:
        accreditation_page.show(out, one.accreditation, on)
    elif not one.typical:
        bullets(out, "Accreditation", list(accreditation(program)))
    bullets(out, "Told otherwise before", list(told_before(one)))
    bullets(out, "Source", [source_line(one.source)])


def title(program: Program) -> str:
    """What to call a program: its school's name and its own."""
    return ", ".join(filter(None, (program.name, program.program)))


def remarks(one: Listed) -> Iterator[str]:
    """What a reader must know before anything else."""
    if one.typical:
        yield "What is usual for a kind of programs; no program itself."
    if one.gone_on:
        yield f"The list read on {one.gone_on} tells of it no more."


def known(program: Program) -> Iterator[str]:
    """What is known of a program, line by line; what matters and is not known is said so."""
    yield f"Award: {(program.level or NOT_KNOWN).replace('-', ' ')}"
    yield f"Credits: {span(program.credits) if program.credits else NOT_KNOWN}"
    yield f"Months, full-time: {span(program.months) if program.months else NOT_KNOWN}"
    for each in program.charges:
        yield f"Cost: {charge(each)}"
    if not program.charges:
        yield f"Cost: {NOT_KNOWN}"
    told = {
        "State": program.state,
        "Field": program.field,
        "Taught": program.delivery,
        "Can be begun": program.starts,
    }
    for name, value in told.items():
        if value:
            yield f"{name}: {value}"
    for awards in program.awards:
        yield completed(awards).capitalize()
    if program.note:
        yield program.note


def accreditation(program: Program) -> Iterator[str]:
    """Who accredited a program when, line by line."""
    if program.accreditation is None:
        yield "Not known: ask the school, or look it up in the accreditor's own directory."
    elif not program.accreditation:
        yield "Known to have none."
    for spell in program.accreditation or ():
        first = f"from {spell.from_}" if spell.from_ else "from a day that is not known"
        last = f"until {spell.until}, that day included" if spell.until else "still running"
        yield f"{spell.agency}: {first}, {last}"


def told_before(one: Listed) -> Iterator[str]:
    """What each earlier version told that the one after it does not."""
    for old, new in pairwise([*one.before, one]):
        now = _told(new)
        lost = "; ".join(line for line in _told(old) if line not in now)
        yield f"Until {old.gone_on}: {lost or 'the same; then it was not listed for a time'}"


def _told(one: Listed) -> list[str]:
    return [*known(one.program), *accreditation(one.program), source_line(one.source)]


def source_line(source: Source) -> str:
    """Who says so, in a line."""
    seen = f"Looked up on {source.retrieved}" if source.retrieved else None
    parts = (source.title, source.note, source.url, seen)
    return ". ".join(part.rstrip(".") for part in parts if part)
