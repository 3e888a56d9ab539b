"""Deadlines as a file that calendars import, or subscribe to."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack import clock
from certtrack.cli.options import File, Json, On, Rulebooks, SettingsFile, Someone, Store, latest
from certtrack.reminders.calendar_entry import Form
from certtrack.reminders.calendar_words import Language
from certtrack.services.calendar_entries import Asked
from certtrack.services.channels import wishes_if_any
from certtrack.services.facts import Who
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.services.calendar import Calendar

calendar = typer.Typer(add_completion=False)

Out = Annotated[
    Path, typer.Argument(metavar="OUT", help="An .ics file to write; - for standard output.")
]
Within = Annotated[
    int | None,
    typer.Option("--within", min=0, max=3660, metavar="DAYS", help="Only what is due so soon."),
]
Todo = Annotated[bool, typer.Option("--todo", help="Things to do in the place of events.")]
InLanguage = Annotated[Language, typer.Option("--language", help="In which language.")]
Roster = Annotated[bool, typer.Option("--roster", help="Everyone in the store, in one calendar.")]
OfManager = Annotated[
    str | None, typer.Option("--manager", metavar="NAME", help="Only this manager's people.")
]
Overwrite = Annotated[bool, typer.Option("--force", help="Overwrite a file of another kind.")]


@calendar.command()
def write_calendar(
    out: Out,
    within: Within = None,
    todo: Todo = False,
    language: InLanguage = "en",
    file: File = None,
    person: Someone = None,
    roster: Roster = False,
    manager: OfManager = None,
    on: On = None,
    json: Json = False,
    force: Overwrite = False,
    settings: SettingsFile = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Put every deadline into your calendar, with alarms ahead of it.

    Import the file again whenever it was written again: entries that changed are updated,
    those that were done are taken away, and none is there twice.

    Example: certtrack calendar deadlines.ics --file ana.toml
    """
    team = roster or manager is not None
    _must_go_together(file, out, team=team, one=bool(person), as_json=json, store=db)
    asked = Asked(
        library=books(rulebooks or ()),
        moment=clock.instant(),
        on=on,
        within=within,
        form=Form(language=language, todo=todo, team=team),
        out=None if out == STANDARD_OUTPUT else out,
        force=force,
        wishes=wishes_if_any(settings),
    )
    _put(_made(Who(file=file, person=person, store=db), manager, asked), asked.out, as_json=json)


STANDARD_OUTPUT = Path("-")


def _must_go_together(
    file: Path | None, out: Path, *, team: bool, one: bool, as_json: bool, store: str | None
) -> None:
    if file and (one or store):
        raise typer.BadParameter("--file stands alone: without --person and --db")
    if team and (file or one):
        raise typer.BadParameter("--roster is for the whole store: no --file, --person")
    if as_json and out == STANDARD_OUTPUT:
        raise typer.BadParameter("--json needs standard output: name a file to write")


def _made(who: Who, manager: str | None, asked: Asked) -> Calendar:
    from certtrack.services import calendar as service

    if asked.form.team:
        return service.of_roster(who.store, manager, asked)
    if who.file:
        return service.of_file(who.file, latest(asked.on), asked)
    return service.of_person(who, asked)


def _put(made: Calendar, out: Path | None, *, as_json: bool) -> None:
    """Write a calendar, and say so."""
    if out is None:
        sys.stdout.buffer.write(made.content)
        return
    from certtrack.services.calendar import save

    another = save(made, out)
    if as_json:
        from certtrack.render import calendar_contract, contract

        told = calendar_contract.entries(made.entries)
        answer = {"calendar": made.title.name, "out": str(out), "written": another}
        typer.echo(contract.dumps({**answer, "entries": told}))
        return
    number = len(made.entries)
    entries = "1 entry" if number == 1 else f"{number} entries"
    typer.echo(f"{out} was written: {entries}." if another else f"{out} is as it was.")
