"""Documents: a transcript to hand in, and a packet for an audit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from certtrack.cli.options import (
    ExitCode,
    File,
    Json,
    On,
    Rulebooks,
    Someone,
    Store,
    Vault,
    ask,
)
from certtrack.rules.shape import civil_date
from certtrack.services.facts import Who
from certtrack.services.transcript import Cycles, Wanted

transcript = typer.Typer(add_completion=False)
audit_packet = typer.Typer(add_completion=False)


def which_cycles(text: str) -> Cycles:
    """Which cycles are meant: current, all, or the first day of one."""
    written = text.strip().lower()
    if written == "current":
        return "current"
    if written == "all":
        return "all"
    try:
        return civil_date(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"{error}; or write current or all") from None


Cycle = Annotated[
    Any,
    typer.Option(
        "--cycle",
        parser=which_cycles,
        metavar="current|all|FROM",
        help="The current ones, the past ones too, or those that begin on a day.",
    ),
]
Body = Annotated[
    str | None, typer.Option("--body", metavar="CODE", help="Only this certifying body's.")
]
Credential = Annotated[
    str | None, typer.Option("--credential", metavar="CODE", help="Only this credential's.")
]
Overwrite = Annotated[bool, typer.Option("--force", help="Overwrite any file.")]
Verify = Annotated[
    Path | None,
    typer.Option("--verify", metavar="FILE", help="Check a packet, or the folder it is in."),
]


@transcript.command()
def write_transcript(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="A .html or .pdf file.")],
    file: File = None,
    person: Someone = None,
    on: On = None,
    cycle: Cycle = "current",
    body: Body = None,
    force: Overwrite = False,
    json: Json = False,
    db: Store = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Write what was earned, cycle by cycle: every rule, every activity, and why.

    Past cycles are counted as of their last day.

    Example: certtrack transcript ana.pdf --file ana.toml --on 2026-06-01
    """
    from certtrack.reports.documents import save_transcript
    from certtrack.services.transcript import transcript as cycles_of

    asked = ask(file, person, db, rulebooks, on)
    found = cycles_of(asked.person, asked.on, asked.library, Wanted(cycles=cycle, body=body))
    save_transcript(found, out, force=force)
    if json:
        from certtrack.render import contract

        typer.echo(contract.dumps({"written": str(out), "cycles": len(found.chapters)}))
    else:
        typer.echo(f"Written to {out}.")


@audit_packet.command()
def write_audit_packet(
    out: Annotated[Path | None, typer.Argument(metavar="[OUT]", help="A .zip file.")] = None,
    file: File = None,
    person: Someone = None,
    on: On = None,
    cycle: Cycle = "current",
    credential: Credential = None,
    verify: Verify = None,
    force: Overwrite = False,
    json: Json = False,
    exit_code: ExitCode = False,
    db: Store = None,
    vault: Vault = None,
    rulebooks: Rulebooks = None,
) -> int:
    """Write all that proves the counted activities into one ZIP file, or check such a file.

    With --exit-code the answer is no when a counted activity has no evidence. Whoever gets
    the packet checks it with --verify, or without certtrack: python verify.py.

    Example: certtrack audit-packet audit.zip --file ana.toml --credential RHIT
    """
    if verify:
        return _verify(verify, (out, file, person, db, vault), as_json=json)
    path = _named(out, file, vault)
    from certtrack.reports import answers
    from certtrack.reports.packet_file import save_packet
    from certtrack.services.audit import packet

    asked = ask(file, person, db, rulebooks, on)
    who = Who(file=file, person=person, store=db)
    wanted = Wanted(cycles=cycle, credential=credential)
    found = packet(asked.person, asked.on, asked.library, wanted, who, vault)
    made = save_packet(found, path, force=force)
    _tell(answers.written(made), "show_packet", as_json=json)
    return 1 if exit_code and made.bare else 0


def _named(out: Path | None, file: Path | None, vault: Path | None) -> Path:
    if out is None:
        raise typer.BadParameter("name the packet to write, like audit.zip; or --verify FILE")
    if file and vault:
        raise typer.BadParameter("--file stands alone: without --vault")
    return out


def _verify(file: Path, others: Sequence[object], *, as_json: bool) -> int:
    if any(others):
        raise typer.BadParameter("--verify stands alone: without OUT and whose it is")
    from certtrack.reports import answers
    from certtrack.services.audit import verify

    found = verify(file)
    _tell(answers.checked(file, found), "show_checked", as_json=as_json)
    return 1 if found.faults else 0


def _tell(told: dict[str, Any], show: str, *, as_json: bool) -> None:
    if as_json:
        from certtrack.render import contract

        typer.echo(contract.dumps(told))
    else:
        from certtrack.render import documents_page, page

        getattr(documents_page, show)(page.console(), told)
