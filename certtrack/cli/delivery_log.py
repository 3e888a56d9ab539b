"""The delivery log: what was sent, what waits, what failed."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from certtrack.cli.options import Json, Someone, Store

log = typer.Typer(add_completion=False)

Failed = Annotated[bool, typer.Option("--failed", help="Only what failed for good.")]
Limit = Annotated[
    int, typer.Option("--limit", min=0, metavar="N", help="How many lines to show; 0 for all.")
]


@log.command()
def show_log(
    person: Someone = None,
    failed: Failed = False,
    limit: Limit = 200,
    json: Json = False,
    db: Store = None,
) -> None:
    """What was sent, what waits for another try, and what failed: the last first.

    With --json every line of the log is one line.

    Example: certtrack remind log --failed
    """
    from certtrack.render import contract, delivery_contract, delivery_page, page
    from certtrack.services.delivery_log import delivery_log

    found = islice(delivery_log(db, person, failed=failed), limit or None)
    if json:
        for one, name in found:
            typer.echo(contract.line(delivery_contract.line(one, name)))
        return
    delivery_page.show_log(page.console(), list(found))
