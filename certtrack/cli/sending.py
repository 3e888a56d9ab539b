"""Send what is due, or say what would be sent."""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import typer

from certtrack import clock
from certtrack.cli.watching import watched
from certtrack.services.rules import books

NOT_WITH_IT = ("within", "file", "what_if", "manager")
"""Options of `remind` that say nothing to the sender."""


def must_fit(context: typer.Context) -> None:
    """Refuse options that go without --send only, and a day without --dry-run.

    Raises:
        typer.BadParameter: When one is typed.
    """
    given = {
        name
        for name in context.params
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    }
    for name in NOT_WITH_IT:
        if name in given:
            raise typer.BadParameter(f"--send does not go with --{name.replace('_', '-')}")
    if {"roster", "person"} <= given:
        raise typer.BadParameter("--roster is for the whole store: no --person")
    if "on" in given and "dry_run" not in given:
        raise typer.BadParameter("what is sent is sent now: --on goes with --dry-run")


def send_due(
    order: dict[str, Any],
    rulebooks: list[Path] | None,
    on: date | None,
    *,
    managers: bool,
    dry_run: bool,
    as_json: bool,
) -> bool:
    """Send, and print what became of it; gives whether nothing failed for good."""
    from certtrack.render import contract, delivery_contract, delivery_page, page
    from certtrack.services.send import Order, send

    wanted = Order(managers=managers, dry_run=dry_run, **order)
    # An answer for programs stands alone on the output.
    screen = sys.stderr if as_json else sys.stdout
    with watched() as watch:
        report = send(wanted, books(rulebooks or ()), _clock(on), screen, watch)
    if as_json:
        typer.echo(contract.dumps(delivery_contract.report(report)))
    else:
        delivery_page.show_report(page.console(), report)
    return report.all_well


def _clock(on: date | None) -> Any:
    """The clock, or one that stands still at noon of a day."""
    if on is None:
        return clock.instant
    noon = datetime.combine(on, time(12)).astimezone()
    return lambda: noon
