"""Reminders for managers: one message for each, about the people in their care."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from certtrack import clock


def show_digests(
    store: str | None,
    rulebooks: list[Path] | None,
    on: date | None,
    within: int,
    manager: str | None,
    *,
    as_json: bool,
) -> bool:
    """Print a digest for every manager, or for one; gives whether anything is due."""
    from certtrack.reminders.digest import digests
    from certtrack.services import roster
    from certtrack.services.rules import books

    library = books(rulebooks or ())
    day = on or clock.today()
    wanted = roster.wanted(library, managers=[manager] if manager else [])
    found = digests(
        roster.lines(store, library, day, within, wanted, today=clock.today()), day, within
    )
    if as_json:
        from certtrack.render import contract, roster_contract

        told = {"on": day, "digests": [roster_contract.digest(one) for one in found]}
        typer.echo(contract.dumps(told))
    else:
        from certtrack.render import page, roster_page

        roster_page.show_digests(page.console(), found, day, within)
    return bool(found)
