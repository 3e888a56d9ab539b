"""Questions to whoever sits at the terminal; each answer is checked before the next."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

import typer

from certtrack.cli.fields import Field, value_of
from certtrack.errors import Fault, Refused


def someone_is_there() -> bool:
    """Whether somebody can be asked: input comes from a terminal."""
    # Python has no standard input at all when the caller closed it.
    return bool(sys.stdin) and sys.stdin.isatty()


def confirm(question: str, hint: str = "Add --yes to remove it.") -> None:
    """Ask before something is removed or replaced; without a terminal only --yes will do.

    Args:
        question: The question.
        hint: What to do where nobody can be asked.

    Raises:
        Refused: When nobody can be asked.
        typer.Abort: When the answer is no.
    """
    if not someone_is_there():
        raise Refused(Fault("nobody can be asked here", None, hint))
    typer.confirm(question, abort=True, err=True)


def answers(given: Mapping[str, Any], known: tuple[Field, ...], today: date) -> dict[str, Any]:
    """What is given, and what is answered for what is missing.

    What an entry must have is asked first; the rest only when nothing at all was given.
    """
    told = dict(given)
    nothing = all(value is None for value in given.values())
    for field in sorted(known, key=lambda one: not one.required):
        if told[field.key] is None and (field.required or nothing):
            told[field.key] = _answer(field, today, required=field.required)
    return told


def with_worth(given: Mapping[str, Any], known: tuple[Field, ...], today: date) -> dict[str, Any]:
    """An activity's answers with CEUs, asked for when neither minutes nor credits are told."""
    told = dict(given)
    if all(told[key] is None for key in ("ceus", "minutes", "credits")):
        ceus = next(field for field in known if field.key == "ceus")
        told["ceus"] = _answer(ceus, today, required=True)
    return told


def _answer(field: Field, today: date, *, required: bool) -> Any:
    if field.form == "yes-no":
        return typer.confirm(field.help, err=True)

    def checked(text: str) -> Any:
        if not text and not required:
            return None
        value = [text] if field.form in ("list", "spells") else text
        try:
            value_of(field, value, today)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        return value

    question = field.help.removesuffix(".") + ("" if required else " (Enter to skip)")
    return typer.prompt(
        question,
        default=None if required else "",
        show_default=False,
        value_proc=checked,
        err=True,
    )
