"""Whole records in and out of the store, and taking back the last change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import On, Rulebooks, Someone, Store, latest_written
from certtrack.errors import refuse
from certtrack.services.rules import books

import_ = typer.Typer(add_completion=False)
export = typer.Typer(add_completion=False)
undo = typer.Typer(add_completion=False)


@import_.command()
def import_record(
    file: Annotated[Path, typer.Argument(metavar="RECORD", help="A .toml or .json record file.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the person of the same name.")
    ] = False,
    on: On = None,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Read a record file into the store, all of it or nothing.

    Example: certtrack import examples/ana-flores.toml
    """
    from certtrack.services.edit import Moment
    from certtrack.services.persons import import_record as read_in

    moment = Moment(latest=latest_written(on), made_at=clock.moment())
    number, name = read_in(db, file, books(rulebooks or ()), moment, replace=replace)
    typer.echo(f"{name} is in the store as number {number}. To take it back: certtrack undo.")


@export.command()
def export_record(
    out: Annotated[
        Path | None,
        typer.Argument(metavar="[OUT]", help="A new .toml or .json file; none prints TOML."),
    ] = None,
    person: Someone = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file.")] = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Write a person's record from the store to a file, losing nothing.

    Example: certtrack export ana.toml
    """
    from certtrack.services.edit import Moment
    from certtrack.services.facts import Who
    from certtrack.services.persons import export_record as write_out

    kind = out.suffix.lower().removeprefix(".") if out else "toml"
    moment = Moment(latest=latest_written(None), made_at=clock.moment())
    text = write_out(Who(person=person, store=db), kind, books(rulebooks or ()), moment)
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
    typer.echo(f"Taken back: {what}, made at {made_at}.")
