"""A program of the directory in the place of options that would tell the same."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from certtrack.cli.asking import with_answer

if TYPE_CHECKING:
    from certtrack.programs.directory import Program

Listed = Annotated[
    str | None,
    typer.Option(
        "--listed",
        metavar="PROGRAM",
        help="A program of the directory (certtrack programs search): what is known of it, its "
        "accreditation included, need not be told.",
    ),
]


def may_be_listed(add: Callable[..., Any]) -> Callable[..., Any]:
    """A command that adds education, with an option for a program of the directory."""
    signature = inspect.signature(add, eval_str=True)
    option = inspect.Parameter(
        "listed", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Listed
    )

    def run(given: Mapping[str, Any], listed: str | None, **rest: Any) -> Any:
        return add(given=with_listed(given, listed, rest["db"]) if listed else given, **rest)

    own = [one.replace(kind=option.kind) for one in signature.parameters.values()]
    run.__signature__ = signature.replace(parameters=[*own, option])  # type: ignore[attr-defined]
    run.__doc__ = add.__doc__
    return run


def with_listed(given: Mapping[str, Any], listed: str, store: str | None) -> dict[str, Any]:
    """Options, and what the directory knows of a program where they tell nothing.

    Args:
        given: Options as they are given.
        listed: The program's id, or what somebody calls it; in a terminal it is asked which of
            several is meant.
        store: The store, which may have more of the directory.

    Raises:
        Refused: When the directory has no such program.
    """
    from certtrack.services.programs import program_called

    program = with_answer(lambda chosen: program_called(chosen or listed, store), None)
    known = {key: value for key, value in _known(program).items() if given.get(key) is None}
    return {**given, **known}


def _known(program: Program) -> dict[str, Any]:
    known: dict[str, Any] = {"school": program.name}
    known |= {"level": program.level} if program.level else {}
    known |= {"field": program.field} if program.field else {}
    if program.accreditation is not None:
        spells = program.accreditation
        told = [f"{one.agency}={one.from_ or ''}..{one.until or ''}" for one in spells]
        known["accreditation"] = told or ["none"]
    return known
