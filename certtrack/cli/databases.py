"""The store itself: check it, bring it to this version, copy it elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import ExitCode, Json, NoBackup, Store

db = typer.Typer(add_completion=False, no_args_is_help=True, help="The store itself.")


@db.command("check")
def check_store(json: Json = False, exit_code: ExitCode = False, db: Store = None) -> int:
    """Is the store sound? Nothing is changed by looking.

    Example: certtrack db check --exit-code
    """
    import json as jsons

    from certtrack.render import page, store_page
    from certtrack.services.databases import check

    found = check(db, clock.instant)
    if json:
        told = store_page.contract(found.store, found.checks, found.rows, found.seconds_apart)
        typer.echo(jsons.dumps(told, indent=2, ensure_ascii=False))
    else:
        store_page.show(page.console(), found.store, found.checks, found.rows)
    return 1 if exit_code and not all(one.fine for one in found.checks) else 0


@db.command("migrate")
def migrate_store(no_backup: NoBackup = False, db: Store = None) -> None:
    """Bring the store to this version of certtrack; of a file a copy is made first.

    A store on a server is backed up with PostgreSQL's own means: pg_dump.
    """
    from certtrack.services.databases import migrate

    done = migrate(db, copy=not no_backup)
    if done.before == done.now:
        typer.echo(f"{done.store} is at version {done.now} already.")
    elif done.before is None:
        typer.echo(f"{done.store} was made, at version {done.now}.")
    else:
        typer.echo(f"{done.store} went from version {done.before} to {done.now}.")
    if done.backup:
        typer.echo(f"A copy of before is in {done.backup}.")


@db.command("compact")
def compact_store(db: Store = None) -> None:
    """Write the store's file anew: smaller, and nothing of what was deleted is left in it."""
    from certtrack.services.erasing import compact

    name = compact(db)
    typer.echo(f"{name} is written anew." if name else "A server does that itself: VACUUM FULL.")


@db.command("copy")
def copy_store(
    from_: Annotated[str, typer.Argument(metavar="FROM", help="A store: a file or a URL.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="A new file or an empty database.")],
) -> None:
    """Copy a whole store, history included, all of it or nothing; the first stays as it is.

    Example: certtrack db copy certtrack.db postgresql://ana@db.example.org/certtrack
    """
    from certtrack.services.databases import copy

    source, target, rows = copy(from_, to)
    typer.echo(f"Copied {sum(rows.values())} rows from {source} to {target}.")
    typer.echo("Read again, they are the same in number and content.")
