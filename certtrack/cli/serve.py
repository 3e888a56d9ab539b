"""The dashboard in the browser, started from the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from certtrack.cli.dashboard_folder import accounts_folder, dashboard_folder, tokens_folder
from certtrack.cli.lazy import Deferred, group_of, nothing_before
from certtrack.cli.options import On, Rulebooks, Store, Vault
from certtrack.errors import refuse

COMMANDS = {
    "account": Deferred("accounts", "account", "Accounts of people who use it.", "Commands"),
    "token": Deferred("tokens", "token", "Tokens for programs that use the JSON API.", "Commands"),
}
"""What follows `serve`; without any of these the dashboard is served."""

serve = typer.Typer(
    cls=group_of(COMMANDS),
    invoke_without_command=True,
    subcommand_metavar="[COMMAND]",
    add_completion=False,
)

Host = Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")]
Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="The port; else 8351 or one that is free."),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")]

Accounts = Annotated[
    bool, typer.Option("--accounts", help="Ask for an account in the place of a code.")
]
Names = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="NAME", help="By which others reach it; may be repeated."),
]
Certificate = Annotated[
    Path | None,
    typer.Option("--certificate", metavar="FILE", help="For encrypted connections, with --key."),
]
Key = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The key of that certificate.")
]

Provider = Annotated[
    str | None,
    typer.Option(
        "--provider", metavar="URL", help="An OpenID Connect provider by whom people sign in."
    ),
]
Client = Annotated[
    str | None,
    typer.Option("--client", metavar="ID", help="By which the provider knows the dashboard."),
]
SecretFile = Annotated[
    Path | None,
    typer.Option(
        "--client-secret-file", metavar="FILE", help="What they share, if it asks for a secret."
    ),
]

NEEDED = ("fastapi", "uvicorn", "jinja2", "multipart", "itsdangerous", "pwdlib")
FOR_PROVIDERS = ("authlib", "httpx2")


@serve.callback()
def show_dashboard(
    context: typer.Context,
    host: Host = "127.0.0.1",
    port: Port = None,
    no_browser: NoBrowser = False,
    accounts: Accounts = False,
    name: Names = None,
    certificate: Certificate = None,
    key: Key = None,
    provider: Provider = None,
    client: Client = None,
    client_secret_file: SecretFile = None,
    on: On = None,
    db: Store = None,
    vault: Vault = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Open the dashboard in the browser; Ctrl+C stops it.

    It is served to this machine alone, and to whoever has the code that is shown here;
    with --accounts to whoever has an account, with a certificate over the net as well.

    Example: certtrack serve
    """
    if context.invoked_subcommand:
        nothing_before(context)
        return
    desk, serving = _web()
    what = desk.Desk(store=db, rulebooks=tuple(rulebooks or ()), vault=vault, on=on, **_folders())
    known_as = {"host": host, "port": port, "names": tuple(name or ())}
    how = serving.How(
        **known_as,
        accounts=accounts_folder() if accounts else None,
        certificate=_both(certificate, key),
        provider=_provider(provider, client, client_secret_file),
    )
    _serve(serving, what, how, browser=not no_browser)


def _folders() -> dict[str, Path]:
    return {"uploads": dashboard_folder() / "uploads", "tokens": tokens_folder()}


def _web() -> Iterator[Any]:
    """What serves: by name, so that neither room knows the other and each works without it."""
    if not all(map(find_spec, NEEDED)):
        hint = 'Install it: pip install "certtrack[web]".'
        raise refuse("the dashboard is not installed", hint=hint)
    return map(import_module, ("certtrack.web.desk", "certtrack.web.serving"))


def _provider(issuer: str | None, client: str | None, secret_file: Path | None) -> Any:
    if issuer is None and client is None and secret_file is None:
        return None
    if issuer is None or client is None:
        raise typer.BadParameter("--provider and --client go together")
    if not all(map(find_spec, FOR_PROVIDERS)):
        hint = 'Install it: pip install "certtrack[oidc]".'
        raise refuse("signing in by a provider is not installed", hint=hint)
    from certtrack.services.backups import passphrase_in

    secret = passphrase_in(secret_file, "--client-secret-file") if secret_file else None
    made = import_module("certtrack.web.identity").IdentityProvider
    return made(issuer, client, secret)


def _both(certificate: Path | None, key: Path | None) -> tuple[Path, Path] | None:
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise typer.BadParameter("--certificate and --key go together")
    for file in (certificate, key):
        if not file.is_file():
            raise refuse("there is no such file", where=str(file))
    return certificate, key


def _serve(serving: Any, desk: Any, how: Any, *, browser: bool) -> None:
    from certtrack.services.databases import is_there

    # What is wrong with the rules or the store is told here, not first in the browser.
    desk.library()
    is_there(desk.store)
    serving.serve(desk, dashboard_folder(), how, partial(_tell, browser=browser))


def _tell(served: Any, *, browser: bool) -> None:
    typer.echo(f"The dashboard is at {served.address}")
    if served.code:
        typer.echo(f"A browser that asks for a code: {served.code}")
    typer.echo("Ctrl+C stops it.")
    if browser and served.entrance:
        _open(served.entrance)


def _open(entrance: Path) -> None:
    import webbrowser

    if not webbrowser.open(entrance.as_uri()):
        typer.echo("No browser could be opened: open the address yourself.", err=True)
