"""A folder of certificates: read all, accept row by row."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from certtrack.cli.asking import confirmed, someone_is_there
from certtrack.cli.certificates import Adder, adder_of, merged
from certtrack.cli.options import (
    LARGEST,
    Force,
    Json,
    Largest,
    On,
    Rulebooks,
    Someone,
    Store,
    Vault,
)
from certtrack.errors import Refused
from certtrack.services.facts import Who

if TYPE_CHECKING:
    from certtrack.services.certificates import Certificate

CHOICES = "a accept, s skip, e edit, q quit"


def add_folder(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of certificates.")],
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask; add every complete row.")
    ] = False,
    force: Force = False,
    person: Someone = None,
    on: On = None,
    largest: Largest = LARGEST,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Read a folder of certificates: a table of what each says, to be accepted row by row.

    A file that is kept already adds nothing. Each accepted row is one change for undo.

    Example: certtrack ceu add-folder certificates
    """
    from certtrack.render import certificate_page, contract, page
    from certtrack.services import certificates

    adder = adder_of(Who(person=person, store=db), rulebooks, on, vault, force=force)
    read = list(certificates.read_folder(adder.who, folder, largest))
    ask = someone_is_there() and not yes and not json
    if not json:
        rows = [
            certificate_page.contract(one, certificates.lacking(one.found.values)) for one in read
        ]
        certificate_page.show_all(page.console(), rows)
    done = _added(adder, read, ask=ask, write=yes or ask)
    if json:
        typer.echo(contract.dumps(done))
        return
    certificate_page.show_done(page.console(), done, written=yes or ask)


def _added(
    adder: Adder, read: Iterable[Certificate], *, ask: bool, write: bool
) -> list[dict[str, Any]]:
    """Each certificate with what became of it."""
    done = []
    addable = {"complete", "incomplete"} if ask else {"complete"} if write else set()
    for one in read:
        row = _row(one)
        if row["state"] in addable:
            choice = _choice(row) if ask else "a"
            if choice == "q":
                addable = set()
            row |= _decided(adder, one, choice, complete=not row["missing"])
        done.append(row)
    return done


def _row(one: Certificate) -> dict[str, Any]:
    from certtrack.render import certificate_page
    from certtrack.services import certificates

    return certificate_page.contract(one, certificates.lacking(one.found.values))


def _choice(row: dict[str, Any]) -> str:
    from certtrack.render import certificate_page, page

    certificate_page.show_one(page.console(to_stderr=True), row)

    def known(text: str) -> str:
        if (first := text.strip().lower()[:1]) in tuple("aseq"):
            return first
        raise typer.BadParameter(f"one of: {CHOICES}")

    return str(typer.prompt(f"{row['file']} ({CHOICES})", value_proc=known, err=True))


def _decided(adder: Adder, one: Certificate, choice: str, *, complete: bool) -> dict[str, Any]:
    """Do with a row what was chosen; what changes of it."""
    if choice in ("s", "q"):
        return {"state": "skipped"}
    nothing = {field.key: None for field in adder.known}
    told = merged(nothing, one)
    try:
        if choice == "e" or not complete:
            told = confirmed(nothing, one.found.values, one.found.doubts, adder.known, adder.today)
        written = adder.add(one, told)
    except Refused as refused:
        return {"state": "refused", "told": str(refused)}
    return {"state": "added", "activity": written.entry.id or str(written.number)}
