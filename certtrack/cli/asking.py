"""Questions to whoever sits at the terminal; each answer is checked before the next."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import typer

from certtrack.errors import Fault, Refused, Unsettled
from certtrack.reading.entry_fields import Field, value_of


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


def answer_to(open_: Unsettled) -> str:
    """What is meant, as whoever sits at the terminal says.

    Raises:
        Unsettled: When nobody can be asked.
    """
    if not someone_is_there():
        raise open_
    fault, meanings = open_.faults[0], open_.answers
    typer.echo(": ".join(part for part in (fault.where, f"{fault.what}.") if part), err=True)
    choices = list(meanings)
    for number, words in enumerate(meanings.values(), start=1):
        typer.echo(f"  {number}  {words}", err=True)

    def checked(text: str) -> str:
        if text.strip().isdecimal() and 1 <= int(text) <= len(choices):
            return choices[int(text) - 1]
        raise typer.BadParameter(f"a number from 1 to {len(choices)}")

    answer: str = typer.prompt("Which is meant", value_proc=checked, err=True)
    return answer


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


def confirmed(
    given: Mapping[str, Any],
    found: Mapping[str, str],
    doubts: Mapping[str, Sequence[str]],
    known: tuple[Field, ...],
    today: date,
) -> dict[str, Any]:
    """What is given, and what was found once each of it is confirmed or changed.

    Args:
        given: Options; of what they tell nothing is asked.
        found: What a certificate says.
        doubts: What it says in two ways; no default is shown for it.
        known: The fields.
        today: The day that counts as today.
    """
    told = dict(given)
    worth = "minutes" if "minutes" in found or "minutes" in doubts else "ceus"
    asked = ["title", "provider", *(["started_on"] if "started_on" in found else [])]
    asked += ["completed_on", *([] if _has_worth(given) else [worth]), "reference"]
    for field in sorted((one for one in known if one.key in asked), key=_place_in(asked)):
        if told[field.key] is None:
            required = field.required or field.key == worth
            said = "; ".join(doubts.get(field.key, ()))
            told[field.key] = _answer(
                field, today, required=required, found=found.get(field.key), said=said
            )
    return told


def _place_in(asked: Sequence[str]) -> Callable[[Field], int]:
    return lambda field: asked.index(field.key)


def _has_worth(given: Mapping[str, Any]) -> bool:
    return any(given[key] is not None for key in ("ceus", "minutes", "credits"))


def with_worth(given: Mapping[str, Any], known: tuple[Field, ...], today: date) -> dict[str, Any]:
    """An activity's answers with CEUs, asked for when neither minutes nor credits are told."""
    told = dict(given)
    if not _has_worth(told):
        ceus = next(field for field in known if field.key == "ceus")
        told["ceus"] = _answer(ceus, today, required=True)
    return told


def _answer(
    field: Field, today: date, *, required: bool, found: str | None = None, said: str = ""
) -> Any:
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

    question = field.help.removesuffix(".")
    if said:
        question += f" (the certificate says {said})"
    if not required and found is None:
        question += " (Enter to skip)"
    return typer.prompt(
        question,
        default=found or (None if required else ""),
        show_default=found is not None,
        value_proc=checked,
        err=True,
    )
