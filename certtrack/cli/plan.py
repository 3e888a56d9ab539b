"""The shortest way to eligible, or through the cycle."""

from __future__ import annotations

from typing import Annotated

import typer

from certtrack.cli.options import File, Json, On, Rulebooks, Someone, Store, WhatIf, ask

plan = typer.Typer(add_completion=False)


@plan.command()
def show_plan(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A credential, for example RHIT.")],
    file: File = None,
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
    from certtrack.services.plan import plan as made

    asked = ask(file, person, db, rulebooks, on, what_if)
    found = made(asked.person, code, asked.on, asked.library)
    if json:
        from certtrack.render import contract

        typer.echo(contract.dumps(contract.plan(found)))
        return
    from certtrack.render import page, plan_page

    plan_page.show(page.console(), found)
