"""What must I do, and by when; and the commands by which reminders reach people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack.cli.lazy import Deferred, group_of, nothing_before
from certtrack.cli.options import (
    Asked,
    ExitCode,
    File,
    Json,
    On,
    Rulebooks,
    Someone,
    Store,
    WhatIf,
    ask,
)

CHANNELS = "How reminders leave"
HEARD = "What is sent, and what is not to be told"
ALONE = "By themselves"

COMMANDS = {
    "channels": Deferred("channels", "channels", "The channels that the settings name.", CHANNELS),
    "test": Deferred("channels", "trial", "Send a test message by a channel.", CHANNELS),
    "templates": Deferred("templates", "templates", "The words of messages.", CHANNELS),
    "ahead": Deferred("ahead", "ahead", "What will be sent, and when.", HEARD),
    "log": Deferred("delivery_log", "log", "What was sent, what waits, what failed.", HEARD),
    "snooze": Deferred("silences", "snooze", "Hear of a reminder again on a later day.", HEARD),
    "acknowledge": Deferred("silences", "acknowledge", "Hear of a reminder no more.", HEARD),
    "mute": Deferred("silences", "mute", "Hear nothing of a credential or a kind.", HEARD),
    "silences": Deferred("silences", "silences", "What is not to be told.", HEARD),
    "unmute": Deferred("silences", "unmute", "End a snooze, an acknowledgement, a mute.", HEARD),
    "install": Deferred("schedule", "install", "Have reminders sent by themselves.", ALONE),
    "uninstall": Deferred("schedule", "uninstall", "Have them run no more.", ALONE),
    "status": Deferred("schedule", "status", "Do they run, and how did it end?", ALONE),
}
"""What follows `remind`; without any of these it answers by itself."""

remind = typer.Typer(
    cls=group_of(COMMANDS),
    invoke_without_command=True,
    subcommand_metavar="[COMMAND]",
    add_completion=False,
)

Roster = Annotated[
    bool,
    typer.Option("--roster", help="A message for each manager about the people in their care."),
]
OfManager = Annotated[
    str | None,
    typer.Option("--manager", metavar="NAME", help="Only this manager's message, or nobody's."),
]
Send = Annotated[bool, typer.Option("--send", help="Send everyone what is due and not yet sent.")]
SettingsFile = Annotated[
    Path | None,
    typer.Option(
        "--settings",
        metavar="FILE",
        help="With --send: settings; else $CERTTRACK_SETTINGS or the configuration folder.",
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="With --send: say what would be sent, send nothing.")
]
Within = Annotated[
    int, typer.Option("--within", min=0, max=3660, metavar="DAYS", help="How far to look ahead.")
]


@remind.callback()
def show_reminders(
    context: typer.Context,
    within: Within = 180,
    file: File = None,
    person: Someone = None,
    on: On = None,
    what_if: WhatIf = None,
    json: Json = False,
    exit_code: ExitCode = False,
    roster: Roster = False,
    manager: OfManager = None,
    send: Send = False,
    dry_run: DryRun = False,
    settings: SettingsFile = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> int:
    """What must I do, and by when?

    The most pressing comes first. With --exit-code the answer is no when anything is due.
    With --roster everyone in the store is looked at, and each manager has a message.

    With --send all that is due now leaves by the channels of the settings, once; with
    --roster managers' messages too. With --exit-code the answer is no when any failed for good.

    Example: certtrack remind --within 90 --file ana.toml
    """
    if context.invoked_subcommand:
        nothing_before(context)
        return 0
    if send or dry_run or settings:
        from certtrack.cli.sending import send_due

        return 1 if not send_due(context) and exit_code else 0
    if roster or manager:
        due = _show_digests(context)
    else:
        due = _show_due(ask(file, person, db, rulebooks, on, what_if), within, as_json=json)
    return 1 if exit_code and due else 0


def _show_digests(context: typer.Context) -> bool:
    """Print managers' messages; gives whether anything is due."""
    from certtrack.cli.digest import show_digests

    asked = context.params
    if asked["file"] or asked["person"] or asked["what_if"]:
        raise typer.BadParameter("--roster is for the whole store: no --file, --person")
    return show_digests(
        asked["db"],
        asked["rulebooks"],
        asked["on"],
        asked["within"],
        asked["manager"],
        as_json=asked["json"],
    )


def _show_due(asked: Asked, within: int, *, as_json: bool) -> bool:
    """Print what is due for a person; gives whether anything is."""
    from certtrack.services.remind import due

    found = due(asked.person, asked.on, within, asked.library)
    if as_json:
        from certtrack.render import contract

        typer.echo(contract.dumps(contract.reminders(asked.on, found)))
    else:
        from certtrack.render import page, reminders_page

        reminders_page.show(page.console(), found, asked.on, within)
    return any(one.asks for one in found)
