"""Commands that are imported only when they are run, so that help and start-up are quick."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command


@dataclass(frozen=True, slots=True)
class Deferred:
    """A command to be imported later.

    Args:
        module: The module that has it, under certtrack.cli.
        attribute: The typer app in that module.
        help: What it does, in a line.
        panel: Under which heading help lists it.
    """

    module: str
    attribute: str
    help: str
    panel: str


class LazyGroup(TyperGroup):
    """A group that knows its commands by name and help, and imports the one that is run."""

    deferred: dict[str, Deferred] = {}  # noqa: RUF012 - set once by `group_of`

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, one in self.deferred.items():
            self.commands[name] = TyperCommand(
                name=name, help=one.help, rich_help_panel=one.panel, add_help_option=False
            )

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Put the real command in the place of its stand-in, then go on as usual."""
        if args and (one := self.deferred.get(args[0])):
            app: typer.Typer = getattr(import_module(f"certtrack.cli.{one.module}"), one.attribute)
            command = get_command(app)
            command.name = args[0]
            self.commands[args[0]] = command
        return super().resolve_command(ctx, args)


def group_of(commands: dict[str, Deferred]) -> type[LazyGroup]:
    """A group of these commands."""
    return type("Commands", (LazyGroup,), {"deferred": commands})


def nothing_before(context: typer.Context) -> None:
    """Options of a group itself say nothing to a command after it: they are no slip to pass over.

    Raises:
        typer.BadParameter: When one is typed before the command.
    """
    for option in context.command.params:
        source = context.get_parameter_source(option.name or "")
        if source and source.name == "COMMANDLINE":
            command = f"{context.info_name} {context.invoked_subcommand}"
            raise typer.BadParameter(
                f"{option.opts[0]} stands before the command; what {command} takes comes after it"
            )
