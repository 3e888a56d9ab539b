"""Accounts of people who use the dashboard over the net: add, list, password, remove."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack.cli.asking import someone_is_there
from certtrack.cli.dashboard_folder import accounts_folder
from certtrack.cli.options import Json, Store
from certtrack.errors import refuse
from certtrack.services import accounts, persons
from certtrack.services.accounts import Account, Role
from certtrack.services.identity import Identity

account = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Accounts of people who use the dashboard over the net.",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="By which somebody signs in.")]
OfRole = Annotated[
    Role,
    typer.Option(
        "--role", help="What they see: their own record, that of people in their care, all."
    ),
]
Number = Annotated[
    int | None,
    typer.Option("--person", metavar="NUMBER", help="Who they are in the store, by number."),
]
Manages = Annotated[
    str | None,
    typer.Option(
        "--manages", metavar="NAME", help="Whose people: the manager's name as records have it."
    ),
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FILE", help="A file with the password; else you are asked."
    ),
]
Email = Annotated[
    str | None,
    typer.Option(
        "--email",
        metavar="ADDRESS",
        help="Sign in by the provider, who has verified this address; in the place of a password.",
    ),
]
Subject = Annotated[
    str | None,
    typer.Option(
        "--subject",
        metavar="ID",
        help="Sign in by the provider, who knows them as this; in the place of a password.",
    ),
]


@account.command()
def add(
    name: Name,
    role: OfRole,
    person: Number = None,
    manages: Manages = None,
    password_file: PasswordFile = None,
    email: Email = None,
    subject: Subject = None,
    db: Store = None,
) -> None:
    """Make an account.

    Example: certtrack serve account add ana --role holder --person 1
    """
    if person is not None:
        persons.must_be_there(db, person)
    proof = _proof(password_file, email, subject)
    accounts.add(accounts_folder(), name, role, person, manages, proof)
    typer.echo(f"Made the account {name}: {role}.")


@account.command("list")
def list_accounts(json: Json = False) -> None:
    """List the accounts there are."""
    found = [_told(one) for one in accounts.listed(accounts_folder())]
    if json:
        from certtrack.render import contract

        typer.echo(contract.dumps(found))
        return
    from certtrack.render import page, record_page

    record_page.show(page.console(), found, "There are no accounts.")


@account.command()
def password(name: Name, password_file: PasswordFile = None) -> None:
    """Give an account another password; whoever signed in by it is out."""
    accounts.set_password(accounts_folder(), name, _password(password_file))
    typer.echo(f"The account {name} has another password.")


@account.command()
def remove(name: Name) -> None:
    """Remove an account; whoever signed in by it is out."""
    accounts.remove(accounts_folder(), name)
    typer.echo(f"Removed the account {name}.")


def _told(one: Account) -> dict[str, str | int | None]:
    identity = one.identity or Identity()
    return {
        "name": one.name,
        "role": one.role,
        "person": one.person,
        "manages": one.manages,
        "signs_in_by": "provider" if one.identity else "password",
        "email": identity.email,
        "subject": identity.subject,
    }


def _proof(file: Path | None, email: str | None, subject: str | None) -> str | Identity:
    """How somebody signs in."""
    if sum(one is not None for one in (file, email, subject)) > 1:
        raise typer.BadParameter("use one of --password-file, --email and --subject")
    if email is None and subject is None:
        return _password(file)
    return Identity(email=email, subject=subject)


def _password(file: Path | None) -> str:
    if file is not None:
        from certtrack.services.backups import passphrase_in

        return passphrase_in(file, "--password-file")
    if not someone_is_there():
        raise refuse("nobody can be asked for the password here", hint="Add --password-file FILE.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
