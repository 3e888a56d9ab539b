"""Options that say how a table which people hand in is to be understood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from certtrack.cli.asking import answer_to
from certtrack.cli.shared_options import sharing
from certtrack.errors import Unsettled

if TYPE_CHECKING:
    from certtrack.services.sheet_reading import Asked, Columns, What

T = TypeVar("T")

OPTIONS: dict[str, Any] = {
    "told": Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="NAME=KEY",
            help='What a column is, like "CE Hours=ceus"; =ignore leaves it out. May be repeated.',
        ),
    ],
    "profile": Annotated[
        str | None,
        typer.Option("--profile", metavar="NAME", help="What columns are, as kept or shipped."),
    ],
    "save_profile": Annotated[
        str | None, typer.Option("--save-profile", metavar="NAME", help="Keep what columns are.")
    ],
    "dates": Annotated[
        Literal["mdy", "dmy"] | None,
        typer.Option("--dates", help="Whether 03/04/2026 begins with month or day."),
    ],
    "encoding": Annotated[
        Literal["utf-8", "utf-16", "windows-1252"] | None,
        typer.Option("--encoding", help="How text is written; else it is found out."),
    ],
    "sheet": Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="The sheet of a workbook.")
    ],
    "skip": Annotated[
        list[int] | None,
        typer.Option(
            "--skip", metavar="ROW", help="Leave a row out, as that of totals. May be repeated."
        ),
    ],
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a table.

    Args:
        what: What it is a table of.
        asked: How it is to be understood.
        save_profile: Under which name what its columns are is kept; None for not at all.
    """

    what: What
    asked: Asked
    save_profile: str | None

    def anything(self) -> bool:
        """Whether anything is said."""
        return bool(self.save_profile) or self.asked.anything()

    def settled(self, work: Callable[[Asked], T]) -> tuple[Asked, T]:
        """What a piece of work gives, and how the table was understood for it.

        In a terminal what nobody can tell is asked: the order of day and month, and which
        sheet of a workbook is meant.

        Raises:
            Refused: What the work raises.
        """
        asked = self.asked
        while True:
            try:
                return asked, work(asked)
            except Unsettled as open_:
                answer: dict[str, Any] = {open_.key: answer_to(open_)}
                asked = replace(asked, **answer)

    def keep(self, columns: Columns, asked: Asked) -> Path | None:
        """Keep what columns are taken for, if that is wanted; gives the file."""
        from certtrack.services.sheet_reading import keep_profile

        if self.save_profile is None:
            return None
        return keep_profile(self.save_profile, columns, asked, self.what)


def _told(what: What, given: dict[str, Any]) -> Told:
    from certtrack.services.sheet_reading import form_of, must_be_name

    if given["save_profile"] is not None:
        must_be_name(given["save_profile"])
    words = {name: given[name] for name in ("profile", "dates", "encoding", "sheet")}
    asked = form_of(what, given["told"] or (), **words, skip=given["skip"] or ())
    return Told(what, asked, given["save_profile"])


of_activities = sharing(OPTIONS, "table", partial(_told, "activities"))
"""A command that reads a table of activities: what is said of it comes as `table`."""

of_rosters = sharing(OPTIONS, "table", partial(_told, "rosters"))
"""The same of one that reads a roster."""
