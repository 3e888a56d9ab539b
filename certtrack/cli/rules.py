"""The rules: list, show, diff, check, schema."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from certtrack import clock
from certtrack.cli.options import Json, On, Rulebooks, day
from certtrack.services.rules import (
    books,
    check,
    differences,
    in_order,
    rule_schema,
    rulebook,
)

rules = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Read the rules, compare days, check rule files.",
)

Code = Annotated[str, typer.Argument(metavar="CODE", help="A credential, for example RHIT.")]


def _day(what: str) -> object:
    return typer.Argument(parser=day, metavar="YYYY-MM-DD", help=what)


@rules.command("list")
def list_rules(json: Json = False, rulebooks: Rulebooks = None) -> None:
    """Every credential that the rulebooks know."""
    found = in_order(books(rulebooks or ()))
    if json:
        from certtrack.render import contract, rules_contract

        typer.echo(contract.dumps(rules_contract.books(found)))
        return
    from certtrack.render import page, rules_page

    rules_page.show_books(page.console(), found)


@rules.command("show")
def show_rules(code: Code, on: On = None, json: Json = False, rulebooks: Rulebooks = None) -> None:
    """One credential's rules on a day: pathways as a tree, each rule with its source.

    Example: certtrack rules show RHIT --on 2026-06-01
    """
    from certtrack.rules.outline import outline

    book = rulebook(code, books(rulebooks or ()))
    day_ = on or clock.today()
    read = outline(book, day_)
    if json:
        from certtrack.render import contract, rules_contract

        typer.echo(contract.dumps(rules_contract.rules(book, day_, read)))
        return
    from certtrack.render import page, rules_page

    rules_page.show(page.console(), book, read)


@rules.command("diff")
def diff_rules(
    code: Code,
    earlier: Annotated[date, _day("The earlier day.")],
    later: Annotated[date, _day("The later day.")],
    json: Json = False,
    rulebooks: Rulebooks = None,
) -> None:
    """What changed in a credential's rules between two days.

    Example: certtrack rules diff RHIT 2020-06-01 2026-06-01
    """
    book = rulebook(code, books(rulebooks or ()))
    found = differences(book, earlier, later)
    if json:
        from certtrack.render import contract, rules_contract

        typer.echo(contract.dumps(rules_contract.changes(book, earlier, later, found)))
        return
    from certtrack.render import page, rules_page

    rules_page.show_changes(page.console(), book, earlier, later, found)


@rules.command("check")
def check_rules(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="Rule files to check; none for all in use."),
    ] = None,
    rulebooks: Rulebooks = None,
) -> None:
    """Are these rule files right? Every fault is told with its line and a hint.

    Example: certtrack rules check examples/rulebooks/hospital/*.toml
    """
    number = check(files or [], rulebooks or [])
    typer.echo(f"{number} rule file{'' if number == 1 else 's'} read, no fault found.")


@rules.command("schema")
def print_schema() -> None:
    """The JSON Schema of a rule file, for editors that complete and check while you type."""
    from certtrack.render import contract

    typer.echo(contract.dumps(rule_schema()))
