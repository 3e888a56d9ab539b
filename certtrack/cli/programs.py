"""Where to study, and what work it leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack.cli.options import Json
from certtrack.programs.careers import CareerKind
from certtrack.rules.shape import Level

programs = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Programs of study: find and compare them."
)
careers = typer.Typer(add_completion=False)

OfLevel = Annotated[
    Level | None, typer.Option("--level", help="Only those known to give this award.")
]
Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="How many, at most.")]


@programs.command("search")
def search_programs(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="A name, however it is spelt.")
    ] = None,
    level: OfLevel = None,
    limit: Limit = 20,
    json: Json = False,
) -> None:
    """Programs by name, the likeliest first; without a name all of them.

    What a source does not say is not known: accreditation above all, which decides
    eligibility, is never taken for granted.

    Example: certtrack programs search "st petersberg"
    """
    from certtrack.services.programs import search

    found = search(text, level, limit)
    if json:
        from certtrack.render import contract, programs_page

        typer.echo(contract.dumps([programs_page.contract(one) for one in found]))
        return
    from certtrack.render import page, programs_page

    programs_page.show_all(page.console(), found)


@programs.command("show")
def show_program(
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="An id, or a whole name.")],
    json: Json = False,
) -> None:
    """All that is known of a program, and what is not.

    Example: certtrack programs show ultimate-medical-academy
    """
    from certtrack.services.programs import show

    one = show(program)
    if json:
        from certtrack.render import contract, programs_page

        typer.echo(contract.dumps(programs_page.contract(one)))
        return
    from certtrack.render import page, programs_page

    programs_page.show(page.console(), one)


@careers.command()
def show_careers(
    kind: Annotated[
        CareerKind | None,
        typer.Option("--kind", help="Only technicians' work, or only what is beside it."),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="OUT", help="Draw it too, as a .svg or .png file."),
    ] = None,
    json: Json = False,
) -> None:
    """What work there is, what it pays, and which credentials serve it.

    Example: certtrack careers --kind adjacent
    """
    from certtrack.services.programs import careers as found

    works = found(kind)
    if plot:
        from certtrack.render import careers_plot

        careers_plot.save(works, plot)
        typer.echo(f"Drawn: {plot}.", err=True)
    if json:
        from certtrack.render import careers_page, contract

        typer.echo(contract.dumps([careers_page.contract(one) for one in works]))
        return
    from certtrack.render import careers_page, page

    careers_page.show(page.console(), works)
