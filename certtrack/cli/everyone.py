"""Verdicts for everyone in the store, printed as they are found."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from certtrack import clock


def show_verdicts(
    store: str | None,
    rulebooks: list[Path] | None,
    on: date | None,
    codes: list[str],
    *,
    as_json: bool,
) -> bool:
    """Print who may sit which exam; gives whether everyone may sit all of them."""
    from certtrack.render import contract, page, roster_verdicts
    from certtrack.services.roster_eligibility import verdicts
    from certtrack.services.rules import books

    found = verdicts(store, codes, on or clock.today(), books(rulebooks or ()))
    if not as_json:
        counted = roster_verdicts.show(page.console(), found)
        return not counted["not-eligible"] and not counted["cannot-tell"]
    allowed = True
    for number, person, verdict in found:
        allowed = allowed and verdict.allowed
        typer.echo(contract.line(roster_verdicts.line(number, person, verdict)))
    return allowed
