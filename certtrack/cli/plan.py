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
    from certtrack.services.programs import opened_by, served_by, usual

    asked = ask(file, person, db, rulebooks, on, what_if)
    found = made(asked.person, code, asked.on, asked.library)
    kinds = usual(award for route in found.routes for award in route.awards)
    works, next_ = served_by(found.book), opened_by(found.book, asked.library)
    if json:
        from certtrack.render import contract, plan_contract

        typer.echo(contract.dumps(plan_contract.plan(found, kinds, works, next_)))
        return
    from certtrack.render import page, plan_page

    out = page.console()
    plan_page.show(out, found, kinds)
    plan_page.leads_to(out, works, next_)
