"""People in the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any

import typer

from certtrack import clock
from certtrack.cli.asking import confirm, someone_is_there
from certtrack.cli.entries import Clear
from certtrack.cli.forgetting import Whom, forget
from certtrack.cli.options import Force, Json, Rulebooks, Someone, Store, Yes, latest_written
from certtrack.errors import did_you_mean, refuse
from certtrack.rules.record import PersonTable
from certtrack.services import persons
from certtrack.services.edit import Moment
from certtrack.services.facts import Who
from certtrack.services.rules import books

person = typer.Typer(add_completion=False, no_args_is_help=True, help="People in the store.")

Name = Annotated[str | None, typer.Option("--name", help="The person's name.")]
Email = Annotated[str | None, typer.Option("--email", help="Where reminders may be sent.")]
Department = Annotated[str | None, typer.Option("--department", help="Where they work.")]
Manager = Annotated[
    str | None,
    typer.Option("--manager", help="Name or e-mail of the one who looks after their credentials."),
]
State = Annotated[
    str | None, typer.Option("--state", help="A US state or territory by its two letters: FL.")
]
Zone = Annotated[
    str | None, typer.Option("--time-zone", help="Where their days begin: America/New_York.")
]
Memberships = Annotated[
    list[str] | None,
    typer.Option("--membership", help="A body they are a member of; may be given more than once."),
]
Nothing = Annotated[
    list[str] | None,
    typer.Option(
        "--none",
        metavar="SECTION",
        help="Say that there is no education, course, training, …; may be repeated.",
    ),
]


@person.command()
def add(
    name: Name = None,
    email: Email = None,
    department: Department = None,
    manager: Manager = None,
    state: State = None,
    time_zone: Zone = None,
    membership: Memberships = None,
    force: Force = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Add a person; the store is made on first use.

    Example: certtrack person add --name "Ana Flores" --membership AHIMA
    """
    if name is None and someone_is_there():
        name = typer.prompt("The person's name", err=True)
    values = _told(name=name, email=email, department=department, manager=manager, state=state)
    values |= _told(time_zone=time_zone, memberships=membership)
    number = persons.add(db, values, books(rulebooks or ()), _moment(), force=force)
    typer.echo(f"Added: person {number}. To take it back: certtrack undo.")


@person.command("list")
def list_people(json: Json = False, db: Store = None) -> None:
    """List everyone in the store."""
    found = persons.listed(db)
    if json:
        from certtrack.render import contract

        typer.echo(contract.dumps(found))
        return
    from certtrack.render import page, record_page

    record_page.show(page.console(), found, "Nobody is in the store.")


@person.command()
def edit(
    name_or_number: Whom = None,
    who: Someone = None,
    name: Name = None,
    email: Email = None,
    department: Department = None,
    manager: Manager = None,
    state: State = None,
    time_zone: Zone = None,
    membership: Memberships = None,
    none: Nothing = None,
    clear: Clear = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Change who someone is, or say that a section of their record is empty.

    Example: certtrack person edit --none training
    """
    who = name_or_number or who
    values = _told(name=name, email=email, department=department, manager=manager, state=state)
    values |= _told(time_zone=time_zone, memberships=membership)
    if none:
        values["none_of"] = none
    values |= _cleared(clear or [], values)
    if not values:
        raise refuse("there is nothing to change", hint="Give --name, --email or another option.")
    number = persons.edit(Who(person=who, store=db), values, books(rulebooks or ()), _moment())
    typer.echo(f"Changed: person {number}. To take it back: certtrack undo.")


@person.command()
def remove(
    name_or_number: Whom = None, who: Someone = None, yes: Yes = False, db: Store = None
) -> None:
    """Remove a person with everything on record; `certtrack undo` brings it back."""
    who = name_or_number or who
    if not yes:
        confirm(f"Remove {who or 'the only person'} with everything on record?")
    name = persons.remove(Who(person=who, store=db), _moment())
    typer.echo(f"Removed {name}. To take it back: certtrack undo.")


person.command()(forget)


def _moment() -> Moment:
    return Moment(latest=latest_written(None), made_at=clock.moment())


def _cleared(keys: list[str], given: Mapping[str, Any]) -> dict[str, None]:
    """The keys to take away, which must be some that a person can do without."""
    known = [each.name for each in fields(PersonTable) if each.name not in ("name", "memberships")]
    written = [key.replace("-", "_") for key in keys]
    for key in written:
        if key not in known:
            hint = did_you_mean(key, known) or f"It is one of: {', '.join(known)}."
            raise refuse(f"there is no key {key!r} to take away", where="--clear", hint=hint)
        if key in given:
            raise refuse(f"{key}: either a new value or --clear, not both")
    return dict.fromkeys(written)


def _told(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
