"""A copy of everything, and putting it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.asking import confirm, someone_is_there
from certtrack.cli.options import Json, Store, Vault, Yes
from certtrack.errors import refuse

backup = typer.Typer(add_completion=False)
restore = typer.Typer(add_completion=False)

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        metavar="FILE",
        help="A file with the passphrase, which only you may read.",
    ),
]


@backup.command()
def make_backup(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="A new file or a folder; else backups/ by the store."),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option("--keep", min=1, metavar="N", help="How many stay in the folder; else 10."),
    ] = None,
    passphrase_file: PassphraseFile = None,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Encrypt it; you are asked for a passphrase.")
    ] = False,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
) -> None:
    """Copy the store and its evidence into one file, opened again before it counts.

    Example: certtrack backup --keep 10
    """
    from certtrack.render import backup_page, contract
    from certtrack.services.backups import back_up, passphrase_in

    passphrase = passphrase_in(passphrase_file) if passphrase_file else None
    if encrypt and passphrase is None:
        passphrase = _asked(again=True)
    done = back_up(db, out, keep, passphrase, clock.moment(), vault)
    if json:
        typer.echo(contract.dumps(backup_page.backup_contract(done)))
    else:
        typer.echo(backup_page.backup_told(done))


@restore.command()
def put_back(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    passphrase_file: PassphraseFile = None,
    yes: Yes = False,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
) -> None:
    """Put a backup in the place of the store; what is there now is copied first.

    Example: certtrack restore backups/certtrack.db.20260501T090000Z.zip
    """
    from certtrack.render import backup_page, contract
    from certtrack.services.backups import is_encrypted, passphrase_in
    from certtrack.services.backups import restore as put_in_place

    encrypted = is_encrypted(file)
    if not yes:
        confirm(f"Put {file} in the place of the store?", "Add --yes to put it there.")
    passphrase = passphrase_in(passphrase_file) if passphrase_file else None
    if encrypted and passphrase is None and someone_is_there():
        passphrase = _asked(again=False)
    done = put_in_place(db, file, passphrase, clock.moment(), vault)
    if json:
        typer.echo(contract.dumps(backup_page.restore_contract(done)))
    else:
        typer.echo(backup_page.restore_told(done))


def _asked(*, again: bool) -> str:
    """The passphrase that somebody types, unseen.

    Raises:
        Refused: When nobody can be asked.
    """
    if not someone_is_there():
        hint = "Put it into a file and name that: --passphrase-file FILE."
        raise refuse("nobody can be asked for a passphrase here", hint=hint)
    return str(typer.prompt("Passphrase", hide_input=True, confirmation_prompt=again, err=True))
