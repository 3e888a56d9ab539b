"""Many activities at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, NoBackup, On, Rulebooks, Someone, Store, latest_written
from certtrack.services.facts import Who
from certtrack.services.rules import books

if TYPE_CHECKING:
    from certtrack.services.bulk import Imported

Csv = Annotated[Path, typer.Argument(metavar="FILE.csv", help="Its first row names the columns.")]
Write = Annotated[bool, typer.Option("--write", help="Write it; else it is only looked through.")]
Meant = Annotated[
    bool, typer.Option("--force", help="Take rows that look like a repeat or a slip of the pen.")
]


def import_activities(
    file: Csv,
    write: Write = False,
    force: Meant = False,
    person: Someone = None,
    on: On = None,
    no_backup: NoBackup = False,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Add the activities of a CSV, all of it or nothing. Only --write writes.

    Its columns are the keys of a record file, and person: a number, name or e-mail in the
    store. Rows that are on record are not added again.

    Example: certtrack ceu import examples/ceus.csv --person "Ana Flores"
    """
    from certtrack.services import bulk
    from certtrack.services.edit import Moment

    moment = Moment(latest=latest_written(on), made_at=clock.moment())
    who, library = Who(person=person, store=db), books(rulebooks or ())
    with _progress(file) as progress:
        found = bulk.import_activities(
            who,
            file,
            library,
            moment,
            write=write,
            force=force,
            progress=progress,
            copy=not no_backup,
        )
    _tell(found, as_json=json)


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
    rows = f"{found.rows:,} row{'' if found.rows == 1 else 's'}"
    known = f"; {found.known:,} on record already" if found.known else ""
    if not found.written:
        hint = " Nothing is written yet: add --write." if found.added else ""
        typer.echo(f"{rows} read, no fault found: {found.added:,} to add{known}.{hint}")
        return
    undo = " To take it back: certtrack undo." if found.added else ""
    typer.echo(f"{rows} read: {found.added:,} added{known}.{undo}")
