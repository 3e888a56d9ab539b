"""The questions about what one holds or wants to: eligibility, status."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack.cli.options import (
    Asked,
    Codes,
    ExitCode,
    File,
    Json,
    On,
    Rulebooks,
    Someone,
    Store,
    WhatIf,
    ask,
)

if TYPE_CHECKING:
    from certtrack.services.status import Report

eligibility = typer.Typer(add_completion=False)
status = typer.Typer(add_completion=False)

Plot = Annotated[
    Path | None,
    typer.Option("--plot", metavar="OUT", help="Draw the cycles too, as a .svg or .png file."),
]
Everyone = Annotated[bool, typer.Option("--roster", help="Everyone in the store.")]


@eligibility.command()
def show_eligibility(
    codes: Codes = None,
    file: File = None,
    person: Someone = None,
    on: On = None,
    what_if: WhatIf = None,
    json: Json = False,
    exit_code: ExitCode = False,
    roster: Everyone = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> int:
    """May I sit the exam, and why?

    With --roster everyone in the store is looked at; with --json each verdict is one line.

    Example: certtrack eligibility RHIT CCA --file ana.toml --on 2026-06-01
    """
    if roster:
        if file or person or what_if:
            raise typer.BadParameter("--roster is for the whole store: no --file, --person")
        from certtrack.cli.everyone import show_verdicts

        allowed = show_verdicts(db, rulebooks, on, codes or [], as_json=json)
    else:
        asked = ask(file, person, db, rulebooks, on, what_if)
        allowed = _show_verdicts(asked, codes or [], as_json=json)
    return 1 if exit_code and not allowed else 0


def _show_verdicts(asked: Asked, codes: list[str], *, as_json: bool) -> bool:
    """Print whether a person may sit exams; gives whether all may be."""
    from certtrack.services.eligibility import check

    verdicts = check(asked.person, codes, asked.on, asked.library)
    if as_json:
        from certtrack.render import contract

        told = [contract.verdict(one) for one in verdicts]
        typer.echo(contract.dumps(told[0] if len(codes) == 1 else told))
    else:
        from certtrack.render import eligibility_page, page

        eligibility_page.show_all(page.console(), verdicts, named=bool(codes))
    return all(one.allowed for one in verdicts)


@status.command()
def show_status(
    file: File = None,
    person: Someone = None,
    on: On = None,
    what_if: WhatIf = None,
    json: Json = False,
    exit_code: ExitCode = False,
    plot: Plot = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> int:
    """Will my credential be renewed, and why?

    Every rule and every activity is explained. With --exit-code the answer is no unless
    every cycle is complete.

    Example: certtrack status --file ana.toml --on 2026-06-01
    """
    from certtrack.services.status import report

    asked = ask(file, person, db, rulebooks, on, what_if)
    found = report(asked.person, asked.on, asked.library)
    _show_status(found, plot, as_json=json)
    complete = found.cycles and all(one.standing == "complete" for one in found.cycles)
    return 1 if exit_code and not complete else 0


def _show_status(found: Report, plot: Path | None, *, as_json: bool) -> None:
    if plot:
        from certtrack.render import progress_plot

        progress_plot.save(found.cycles, plot)
        typer.echo(f"Drawn: {plot}.", err=True)
    if as_json:
        from certtrack.render import contract

        told = contract.status(found.person, found.on, found.cycles, found.notes)
        typer.echo(contract.dumps(told))
        return
    from certtrack.render import page, status_page

    status_page.show(page.console(), found.person, found.cycles, found.notes)
