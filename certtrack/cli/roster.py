"""Many people at once: rosters in and out, who is short of what, and pictures of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, On, Rulebooks, Store, latest_written
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.services.roster_import import Imported, Watch

roster = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Many people: import a roster, who is short of what, export and plot it.",
)

RosterFile = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")]
Write = Annotated[bool, typer.Option("--write", help="Write it; else only say what would be.")]
Others = Annotated[
    bool, typer.Option("--force", help="People whose name is there with another e-mail are others.")
]


@roster.command("import")
def import_roster(
    file: RosterFile,
    write: Write = False,
    force: Others = False,
    on: On = None,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Take a roster into the store, all of it or nothing: a row for each credential or person.

    Columns are called as the keys of a record file: name, email, department, manager, state,
    time_zone, memberships, code, passed_on, number, cycle_from, cycle_until, valid_until,
    fee_paid_on, tracked_from, handed_in_on, held_until. People are known by e-mail, else by
    name. An empty cell changes nothing.

    With --json every person is one line, the totals are the last.

    Example: certtrack roster import examples/roster.csv --write
    """
    from certtrack.services.edit import Moment
    from certtrack.services.roster_import import roster_import

    moment = Moment(latest=latest_written(on), made_at=clock.moment())
    library = books(rulebooks or ())
    with ExitStack() as open_still:
        with _watched() as watch:
            taken = roster_import(db, file, library, moment, write=write, force=force, watch=watch)
            done = open_still.enter_context(taken)
        _tell(done, write=write, as_json=json)


@contextmanager
def _watched() -> Iterator[Watch]:
    """A bar on the terminal for work that takes long; nothing where there is no terminal."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as bars:
        tasks = {}

        def watch(what: str, done: int, whole: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=whole)

        yield watch


def _tell(done: Imported, *, write: bool, as_json: bool) -> None:
    from certtrack.render import contract

    if as_json:
        for one in done.outcomes:
            typer.echo(contract.line(one))
        kinds = ("new", "changed", "same")
        totals = {
            "written": write,
            "rows": done.rows,
            "repeats": done.repeats,
            "people": {kind: done.people[kind] for kind in kinds},
            "credentials": {kind: done.credentials[kind] for kind in kinds},
        }
        typer.echo(contract.line({"totals": totals}))
        return
    from certtrack.render import import_page, page

    import_page.show(page.console(), done.people, done.credentials, done.outcomes)
    if done.repeats:
        typer.echo(f"\nRows that say nothing another row does not say: {done.repeats}.")
    if not done.people["new"] + done.people["changed"]:
        typer.echo("\nThere is nothing to write.")
    elif write:
        typer.echo("\nWritten. To take it back: certtrack undo.")
    else:
        typer.echo("\nNothing is written yet: add --write.")
