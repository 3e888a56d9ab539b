"""Many activities at once: from a CSV with a record's keys, or a table as people have it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from certtrack import clock
from certtrack.cli.options import Json, NoBackup, On, Rulebooks, Someone, Store, latest_written
from certtrack.cli.watching import watched
from certtrack.services.facts import Who
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.rules.rulebook import Library
    from certtrack.services.bulk import Imported
    from certtrack.services.edit import Moment
    from certtrack.services.sheet_reading import Asked

Sheet = Annotated[Path, typer.Argument(metavar="FILE", help="A .csv or .xlsx file.")]
Write = Annotated[bool, typer.Option("--write", help="Write it; else it is only looked through.")]
Meant = Annotated[
    bool, typer.Option("--force", help="Take rows that look like a repeat or a slip of the pen.")
]
Map = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="NAME=KEY",
        help='What a column is, like "CE Hours=ceus"; =ignore leaves it out. May be repeated.',
    ),
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", metavar="NAME", help="What columns are, as kept or shipped."),
]
SaveProfile = Annotated[
    str | None, typer.Option("--save-profile", metavar="NAME", help="Keep what columns are.")
]
Dates = Annotated[
    Literal["mdy", "dmy"] | None,
    typer.Option("--dates", help="Whether 03/04/2026 begins with month or day."),
]
HowWritten = Annotated[
    Literal["utf-8", "utf-16", "windows-1252"] | None,
    typer.Option("--encoding", help="How text is written; else it is found out."),
]
SheetName = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")
]
Skip = Annotated[
    list[int] | None,
    typer.Option(
        "--skip", metavar="ROW", help="Leave a row out, as that of totals. May be repeated."
    ),
]


def import_activities(
    file: Sheet,
    write: Write = False,
    force: Meant = False,
    map_: Map = None,
    profile: Profile = None,
    save_profile: SaveProfile = None,
    dates: Dates = None,
    encoding: HowWritten = None,
    sheet: SheetName = None,
    skip: Skip = None,
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
    from certtrack.services import sheet_reading as sheets
    from certtrack.services.edit import Moment

    moment = Moment(latest=latest_written(on), made_at=clock.moment())
    who = Who(person=person, store=db)
    how = How(who, books(rulebooks or ()), moment, write, force, not no_backup, json)
    told, skipped = sheets.mapping(map_ or ()), frozenset(skip or ())
    asked = sheets.Asked(told, profile, dates, encoding, sheet, skipped)
    if save_profile or asked.anything() or not sheets.is_ours(file):
        return _take_sheet(file, asked, how, save_profile)
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


def _take_sheet(file: Path, asked: Asked, how: How, save_profile: str | None) -> int:
    from certtrack.services import sheet_import as service
    from certtrack.services.sheet_reading import keep_profile, understand

    understood = understand(file, asked, how.library)
    if how.write and how.copy:
        service.copy_store(how.who, understood, how.moment)
    with watched() as watch:
        given = (how.who, understood, how.library, how.moment)
        done = service.import_sheet(*given, write=how.write, force=how.force, watch=watch)
    kept = keep_profile(save_profile, understood, asked) if save_profile else None
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
