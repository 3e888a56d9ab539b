"""Is everything as it should be?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, Rulebooks, Store

doctor = typer.Typer(add_completion=False)


@doctor.command()
def examine_all(
    settings: Annotated[
        Path | None, typer.Option("--settings", metavar="FILE", help="The settings of reminders.")
    ] = None,
    json: Json = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help="Exit with 1 when there is a fault.")
    ] = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> int:
    """Is the store whole, backed up, nobody else's to read, and is what was set up in order?

    Nothing is changed by looking.

    Example: certtrack doctor --exit-code
    """
    from certtrack.render import contract, doctor_page, page
    from certtrack.services.doctor.examining import examined

    store, found = examined(db, settings, rulebooks or (), clock.instant)
    if json:
        typer.echo(contract.dumps(doctor_page.contract(store, found)))
    else:
        doctor_page.show(page.console(), store, found)
    return 1 if exit_code and any(one.state == "fault" for one in found) else 0
