"""The channels by which reminders leave: list them, try one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, SettingsFile

channels = typer.Typer(add_completion=False)
trial = typer.Typer(add_completion=False)

Name = Annotated[str, typer.Argument(metavar="CHANNEL", help="A channel's name in the settings.")]
To = Annotated[
    str | None,
    typer.Option("--to", metavar="EMAIL", help="Where mail goes; else to the sender."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Look whether all is there, but send nothing.")
]


@channels.command()
def list_channels(settings: SettingsFile = None, json: Json = False) -> None:
    """The channels that the settings name, and where they lead. No secret is shown.

    Example: certtrack remind channels --settings examples/reminders.toml
    """
    from certtrack.render import channels_page, contract, page
    from certtrack.services.channels import channels, settings_of

    lines = channels(settings_of(settings))
    if json:
        typer.echo(contract.dumps({"channels": [channels_page.contract(one) for one in lines]}))
        return
    channels_page.show(page.console(), lines)


@trial.command()
def try_channel(
    channel: Name,
    to: To = None,
    settings: SettingsFile = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Send a test message by a channel, and say what became of it.

    Example: certtrack remind test mail --to ana@example.org
    """
    from certtrack.reminders.channels.opening import Outside
    from certtrack.render import channels_page, contract, page
    from certtrack.services.channels import settings_of, try_out

    # An answer for programs stands alone on the output.
    outside = Outside(now=clock.instant, screen=sys.stderr if json else sys.stdout)
    done = try_out(settings_of(settings), channel, to, outside, dry_run=dry_run)
    if json:
        typer.echo(contract.dumps(channels_page.trial_contract(done)))
        return
    channels_page.show_trial(page.console(), done)
