"""Forgetting a person for good."""

from __future__ import annotations

from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.asking import confirm
from certtrack.cli.options import Json, Someone, Store, Yes
from certtrack.services.facts import Who

Whom = Annotated[
    str | None,
    typer.Argument(metavar="[NAME]", help="Their name or number; none for the only one."),
]


def forget(
    name_or_number: Whom = None,
    who: Someone = None,
    yes: Yes = False,
    json: Json = False,
    db: Store = None,
) -> None:
    """Forget a person for good, with all that the history tells of them; no undo.

    Backups may still have them: those that are known are listed.

    Example: certtrack person forget "Ana Flores" --yes
    """
    from certtrack.render import contract, forgotten_page
    from certtrack.services.erasing import forget_person

    who = name_or_number or who
    if not yes:
        confirm(f"Forget {who or 'the only person'} for good?", "Add --yes to forget them.")
    done = forget_person(Who(person=who, store=db), clock.moment())
    if json:
        typer.echo(contract.dumps(forgotten_page.contract(done)))
    else:
        typer.echo(forgotten_page.told(done))
