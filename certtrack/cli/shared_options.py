"""Options that several commands share, made into one thing before a command has them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

Command = Callable[..., Any]


def sharing(
    options: Mapping[str, Any], parameter: str, made: Callable[[dict[str, Any]], Any]
) -> Callable[[Command], Command]:
    """Gives a command options of its own and these, handed to it in one parameter.

    Args:
        options: The options by name, each as it is annotated; none of them must be given.
        parameter: The command's parameter that takes what is made of them.
        made: Makes it of what is given.
    """

    def decorated(command: Command) -> Command:
        signature = inspect.signature(command, eval_str=True)
        keyword = inspect.Parameter.KEYWORD_ONLY
        own = [one.replace(kind=keyword) for one in signature.parameters.values()]
        own = [one for one in own if one.name != parameter]
        shared = [
            inspect.Parameter(name, keyword, default=None, annotation=kind)
            for name, kind in options.items()
        ]

        def run(**values: Any) -> Any:
            given = {one.name: values.pop(one.name) for one in shared}
            return command(**{parameter: made(given)}, **values)

        # What has no default is an argument and comes first.
        own.sort(key=lambda one: one.default is not inspect.Parameter.empty)
        run.__signature__ = signature.replace(parameters=[*own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {one.name: one.annotation for one in (*own, *shared)}
        run.__doc__ = command.__doc__
        return run

    return decorated
