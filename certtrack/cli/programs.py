"""Where to study, and what work it leads to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, On, Store, latest_written
from certtrack.cli.watching import watched
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


Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV files, or ZIPs of them.")]
InState = Annotated[
    str | None,
    typer.Option("--state", metavar="CODE", help="Only those known to be in this state."),
]
OfAgency = Annotated[
    str | None,
    typer.Option(
        "--agency",
        metavar="NAME",
        help="Only what is known to be, or have been, accredited by an agency called so.",
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option("--plot", metavar="OUT", help="Draw it too, as a .svg or .png file."),
]
Write = Annotated[bool, typer.Option("--write", help="Write it; else only say what would be.")]


@programs.command("import")
def import_files(
    files: Files,
    write: Write = False,
    on: On = None,
    json: Json = False,
    db: Store = None,
) -> None:
    """Take in a list of programs that you looked up, or files of DAPIP or IPEDS.

    DAPIP is the U.S. Department of Education's accreditation database; IPEDS is what schools
    report to it: awards by field, and tuition. ZIPs are taken as they are downloaded, or the CSV
    files in them, told apart by their columns; all of them or nothing, and only with --write.
    What a newer file tells otherwise, or no more, is kept as history.

    Example: certtrack programs import dapip.zip HD2023.zip C2023_A.zip IC2023_AY.zip
    """
    from certtrack.render import contract, page, schools_page
    from certtrack.services.program_imports import import_files as take

    day = latest_written(on) if on else clock.today()
    with watched() as watch:
        found = take(db, files, day, write=write, watch=watch)
    if json:
        typer.echo(contract.dumps(schools_page.imported_contract(found, written=write)))
        return
    schools_page.show_imported(page.console(), found)
    if not write:
        typer.echo("\nNothing is written yet: add --write.")


@programs.command("search")
def search_programs(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="A name, however it is spelt.")
    ] = None,
    level: OfLevel = None,
    state: InState = None,
    agency: OfAgency = None,
    limit: Limit = 20,
    json: Json = False,
    db: Store = None,
) -> None:
    """Programs and schools by name, the likeliest first; without a name all of them.

    What a source does not say is not known: accreditation above all, which decides
    eligibility, is never taken for granted.

    Example: certtrack programs search "st petersberg"
    """
    from certtrack.programs.wanted import Wanted
    from certtrack.render import contract, page, programs_contract, programs_page, schools_page
    from certtrack.services.programs import search

    wanted = Wanted(text=text, level=level, state=state, agency=agency, at_most=limit)
    found = search(db, wanted)
    if agency and (told := programs_page.tell_unknown(agency, found)):
        typer.echo(told, err=True)
    if json:
        own = [programs_contract.contract(one, clock.today()) for one in found.programs]
        typer.echo(contract.dumps([*own, *schools_page.names_contract(found.schools.names)]))
        return
    out = page.console()
    if found.programs or not found.schools.names:
        programs_page.show_all(out, found.programs)
    if found.schools.names:
        out.print()
        schools_page.show_names(out, found.schools.names)


@programs.command("show")
def show_program(
    program: Annotated[str, typer.Argument(metavar="PROGRAM", help="An id, or a whole name.")],
    on: On = None,
    plot: Plot = None,
    json: Json = False,
    db: Store = None,
) -> None:
    """All that is known of a program or a school, and what is not.

    Example: certtrack programs show ultimate-medical-academy
    """
    from certtrack.programs.schools import School
    from certtrack.render import contract, page, programs_contract, programs_page, schools_page
    from certtrack.services.programs import show

    one, day = show(program, db), on or clock.today()
    if plot:
        from certtrack.render import accreditation_plot

        name = one.name if isinstance(one, School) else one.program.name
        source = programs_page.source_line(one.source)
        accreditation_plot.save(name, one.accreditation, day, source, plot)
        typer.echo(f"Drawn: {plot}.", err=True)
    if isinstance(one, School):
        if json:
            typer.echo(contract.dumps(schools_page.contract(one, day)))
        else:
            schools_page.show(page.console(), one, day)
    elif json:
        typer.echo(contract.dumps(programs_contract.contract(one, day)))
    else:
        programs_page.show(page.console(), one, day)


@careers.command()
def show_careers(
    kind: Annotated[
        CareerKind | None,
        typer.Option("--kind", help="Only technicians' work, or only what is beside it."),
    ] = None,
    plot: Plot = None,
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
