"""The shortest way to eligible, or through the cycle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack.cli.options import Json, On, Rulebooks, Someone, Store, WhatIf, ask
from certtrack.programs.estimates import By

if TYPE_CHECKING:
    from certtrack.cli.options import Asked
    from certtrack.programs.prospects import Prospect

plan = typer.Typer(add_completion=False)

From = Annotated[
    Path | None,
    typer.Option(
        "--file", "--from", metavar="RECORD", help="A record file; no database is touched."
    ),
]
Compare = Annotated[bool, typer.Option("--compare", help="Side by side, in short.")]
InOrder = Annotated[
    By | None,
    typer.Option(
        "--by", help="Put routes, and plans side by side, in order; what nobody knows comes last."
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option("--plot", metavar="OUT", help="Draw the routes of one too: .svg or .png."),
]
WithProgram = Annotated[
    str | None,
    typer.Option(
        "--with-program",
        metavar="ID",
        help="As if enrolled, on the day asked about, in a program that programs search tells.",
    ),
]


@plan.command()
def show_plan(
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE...", help="Credentials, for example RHIT.")
    ],
    compare: Compare = False,
    by: InOrder = None,
    with_program: WithProgram = None,
    plot: Plot = None,
    file: From = None,
    person: Someone = None,
    on: On = None,
    what_if: WhatIf = None,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """The shortest way to eligible; for a credential you hold, to renewed.

    Every route is told with what you have, what is lacking, its months and its tuition, with
    the years and the source of the figures, and what to do this week.

    Example: certtrack plan RHIA --file ana.toml --by months
    """
    # A program may be in the store, though the facts come from a file.
    store = None if file and with_program else db
    asked = ask(file, person, store, rulebooks, on, what_if)
    found = _found(asked, list(dict.fromkeys(codes)), by, with_program, db)
    if plot:
        _draw(found, plot)
    _print(found, compare=compare, json=json)


def _print(found: Sequence[Prospect], *, compare: bool, json: bool) -> None:
    if json:
        from certtrack.render import contract, plan_contract

        told = [plan_contract.plan(one) for one in found]
        typer.echo(contract.dumps(told if compare or len(told) > 1 else told[0]))
        return
    from certtrack.render import page, plan_page, plan_table

    out = page.console()
    if compare:
        plan_table.show(out, found)
    else:
        plan_page.show_all(out, found)


def _found(
    asked: Asked, codes: Sequence[str], by: By | None, program: str | None, store: str | None
) -> list[Prospect]:
    """The plans, in the order asked for, else as they are named."""
    from certtrack.programs.prospects import in_order
    from certtrack.services.plan import prospect, prospect_with
    from certtrack.services.programs import listed_program

    order, facts = by or "steps", (asked.on, asked.library)
    if program:
        listed = listed_program(program, store)
        found = [prospect_with(asked.person, one, *facts, listed, by=order) for one in codes]
    else:
        found = [prospect(asked.person, one, *facts, by=order) for one in codes]
    return in_order(found, order) if by else found


def _draw(found: Sequence[Prospect], out: Path) -> None:
    if len(found) > 1:
        raise typer.BadParameter("--plot draws the routes to one credential: name one CODE")
    from certtrack.render import routes_plot

    routes_plot.save(found[0], out)
    typer.echo(f"Drawn: {out}.", err=True)
