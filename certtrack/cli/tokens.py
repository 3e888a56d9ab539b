"""Tokens for programs that use the dashboard's JSON API: add, list, remove."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.dashboard_folder import tokens_folder
from certtrack.cli.options import Json, day
from certtrack.services import tokens
from certtrack.services.tokens import Scope

token = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Tokens for programs that use the JSON API."
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the token is called.")]
OfScope = Annotated[
    Scope, typer.Option("--scope", help="What it allows: to read, or to change things too.")
]
Until = Annotated[
    date | None,
    typer.Option(
        "--until", parser=day, metavar="YYYY-MM-DD", help="The last day on which it is taken."
    ),
]


@token.command()
def add(name: Name, scope: OfScope, until: Until = None) -> None:
    """Make a token, which is shown this once and kept nowhere.

    Example: certtrack serve token add payroll --scope read
    """
    secret = tokens.add(tokens_folder(), name, scope, until, clock.today())
    # Alone in the output, so that it can be put where it is needed without being copied.
    typer.echo(secret)
    end = f"until {until}" if until else "until it is removed"
    typer.echo(f"Keep it: it is not shown again. It may {scope}, {end}.", err=True)


@token.command("list")
def list_tokens(json: Json = False) -> None:
    """List the tokens there are, without what they are."""
    found = [asdict(one) for one in tokens.listed(tokens_folder())]
    told = [{key: one[key] for key in ("name", "scope", "made_on", "until")} for one in found]
    if json:
        from certtrack.render import contract

        typer.echo(contract.dumps(told))
        return
    from certtrack.render import page, record_page

    record_page.show(page.console(), told, "There are no tokens.")


@token.command()
def remove(name: Name) -> None:
    """Take a token back: from now on it lets nobody in."""
    tokens.remove(tokens_folder(), name)
    typer.echo(f"Removed the token {name}: whoever has it is let in no more.")
