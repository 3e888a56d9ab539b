"""The dashboard in the browser, started from the terminal."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from certtrack.cli.dashboard_folder import dashboard_folder, tokens_folder
from certtrack.cli.lazy import Deferred, group_of, nothing_before
from certtrack.cli.options import On, Rulebooks, Store, Vault
from certtrack.errors import refuse

COMMANDS = {
    "token": Deferred("tokens", "token", "Tokens for programs that use the JSON API.", "Commands"),
}
"""What follows `serve`; without any of these the dashboard is served."""

serve = typer.Typer(
    cls=group_of(COMMANDS),
    invoke_without_command=True,
    subcommand_metavar="[COMMAND]",
    add_completion=False,
)

Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="The loopback address to listen on.")
]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="The port; else 8351 or one that is free."),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]

NEEDED = ("fastapi", "uvicorn", "jinja2", "multipart", "itsdangerous")


@serve.callback()
def show_dashboard(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = None,
    no_browser: NoBrowser = False,
    on: On = None,
    db: Store = None,
    vault: Vault = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Open the dashboard in the browser; Ctrl+C stops it.

    It is served to this machine alone, and to whoever has the code that is shown here.

    Example: certtrack serve
    """
    if context.invoked_subcommand:
        nothing_before(context)
        return
    if not all(map(find_spec, NEEDED)):
        hint = 'Install it: pip install "certtrack[web]".'
        raise refuse("the dashboard is not installed", hint=hint)
    # By name, so that neither room knows the other: each works without it.
    desk, serving = map(import_module, ("certtrack.web.desk", "certtrack.web.serving"))
    folder = dashboard_folder()
    what = desk.Desk(
        store=db,
        rulebooks=tuple(rulebooks or ()),
        vault=vault,
        uploads=folder / "uploads",
        tokens=tokens_folder(),
        on=on,
    )
    _refuse_what_cannot_be_read(what)
    serving.serve(what, folder, host, port, lambda served: _tell(served, browser=not no_browser))


def _refuse_what_cannot_be_read(desk: Any) -> None:
    """What is wrong with the rules or the store is told here, not first in the browser."""
    from certtrack.services.databases import is_there

    desk.library()
    is_there(desk.store)


def _tell(served: Any, *, browser: bool) -> None:
    typer.echo(f"The dashboard is at {served.address}")
    typer.echo(f"A browser that asks for a code: {served.code}")
    typer.echo("Ctrl+C stops it.")
    if browser:
        _open(served.entrance)


def _open(entrance: Path) -> None:
    import webbrowser

    if not webbrowser.open(entrance.as_uri()):
        typer.echo("No browser could be opened: open the address yourself.", err=True)
