"""Whole records in and out of the store, and taking back the last change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from certtrack import clock
from certtrack.cli.options import On, Rulebooks, Someone, Store, latest_written
from certtrack.cli.watching import watched
from certtrack.errors import printable, refuse
from certtrack.rules.rulebook import Library
from certtrack.services.facts import Who
from certtrack.services.rules import books

import_ = typer.Typer(add_completion=False)
export = typer.Typer(add_completion=False)
undo = typer.Typer(add_completion=False)


Overwrite = Annotated[bool, typer.Option("--force", help="Overwrite a file.")]
Format = Annotated[
    Literal["toml", "json", "jsonl", "csv", "xlsx"] | None,
    typer.Option("--format", help="What to write; else as OUT ends."),
]
Everyone = Annotated[bool, typer.Option("--all", help="Everyone in the store, not one person.")]
People = Annotated[
    bool, typer.Option("--roster", help="Everyone and what they hold, as roster import reads it.")
]
Schema = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of a record, and write nothing.")
]


@import_.command()
def import_record(
    file: Annotated[
        Path, typer.Argument(metavar="RECORD", help="A .toml or .json record, or a .jsonl of many.")
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the person of the same name.")
    ] = False,
    on: On = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Read a record file into the store, all of it or nothing.

    A file ending in .jsonl has a record on each line, as export --all writes it.

    Example: certtrack import examples/ana-flores.toml
    """
    from certtrack.services.edit import Moment

    moment = Moment(latest=latest_written(on), made_at=clock.moment())
    library = books(rulebooks or ())
    if file.suffix.lower() == ".jsonl":
        from certtrack.services.record_imports import import_records

        with watched() as watch:
            count = import_records(db, file, library, moment, replace=replace, watch=watch)
        are = "person is" if count == 1 else "people are"
        typer.echo(f"{count:,} {are} put into the store. To take it back: certtrack undo.")
        return
    from certtrack.services.persons import import_record as read_in

    number, name = read_in(db, file, library, moment, replace=replace)
    typer.echo(f"{name} is in the store as number {number}. To take it back: certtrack undo.")


Out = Annotated[
    Path | None,
    typer.Argument(
        metavar="[OUT]", help="A new .toml, .json, .jsonl, .csv or .xlsx; none prints a record."
    ),
]


@export.command()
def export_record(
    out: Out = None,
    format_: Format = None,
    everyone: Everyone = False,
    people: People = False,
    schema: Schema = False,
    person: Someone = None,
    on: On = None,
    force: Overwrite = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Write a person's record from the store to a file, losing nothing.

    A .csv or .xlsx has the activities alone, with what each counts for; ceu import reads it.
    With --all it is everyone: .jsonl has a whole record on each line, which import reads.

    Example: certtrack export ana.toml
    """
    if schema:
        _print_schema()
        return
    if (person and (everyone or people)) or (everyone and people):
        raise typer.BadParameter("give one of --person, --all and --roster")
    usual = "jsonl" if everyone else "toml"
    kind = format_ or (out.suffix.lower().removeprefix(".") if out else usual)
    library, who = books(rulebooks or ()), Who(person=person, store=db)
    if kind in TABLES:
        _write_table(_file_for(out, kind, force=force), who, library, on, (everyone, people))
    elif people:
        raise typer.BadParameter("a roster is a .csv or .xlsx file")
    elif everyone:
        _write_everyone(out, kind, db, library, force=force)
    else:
        _write_record(out, kind, who, library, force=force)


TABLES = ("csv", "xlsx")


def _print_schema() -> None:
    from certtrack.render import contract
    from certtrack.services.exports import record_schema

    typer.echo(contract.dumps(record_schema()))


def _file_for(out: Path | None, kind: str, *, force: bool) -> Path:
    """Where a table goes; it must be a file that is not there yet."""
    from certtrack.render import tables

    if out is None:
        raise typer.BadParameter(f"say where to: certtrack export OUT.{kind}")
    tables.must_be_free(out, (f".{kind}",), force=force)
    return out


def _write_table(
    out: Path, who: Who, library: Library, on: date | None, whom: tuple[bool, bool]
) -> None:
    from certtrack.render import tables
    from certtrack.services import exports, roster_people

    everyone, people = whom
    day = on or clock.today()
    if people:
        tables.write(out, roster_people.COLUMNS, roster_people.roster_rows(who.store))
    elif everyone:
        columns = (exports.PERSON, *exports.COLUMNS)
        tables.write(out, columns, exports.everyones_rows(who.store, library, day), "Activities")
    else:
        rows = exports.activity_rows(who, library, day)
        tables.write(out, exports.COLUMNS, rows, "Activities")
    typer.echo(f"Written to {out}.")


def _write_everyone(
    out: Path | None, kind: str, db: str | None, library: Library, *, force: bool
) -> None:
    from certtrack.render import tables
    from certtrack.services.exports import record_lines

    if kind not in ("json", "jsonl"):
        raise typer.BadParameter("everyone is written as .jsonl, .csv or .xlsx")
    lines = record_lines(db, library)
    if out is None:
        for line in lines:
            typer.echo(line, nl=False)
        return
    tables.must_be_free(out, (".jsonl",), force=force)
    tables.write_text(out, lines)
    typer.echo(f"Written to {out}.")


def _write_record(out: Path | None, kind: str, who: Who, library: Library, *, force: bool) -> None:
    from certtrack.services.edit import Moment
    from certtrack.services.persons import export_record as write_out

    moment = Moment(latest=latest_written(None), made_at=clock.moment())
    text = write_out(who, kind, library, moment)
    if out is None:
        typer.echo(text, nl=False)
        return
    if out.exists() and not force:
        raise refuse("the file is there already", where=str(out), hint="Add --force to overwrite.")
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise refuse(f"the file cannot be written: {error.strerror}", where=str(out)) from None
    typer.echo(f"Written to {out}.")


@undo.command()
def undo_last(db: Store = None) -> None:
    """Take back the last change to the store; again for the one before."""
    from certtrack.services.persons import undo as take_back

    what, made_at = take_back(db, clock.moment())
    typer.echo(printable(f"Taken back: {what}, made at {made_at}."))
