"""What was done to the store."""

from __future__ import annotations

from typing import Annotated

import typer

from certtrack.cli.options import Json, Someone, Store

history = typer.Typer(add_completion=False)

SHOWN = 5
"""Changes of each deed that are told to people; programs are told all."""

ALL = 1_000_000


@history.command()
def show_history(
    person: Someone = None,
    last: Annotated[
        int, typer.Option("--last", min=1, metavar="N", help="How many, the last first.")
    ] = 20,
    json: Json = False,
    db: Store = None,
) -> None:
    """Who changed what and when, before and after; nothing is ever taken out of it.

    Example: certtrack history --last 5
    """
    from certtrack.services.past import history as read

    found = read(db, person, last, ALL if json else SHOWN)
    if json:
        from certtrack.render import contract, history_page

        typer.echo(contract.dumps(history_page.contract(found)))
        return
    from certtrack.render import history_page, page

    history_page.show(page.console(), found)
