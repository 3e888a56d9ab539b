"""Programs of study, for people and for programs; each figure with its year and source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from certtrack.errors import printable
from certtrack.programs.directory import Charge, Listed, Program
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
        told = (
            program.name,
            (program.level or NOT_KNOWN).replace("-", " "),
            span(program.credits) if program.credits else NOT_KNOWN,
            span(program.months) if program.months else NOT_KNOWN,
            charge(program.charges[-1]) if program.charges else NOT_KNOWN,
        )
        table.add_row(*map(Text, told))
    out.print(table)
    bullets(out, "Sources", list(dict.fromkeys(source_line(one.source) for one in found)))


def show(out: Console, one: Listed) -> None:
    """Print all that is known of a program, and what is not."""
    program = one.program
    out.print(Text(program.name, style="bold"))
    if one.typical:
        out.print(Text("What is usual for a kind of programs; no program itself."))
    bullets(out, "Known", [printable(line) for line in _known(program)])
    bullets(out, "Taught, usually", list(program.courses))
    if not one.typical:
        bullets(out, "Accreditation", list(_accreditation(program)))
    bullets(out, "Source", [source_line(one.source)])


def _known(program: Program) -> Iterator[str]:
    yield f"Award: {(program.level or NOT_KNOWN).replace('-', ' ')}"
    yield f"Credits: {span(program.credits) if program.credits else NOT_KNOWN}"
    yield f"Months, full-time: {span(program.months) if program.months else NOT_KNOWN}"
    for each in program.charges:
        yield f"Cost: {charge(each)}"
    if not program.charges:
        yield f"Cost: {NOT_KNOWN}"
    for awards in program.awards:
        yield f"Completed in {awards.year} by {awards.number:,}"
    if program.note:
        yield program.note


def _accreditation(program: Program) -> Iterator[str]:
    if program.accreditation is None:
        yield "Not known: ask the school, or look it up in the accreditor's own directory."
    elif not program.accreditation:
        yield "Known to have none."
    for spell in program.accreditation or ():
        first = f"from {spell.from_}" if spell.from_ else "from a day that is not known"
        last = f"until {spell.until}, that day included" if spell.until else "still running"
        yield f"{spell.agency}: {first}, {last}"


def source_line(source: Source) -> str:
    """Who says so, in a line."""
    return ". ".join(part.rstrip(".") for part in (source.title, source.note, source.url) if part)


def contract(one: Listed) -> dict[str, Any]:
    """A program for programs: what the source does not say is null."""
    program = one.program
    spells = program.accreditation
    return {
        "id": program.id,
        "name": program.name,
        "typical": one.typical,
        "level": program.level,
        "field": program.field,
        "credits": span_contract(program.credits),
        "months": span_contract(program.months),
        "charges": [charge_contract(each) for each in program.charges],
        "awards": [{"year": each.year, "number": each.number} for each in program.awards],
        "courses": list(program.courses),
        "accreditation": None
        if spells is None
        else [{"agency": each.agency, "from": each.from_, "until": each.until} for each in spells],
        "note": program.note,
        "source": source_contract(one.source),
    }


def span_contract(one: Any) -> dict[str, Any] | None:
    """From how much to how much."""
    return {"least": one.least, "most": one.most} if one else None


def charge_contract(one: Charge) -> dict[str, Any]:
    """What studying costs."""
    return {
        "amount": one.amount,
        "currency": "USD",
        "per": one.per,
        "residency": one.residency,
        "control": one.control,
        "median": one.median,
        "year": one.year,
    }


def source_contract(source: Source) -> dict[str, Any]:
    """Who says so."""
    return {
        "title": source.title,
        "url": source.url,
        "retrieved": source.retrieved,
        "note": source.note,
    }
