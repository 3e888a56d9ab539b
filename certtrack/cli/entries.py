"""The sections of a record: add, list, edit and remove entries of each."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from certtrack import clock
from certtrack.cli.asking import answers, confirm, someone_is_there
from certtrack.cli.bulk import import_activities
from certtrack.cli.certificate_folder import add_folder
from certtrack.cli.certificates import add_activity
from certtrack.cli.fields import with_options
from certtrack.cli.listed import linked_anew, with_listed
from certtrack.cli.options import (
    Force,
    Json,
    On,
    Rulebooks,
    Someone,
    Store,
    Yes,
    latest_written,
)
from certtrack.cli.written import checked_values, tell_written
from certtrack.errors import Fault, Refused, did_you_mean
from certtrack.reading.entry_fields import Field, fields_of
from certtrack.rules.facts import Section
from certtrack.rules.record import SHAPES
from certtrack.services.facts import Who
from certtrack.services.rules import books

Handle = Annotated[
    str, typer.Argument(metavar="ENTRY", help="The entry's number, id or code, as list shows it.")
]
Clear = Annotated[
    list[str] | None,
    typer.Option("--clear", metavar="KEY", help="Take a key away; may be given more than once."),
]

HELP: dict[Section, str] = {
    "education": "Programs of study, finished or not.",
    "course": "Single college courses, with credits and grade.",
    "training": "Courses and programs that give no degree.",
    "experience": "Jobs, and times in them.",
    "application": "Approved applications to sit exams.",
    "exam": "Attempts at exams.",
    "credential": "Credentials you hold.",
    "activity": "CEUs: what you did that earns them.",
    "decision": "Decisions of a certifying body: waivers, extensions, its own totals.",
}


def _section_app(section: Section) -> typer.Typer:
    known = fields_of(SHAPES[section])
    app = typer.Typer(add_completion=False, no_args_is_help=True, help=HELP[section])
    add = add_activity if section == "activity" else _add(section, known)
    app.command("add")(with_options(add, known))
    app.command("list")(_list(section, known))
    app.command("edit")(with_options(_edit(section, known), known))
    app.command("remove")(_remove(section))
    if section == "activity":
        app.command("add-folder")(add_folder)
        app.command("import")(import_activities)
    return app


def _add(section: Section, known: tuple[Field, ...]) -> Any:
    def add(
        given: dict[str, Any],
        force: Force = False,
        person: Someone = None,
        on: On = None,
        json: Json = False,
        db: Store = None,
        rulebooks: Rulebooks = None,
    ) -> None:
        """Add an entry. In a terminal it asks for what is missing."""
        from certtrack.services import edit

        today = on or clock.today()
        if given.get("listed"):
            given = with_listed(given, db)
        if someone_is_there():
            # What the directory has is asked for by name, not by an id that nobody knows.
            asked = tuple(field for field in known if field.key != "listed")
            given = answers(given, asked, today)
        values = checked_values(given, known, today)
        library = books(rulebooks or ())
        moment = edit.Moment(latest=latest_written(on), made_at=clock.moment())
        who = Who(person=person, store=db)
        written = edit.add(who, section, values, library, moment, force=force)
        day = on or clock.today(written.person.time_zone)
        tell_written("Added", section, written, library, day, as_json=json)

    return add


def _edit(section: Section, known: tuple[Field, ...]) -> Any:
    def edit(
        entry: Handle,
        given: dict[str, Any],
        clear: Clear = None,
        force: Force = False,
        person: Someone = None,
        on: On = None,
        json: Json = False,
        db: Store = None,
        rulebooks: Rulebooks = None,
    ) -> None:
        """Change an entry; keys that are not given stay as they are."""
        from certtrack.services import edit as service

        if given.get("listed"):
            given = linked_anew(given, clear or [], db)
        values = _changes(given, clear or [], known, on or clock.today())
        library = books(rulebooks or ())
        moment = service.Moment(latest=latest_written(on), made_at=clock.moment())
        who = Who(person=person, store=db)
        written = service.edit(who, section, entry, values, library, moment, force=force)
        day = on or clock.today(written.person.time_zone)
        tell_written("Changed", section, written, library, day, as_json=json)

    return edit


def _remove(section: Section) -> Any:
    def remove(
        entry: Handle,
        yes: Yes = False,
        person: Someone = None,
        db: Store = None,
        rulebooks: Rulebooks = None,
    ) -> None:
        """Remove an entry; `certtrack undo` brings it back."""
        from certtrack.services import edit

        if not yes:
            confirm(f"Remove {section} entry {entry}?")
        moment = edit.Moment(latest=latest_written(None), made_at=clock.moment())
        who = Who(person=person, store=db)
        number = edit.remove(who, section, entry, books(rulebooks or ()), moment)
        typer.echo(f"Removed entry {number}. To take it back: certtrack undo.")

    return remove


def _list(section: Section, known: tuple[Field, ...]) -> Any:
    def list_(person: Someone = None, json: Json = False, db: Store = None) -> None:
        """List every entry with its number."""
        from certtrack.render import contract
        from certtrack.services import edit

        found = edit.listed(Who(person=person, store=db), section)
        if json:
            typer.echo(contract.dumps(contract.listed(found)))
            return
        from certtrack.render import page, record_page

        # A credential has a number of its own, that of its certificate.
        name = "entry" if any(one.key == "number" for one in known) else "number"
        rows = [{name: number, **content} for number, content in found]
        record_page.show(page.console(), rows, "Nothing is on record here.")

    return list_


def _changes(
    given: dict[str, Any], clear: list[str], known: tuple[Field, ...], today: date
) -> dict[str, Any]:
    """The new values of keys; None for those that are taken away."""
    values = checked_values(given, known, today)
    cleared = _cleared(clear, known)
    if both := values.keys() & set(cleared):
        raise typer.BadParameter(f"{', '.join(both)}: either a new value or --clear, not both")
    if not (values := values | dict.fromkeys(cleared)):
        raise typer.BadParameter("give what to change, for example --title or --clear notes")
    return values


def _cleared(keys: list[str], known: tuple[Field, ...]) -> list[str]:
    """The keys to take away, which must be some of the section's own."""
    # An entry in the store always has an id: it can be changed, not taken away.
    names = [field.key for field in known if field.key != "id"]
    written = [key.replace("-", "_") for key in keys]
    faults = [
        Fault(f"there is no key {key!r}", "--clear", did_you_mean(key, names))
        for key in written
        if key not in names
    ]
    if faults:
        raise Refused(*faults)
    return written


education = _section_app("education")
course = _section_app("course")
training = _section_app("training")
experience = _section_app("experience")
application = _section_app("application")
exam = _section_app("exam")
credential = _section_app("credential")
activity = _section_app("activity")
decision = _section_app("decision")
