"""Options made from the facts themselves: a fact's fields with their help and their forms."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from certtrack.reading.entry_fields import Field, Form


def with_options(command: Callable[..., Any], known: tuple[Field, ...]) -> Callable[..., Any]:
    """A command that takes the fields as options, handed to it in one mapping `given`.

    Args:
        command: A function with a parameter `given`; its other parameters stay as they are.
        known: The fields.
    """
    signature = inspect.signature(command, eval_str=True)
    own = [one for one in signature.parameters.values() if one.name != "given"]
    options = [_parameter(field) for field in known]

    def run(**values: Any) -> Any:
        given = {field.key: values.pop(field.attribute) for field in known}
        return command(given=given, **values)

    keyword = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own]
    arguments = [one for one in keyword if one.default is inspect.Parameter.empty]
    rest = [one for one in keyword if one.default is not inspect.Parameter.empty]
    run.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*arguments, *options, *rest]
    )
    run.__annotations__ = {one.name: one.annotation for one in (*arguments, *options, *rest)}
    run.__doc__ = command.__doc__
    return run


def _parameter(field: Field) -> inspect.Parameter:
    names = [field.option]
    kinds: dict[Form, tuple[Any, str | None]] = {
        "text": (str | None, "TEXT"),
        "day": (str | None, "DAY"),
        "yes-no": (bool | None, None),
        "list": (list[str] | None, "TEXT"),
        "spells": (list[str] | None, "AGENCY=FIRST..LAST"),
        "span": (str | None, "FIRST..LAST"),
    }
    kind, metavar = kinds[field.form]
    more = " May be given more than once." if field.form in ("list", "spells") else ""
    more += " none: known to have none." if field.form == "spells" else ""
    if field.form == "yes-no":
        names = [f"{field.option}/--not-{field.key.replace('_', '-')}"]
    info = typer.Option(*names, metavar=metavar, help=f"{field.help}{more}")
    return inspect.Parameter(
        field.attribute,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[kind, info],
    )
