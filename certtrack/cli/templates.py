"""The templates of messages: list them, copy them out to be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from certtrack.cli.options import Json

templates = typer.Typer(add_completion=False)

Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Only one: en or es.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FOLDER", help="Copy the shipped ones there, to be changed."),
]
Own = Annotated[
    Path | None,
    typer.Option(
        "--templates",
        metavar="FOLDER",
        help="Templates of your own; else those in the configuration folder.",
    ),
]


@templates.command()
def list_templates(
    language: Language = None,
    out: Out = None,
    own: Own = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files in FOLDER.")] = False,
    json: Json = False,
) -> None:
    """The templates of messages and what they see; your own are checked.

    With --out the shipped ones are copied. Keep those that you change: a file like
    en/letter.txt takes the place of the shipped one.

    Example: certtrack remind templates --language es --out my-templates
    """
    from certtrack.render import contract, page, templates_page
    from certtrack.services.templates import copy_out, languages_of, lines

    languages = languages_of(language)
    if out:
        written = copy_out(languages, out, force=force)
        if json:
            typer.echo(contract.dumps({"written": [str(path) for path in written]}))
        else:
            typer.echo(f"{len(written)} templates are copied to {out}.")
        return
    found = lines(languages, own)
    if json:
        typer.echo(contract.dumps(templates_page.contract(found)))
        return
    templates_page.show(page.console(), found)
