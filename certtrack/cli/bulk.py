"""Many activities at once: from a CSV with a record's keys, or a table as people have it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from certtrack import clock
from certtrack.cli.options import Json, NoBackup, On, Rulebooks, Someone, Store, latest_written
from certtrack.cli.table_options import Told, of_activities
from certtrack.cli.watching import watched
from certtrack.services.facts import Who
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.rules.rulebook import Library
    from certtrack.services.bulk import Imported
    from certtrack.services.edit import Moment

Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")]
Write = Annotated[bool, typer.Option("--write", help="Write it; else it is only looked through.")]
Meant = Annotated[
    bool, typer.Option("--force", help="Take rows that look like a repeat or a slip of the pen.")
]


@of_activities
def import_activities(
    file: Sheet,
    table: Told,
    write: Write = False,
    force: Meant = False,
    person: Someone = None,
    on: On = None,
    no_backup: NoBackup = False,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> int:
    """Add the activities of a table, all of it or nothing. Only --write writes.

    A CSV whose columns are the keys of a record file, and person (a number, name or e-mail in
    the store), is read as it stands, however large. Of any other table, CSV or .xlsx, it is
    shown first what each column is taken for. Rows that are on record are not added again.

    Example: certtrack ceu import examples/ceus.csv --person "Ana Flores"
    """
    from certtrack.services.edit import Moment
    from certtrack.services.sheet_reading import is_ours

    moment = Moment(latest=latest_written(on), made_at=clock.moment())
    who = Who(person=person, store=db)
    how = How(who, books(rulebooks or ()), moment, write, force, not no_backup, json)
    if table.anything() or not is_ours(file):
        return _take_sheet(file, table, how)
    return _take_rows(file, how)


@dataclass(frozen=True, slots=True)
class How:
    """How activities are imported, whatever they are read from."""

    who: Who
    library: Library
    moment: Moment
    write: bool
    force: bool
    copy: bool
    json: bool


def _take_rows(file: Path, how: How) -> int:
    from certtrack.services import bulk

    with _progress(file) as progress:
        found = bulk.import_activities(
            how.who,
            file,
            how.library,
            how.moment,
            write=how.write,
            force=how.force,
            progress=progress,
            copy=how.copy,
        )
    _tell(found, as_json=how.json)
    return 0


def _take_sheet(file: Path, table: Told, how: How) -> int:
    from certtrack.services import sheet_import as service
    from certtrack.services.sheet_reading import understand

    asked, understood = table.settled(lambda asked: understand(file, asked, how.library))
    given = (how.who, understood, how.library, how.moment)
    with watched() as watch:
        done = service.import_sheet(
            *given, write=how.write, force=how.force, copy=how.copy, watch=watch
        )
    kept = table.keep(understood.columns, asked)
    told = service.as_tables(understood, done)
    if how.json:
        from certtrack.render import contract

        typer.echo(contract.dumps(told))
    else:
        from certtrack.render import page, sheet_page

        sheet_page.show(page.console(), told)
        typer.echo(f"\n{_ending(told)}")
        if kept:
            typer.echo(f"What the columns are is kept in {kept}.")
    return 2 if told["refused"] else 0


def _ending(told: Mapping[str, Any]) -> str:
    """What was done in the end, or what is to be done for it."""
    if refused := told["refused"]:
        are = "is" if refused == 1 else "are"
        hint = "Mend the file, or leave rows out with --skip ROW."
        return f"Nothing is written: {_rows(refused)} {are} refused. {hint}"
    if not told["added"] + told["changed"]:
        return "There is nothing to write."
    if not told["written"]:
        return "Nothing is written yet: add --write."
    what = f"{told['added']:,} added, {told['changed']:,} changed"
    return f"Written: {what}. To take it back: certtrack undo."


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None]]:
    """Shows on a terminal how far a file has been read."""
    if not (sys.stderr.isatty() and file.is_file()):
        yield lambda _: None
        return
    with typer.progressbar(length=file.stat().st_size, file=sys.stderr, label="Reading") as bar:
        yield lambda position: bar.update(position - bar.pos)


def _tell(found: Imported, *, as_json: bool) -> None:
    if as_json:
        from dataclasses import asdict

        from certtrack.render import contract

        typer.echo(contract.dumps(asdict(found)))
        return
    rows = _rows(found.rows)
    known = f"; {found.known:,} on record already" if found.known else ""
    if not found.written:
        hint = " Nothing is written yet: add --write." if found.added else ""
        typer.echo(f"{rows} read, no fault found: {found.added:,} to add{known}.{hint}")
        return
    undo = " To take it back: certtrack undo." if found.added else ""
    typer.echo(f"{rows} read: {found.added:,} added{known}.{undo}")
