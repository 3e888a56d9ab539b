"""The shortest way to eligible, or through the cycle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack.cli.options import Json, On, Rulebooks, Someone, Store, WhatIf, ask

plan = typer.Typer(add_completion=False)

From = Annotated[
    Path | None,
    typer.Option(
        "--file", "--from", metavar="RECORD", help="A record file; no database is touched."
    ),
]
Compare = Annotated[bool, typer.Option("--compare", help="Side by side, in short.")]


@plan.command()
def show_plan(
    codes: Annotated[
        list[str], typer.Argument(metavar="CODE...", help="Credentials, for example RHIT.")
    ],
    compare: Compare = False,
    file: From = None,
    person: Someone = None,
    on: On = None,
    what_if: WhatIf = None,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """The shortest way to eligible; for a credential you hold, to renewed.

    Example: certtrack plan RHIA --file ana.toml
    """
    from certtrack.services.plan import prospect

    asked = ask(file, person, db, rulebooks, on, what_if)
    found = [prospect(asked.person, code, asked.on, asked.library) for code in dict.fromkeys(codes)]
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
