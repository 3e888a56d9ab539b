"""Certificates kept as evidence: attach, list, show, verify, export, purge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from certtrack import clock
from certtrack.cli.asking import confirm
from certtrack.cli.options import (
    LARGEST,
    ExitCode,
    Json,
    Largest,
    Someone,
    Store,
    Vault,
    Yes,
)
from certtrack.errors import printable
from certtrack.services.facts import Who

if TYPE_CHECKING:
    from certtrack.services.evidence import Attached

evidence = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Certificates, kept as evidence of CEUs."
)


@evidence.command()
def attach(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The activity's id or number.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The certificates.")],
    person: Someone = None,
    largest: Largest = LARGEST,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
) -> None:
    """Keep certificates for an activity: PDF, image, mail or text, known by their content.

    They are copied into the vault; yours stay where they are. All are kept or none.

    Example: certtrack evidence attach a1 certificate.pdf
    """
    from certtrack.services.evidence import attach as keep

    who = Who(person=person, store=db)
    done = keep(who, entry, files, clock.moment(), vault, largest)
    if json:
        from certtrack.render import contract

        typer.echo(contract.dumps([_told(one) for one in done]))
        return
    for one in done:
        how = "Attached" if one.new else "Attached before"
        typer.echo(f"{how}: {one.file.name} to {one.activity}, {one.title}. {one.sha256}")
    if any(one.new for one in done):
        typer.echo("To take it back: certtrack undo.")


def _told(one: Attached) -> dict[str, object]:
    file = {"file_name": one.file.name, "media_type": one.file.media_type}
    more = {"size": len(one.file.content), "sha256": one.sha256, "new": one.new}
    return {"person": one.person, "activity": one.activity, "title": one.title, **file, **more}


@evidence.command()
def detach(
    entry: Annotated[str, typer.Argument(metavar="ENTRY", help="The activity's id or number.")],
    file: Annotated[str, typer.Argument(metavar="HASH", help="A file's hash or its beginning.")],
    person: Someone = None,
    db: Store = None,
) -> None:
    """Take a certificate from an activity that it does not prove.

    It is kept, as those of activities that were removed, until it is purged.

    Example: certtrack evidence detach a1 6f2c91
    """
    from certtrack.services.evidence import detach as take

    names = take(Who(person=person, store=db), entry, file, clock.moment())
    typer.echo(printable(f"Detached: {', '.join(names)}. To take it back: certtrack undo."))


@evidence.command("list")
def list_(person: Someone = None, json: Json = False, db: Store = None) -> None:
    """List the certificates that are kept, also those of activities that were removed."""
    from certtrack.render import contract, evidence_page, page
    from certtrack.services.evidence import listed

    found = listed(Who(person=person, store=db))
    if json:
        typer.echo(contract.dumps([evidence_page.contract(one) for one in found]))
        return
    evidence_page.show(page.console(), found)


@evidence.command()
def show(
    meant: Annotated[
        str,
        typer.Argument(metavar="ENTRY|HASH", help="An activity, or a hash or its beginning."),
    ],
    person: Someone = None,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
) -> None:
    """Show what is kept for an activity, how it is, and where, to be opened.

    Example: certtrack evidence show a1
    """
    from certtrack.render import contract, evidence_page, page
    from certtrack.services.evidence import shown

    found = shown(Who(person=person, store=db), meant, vault)
    if json:
        told = [
            {**evidence_page.contract(one.evidence), "path": str(one.path), "state": one.state}
            for one in found
        ]
        typer.echo(contract.dumps(told))
        return
    out = page.console()
    evidence_page.show(out, [one.evidence for one in found], [one.state for one in found])
    evidence_page.show_paths(out, dict.fromkeys(one.path for one in found))


@evidence.command()
def verify(
    json: Json = False, exit_code: ExitCode = False, db: Store = None, vault: Vault = None
) -> int:
    """Is every certificate in the store still what was attached? Each hash is computed again.

    With --exit-code it is 1 when something is missing, changed, or named by nothing.

    Example: certtrack evidence verify --exit-code
    """
    from certtrack.render import contract, evidence_page, page
    from certtrack.services.evidence_care import verify as look

    found = look(db, vault)
    if json:
        typer.echo(contract.dumps(evidence_page.verified_contract(found)))
    else:
        evidence_page.show_verified(page.console(), found)
    return 1 if exit_code and found.problems else 0


@evidence.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="OUTFOLDER", help="A new folder.")],
    person: Someone = None,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
) -> None:
    """Write a person's certificates into a new folder, with a list of their checksums.

    The list is as sha256sum reads it: sha256sum --check SHA256SUMS.

    Example: certtrack evidence export certificates --person "Ana Flores"
    """
    from certtrack.render import contract, evidence_page
    from certtrack.services.evidence_copies import SUMS
    from certtrack.services.evidence_copies import export as write

    files = write(Who(person=person, store=db), folder, vault)
    if json:
        typer.echo(contract.dumps(evidence_page.exported_contract(folder, files)))
        return
    number = evidence_page.counted(len(files), "certificate")
    typer.echo(f"{number} written to {folder}, with their checksums in {SUMS}.")


@evidence.command()
def purge(
    yes: Yes = False,
    json: Json = False,
    db: Store = None,
    vault: Vault = None,
) -> None:
    """Remove for good what is kept for removed activities, and files that nothing names.

    It says first what that is. `certtrack undo` does not bring it back.
    """
    from certtrack.render import contract, evidence_page, page
    from certtrack.services import evidence_care

    found = evidence_care.needless(db, vault)
    if found and not yes:
        if not json:
            evidence_page.show_needless(page.console(), found.rows, found.files)
        confirm("Remove all this for good?")
    done = evidence_care.purge(db, vault) if found else found
    if json:
        typer.echo(contract.dumps(evidence_page.needless_contract(done.rows, done.files)))
        return
    if not done:
        typer.echo("There is nothing to purge.")
        return
    rows = evidence_page.counted(len(done.rows), "certificate")
    files = evidence_page.counted(len(done.files), "file")
    typer.echo(f"Removed for good: {rows} of removed activities; {files} of the vault.")
