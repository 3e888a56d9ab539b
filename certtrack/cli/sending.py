"""Send what is due, or say what would be sent."""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from typing import Any

import typer

from certtrack import clock
from certtrack.cli.watching import watched
from certtrack.services.rules import books

NOT_WITH_IT = ("within", "file", "what_if", "manager")
"""Options of `remind` that say nothing to the sender."""


def _must_fit(context: typer.Context) -> None:
    """Refuse options that go without --send only, and a day without --dry-run.

    Raises:
        typer.BadParameter: When one is typed.
    """
    given = {
        name
        for name in context.params
        if (source := context.get_parameter_source(name)) and source.name == "COMMANDLINE"
    }
    if "send" not in given:
        raise typer.BadParameter("--dry-run and --settings go with --send")
    for name in NOT_WITH_IT:
        if name in given:
            raise typer.BadParameter(f"--send does not go with --{name.replace('_', '-')}")
    if {"roster", "person"} <= given:
        raise typer.BadParameter("--roster is for the whole store: no --person")
    if "on" in given and "dry_run" not in given:
        raise typer.BadParameter("what is sent is sent now: --on goes with --dry-run")


def send_due(context: typer.Context) -> bool:
    """Send, and print what became of it; gives whether nothing failed for good.

    Args:
        context: That of `remind`, with its options.

    Raises:
        typer.BadParameter: For options that do not go together.
    """
    from certtrack.render import contract, delivery_contract, delivery_page, page
    from certtrack.services.send import Order, send

    _must_fit(context)
    asked: dict[str, Any] = context.params
    wanted = Order(
        store=asked["db"],
        settings=asked["settings"],
        person=asked["person"],
        managers=asked["roster"],
        dry_run=asked["dry_run"],
    )
    as_json = asked["json"]
    # An answer for programs stands alone on the output.
    screen = sys.stderr if as_json else sys.stdout
    with watched() as watch:
        report = send(wanted, books(asked["rulebooks"] or ()), _clock(asked["on"]), screen, watch)
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
