"""Reminders that run by themselves: install, uninstall, status."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated

import typer

from certtrack.cli.options import Json, Rulebooks, SettingsFile, Store

install = typer.Typer(add_completion=False)
uninstall = typer.Typer(add_completion=False)
status = typer.Typer(add_completion=False)

CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def time_of_day(text: str) -> time:
    """A time of day as people write it: 08:30."""
    if not (found := CLOCK.fullmatch(text.strip())):
        raise typer.BadParameter(f"{text!r} is not a time of day like 08:30")
    return time(int(found[1]), int(found[2]))


At = Annotated[
    list[time] | None,
    typer.Option(
        "--at",
        parser=time_of_day,
        metavar="HH:MM",
        help="When it runs each day; may be given more than once; else every hour.",
    ),
]
With = Annotated[
    str | None,
    typer.Option(
        "--with", metavar="NAME", help="systemd, cron, launchd or windows; else the best here."
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would be written and run; do nothing.")
]


@install.command()
def have_them_run(
    at: At = None,
    with_: With = None,
    settings: SettingsFile = None,
    dry_run: DryRun = False,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Have reminders sent by themselves: every hour, or at times of day.

    Only what is due and not yet sent is sent, so runs may be many or missed.

    Example: certtrack remind install --at 08:00 --dry-run
    """
    from certtrack.render import schedule_page
    from certtrack.services import scheduling

    wanted = scheduling.Wanted(at=at or (), store=db, settings=settings, rulebooks=rulebooks or ())
    done = (scheduling.preview if dry_run else scheduling.install)(wanted, with_)
    if json:
        _print_json(schedule_page.installed_contract(done))
        return
    from certtrack.render import page

    schedule_page.show_installed(page.console(), done)


@uninstall.command()
def have_them_stop(with_: With = None, json: Json = False) -> None:
    """Have reminders sent by themselves no more.

    Example: certtrack remind uninstall
    """
    from certtrack.services import scheduling

    removed = scheduling.uninstall(*([with_] if with_ else scheduling.names()))
    if json:
        _print_json({"removed": list(removed)})
    elif removed:
        typer.echo(f"Reminders no longer run by themselves: taken out of {', '.join(removed)}.")
    else:
        typer.echo("There is nothing to take away: no reminders run by themselves.")


@status.command()
def how_they_stand(json: Json = False) -> None:
    """Do reminders run by themselves, when, and how did the last run end?

    Example: certtrack remind status
    """
    from certtrack.render import schedule_page
    from certtrack.services import scheduling

    found, here = scheduling.standing(), scheduling.usable_here()
    if json:
        _print_json(schedule_page.standing_contract(found, here))
        return
    from certtrack.render import page

    schedule_page.show_standing(page.console(), found, here)


def _print_json(told: object) -> None:
    import json

    typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
