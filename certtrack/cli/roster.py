"""Many people at once: rosters in and out, who is short of what, and pictures of it."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack import clock
from certtrack.cli.options import ExitCode, Json, NoBackup, On, Rulebooks, Store, latest_written
from certtrack.cli.roster_options import Asked, Sort, in_order, with_filters
from certtrack.cli.table_options import Told, of_rosters
from certtrack.cli.watching import watched
from certtrack.reminders.roster import RosterLine, Totals, order
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.rules.rulebook import Library
    from certtrack.services.roster_import import How, Imported
    from certtrack.services.sheet_reading import Asked as Understood

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
Limit = Annotated[
    int, typer.Option("--limit", min=0, metavar="N", help="How many lines to show; 0 for all.")
]
Overwrite = Annotated[bool, typer.Option("--force", help="Overwrite a file.")]


@roster.command("import")
@of_rosters
def import_roster(
    file: RosterFile,
    table: Told,
    write: Write = False,
    force: Others = False,
    on: On = None,
    no_backup: NoBackup = False,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Take a roster into the store, all of it or nothing: a row for each credential or person.

    Columns are called as the keys of a record file (name, email, department, manager, state,
    time_zone, memberships, code, passed_on, number, cycle_from, cycle_until, valid_until,
    fee_paid_on, tracked_from, handed_in_on, held_until) or as lists of staff usually call them;
    what each is taken for is shown. People are known by e-mail, else by name. An empty cell
    changes nothing.

    With --json every person is one line; the last has totals, columns and notes.

    Example: certtrack roster import examples/roster.csv --write
    """
    from certtrack.services.roster_import import How

    how = How(write=write, force=force, copy=not no_backup)
    take = partial(_taken, file, db, books(rulebooks or ()), latest_written(on), how)
    with ExitStack() as open_still:
        asked, done = table.settled(lambda asked: open_still.enter_context(take(asked)))
        if path := table.keep(done.columns, asked):
            typer.echo(f"What the columns are is kept in {path}.", err=True)
        _tell(done, write=write, as_json=json)


@contextmanager
def _taken(
    file: Path, db: str | None, library: Library, latest: date, how: How, asked: Understood
) -> Iterator[Imported]:
    from certtrack.services.edit import Moment
    from certtrack.services.roster_import import roster_import

    moment = Moment(latest=latest, made_at=clock.moment())
    with ExitStack() as open_still:
        with watched() as watch:
            taken = roster_import(db, file, asked, library, moment, how, watch)
            done = open_still.enter_context(taken)
        yield done


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
        columns = [{"name": one.name, "taken_for": one.key, "why": one.why} for one in done.columns]
        told = {"totals": totals, "columns": columns, "notes": list(done.notes)}
        typer.echo(contract.line(told))
        return
    from certtrack.render import import_page, page

    import_page.understood(page.console(), done.columns, done.notes)
    import_page.show(page.console(), done.people, done.credentials, done.outcomes)
    if done.repeats:
        typer.echo(f"\nRows that say nothing another row does not say: {done.repeats}.")
    if not done.people["new"] + done.people["changed"]:
        typer.echo("\nThere is nothing to write.")
    elif write:
        typer.echo("\nWritten. To take it back: certtrack undo.")
    else:
        typer.echo("\nNothing is written yet: add --write.")


@roster.command("status")
@with_filters
def show_status(
    asked: Asked,
    sort: Sort = None,
    limit: Limit = 200,
    json: Json = False,
    exit_code: ExitCode = False,
) -> int:
    """Who is short, of what, by when? The cycle that matters of everyone in the store.

    With --json every cycle is one line, in the order of the store unless --sort is given; the
    last line has the totals. With --exit-code the answer is no when anyone is short.

    Example: certtrack roster status --within 90 --department Pharmacy
    """
    totals = Totals()
    lines = totals.counted(asked.lines)
    if json:
        from certtrack.render import contract, roster_contract

        for line in in_order(lines, sort) if sort else lines:
            typer.echo(contract.line(roster_contract.line(line)))
        typer.echo(contract.line({"totals": roster_contract.totals(totals, asked.missing)}))
    else:
        from certtrack.render import page, roster_page

        key = order(sort or "pressing")
        first = heapq.nsmallest(limit, lines, key) if limit else sorted(lines, key=key)
        out = page.console()
        roster_page.show(out, first, totals, asked.on)
        roster_page.show_missing(out, asked.missing)
    return 1 if exit_code and totals.how["short"] else 0


@roster.command("export")
@with_filters
def export_roster(
    asked: Asked,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .csv, .xlsx or .jsonl file.")],
    sort: Sort = None,
    force: Overwrite = False,
) -> None:
    """Write the lines of `roster status` to a file; no cell is ever run as a formula.

    Example: certtrack roster export short.xlsx --severity urgent --severity overdue
    """
    from certtrack.render import roster_contract, roster_table, tables

    tables.must_be_free(out, (".csv", ".xlsx", ".jsonl"), force=force)
    totals = Totals()
    lines: Iterable[RosterLine] = totals.counted(asked.lines)
    lines = in_order(lines, sort) if sort else lines
    if out.suffix.lower() == ".jsonl":
        tables.write_lines(out, map(roster_contract.line, lines))
    else:
        tables.write(out, roster_table.COLUMNS, map(roster_table.row, lines))
    typer.echo(f"Written to {out}: {totals.cycles} cycles of {totals.people} people.")


@roster.command("people")
def export_people(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .csv or .xlsx file.")],
    force: Overwrite = False,
    db: Store = None,
) -> None:
    """Write who is in the store and what they hold, as the roster that `import` reads.

    It has all columns that `roster import` knows. Education, jobs, exams, CEUs and decisions
    are not in it: `certtrack export` writes whole records.

    Example: certtrack roster people roster.csv
    """
    from certtrack.render import tables
    from certtrack.services.roster_people import COLUMNS, roster_rows

    tables.must_be_free(out, (".csv", ".xlsx"), force=force)
    tables.write(out, COLUMNS, roster_rows(db))
    typer.echo(f"Written to {out}.")


@roster.command("plot")
@with_filters
def plot_roster(
    asked: Asked,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .svg or .png file.")],
) -> None:
    """Draw how many cycles end in which month, and the share on pace by department.

    Example: certtrack roster plot roster.svg
    """
    from certtrack.render import roster_plot

    roster_plot.save(asked.lines, asked.on, out)
    typer.echo(f"Drawn: {out}.")
