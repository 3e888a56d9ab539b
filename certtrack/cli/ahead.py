"""What will be sent, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import (
    File,
    Json,
    On,
    Rulebooks,
    SettingsFile,
    Someone,
    Store,
    WhatIf,
    ask,
)

ahead = typer.Typer(add_completion=False)

Days = Annotated[
    int | None,
    typer.Option(
        "--days",
        min=0,
        max=3660,
        metavar="DAYS",
        help="How far to look; else a year, or until what is due by then is over.",
    ),
]


@ahead.command()
def show_ahead(
    days: Days = None,
    file: File = None,
    person: Someone = None,
    on: On = None,
    what_if: WhatIf = None,
    settings: SettingsFile = None,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Which message will be sent on which day, by which channel, and what it is about.

    As --send would decide it day after day, if nothing changes on record; nothing is sent.

    Example: certtrack remind ahead --days 90
    """
    from certtrack.render import ahead_page, contract, page
    from certtrack.services.ahead import Asked, what_will_be_sent
    from certtrack.services.channels import settings_of
    from certtrack.services.facts import Who

    facts = ask(file, person, db, rulebooks, on, what_if)
    asked = Asked(
        Who(file=file, person=person, store=db),
        facts.person,
        facts.library,
        clock.instant(),
        on=on,
        days=days,
    )
    found = what_will_be_sent(asked, settings_of(settings))
    if json:
        typer.echo(contract.dumps(ahead_page.contract(found)))
        return
    ahead_page.show(page.console(), found)
