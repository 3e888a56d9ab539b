"""Which lines of the roster are meant: the options that its commands share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from typing import Annotated, Any

import typer

from certtrack import clock
from certtrack.cli.options import On, Rulebooks, Store
from certtrack.cli.shared_options import sharing
from certtrack.cli.watching import watched
from certtrack.reminders.reminder import WORST_FIRST
from certtrack.reminders.roster import STANDINGS, Missing, Order, RosterLine, order
from certtrack.services import roster as service
from certtrack.services.rules import books


def _several(name: str, metavar: str, help_: str) -> Any:
    more = f"{help_} May be given more than once."
    return Annotated[list[str] | None, typer.Option(name, metavar=metavar, help=more)]


FILTERS: dict[str, Any] = {
    "departments": _several("--department", "NAME", "Only this department."),
    "managers": _several("--manager", "NAME", "Only people of this manager, or of nobody."),
    "states": _several("--state", "CODE", "Only this US state or territory."),
    "bodies": _several("--body", "CODE", "Only this certifying body."),
    "credentials": _several("--credential", "CODE", "Only this credential."),
    "standings": _several("--standing", "WORD", f"Only this standing: {', '.join(STANDINGS)}."),
    "severities": _several("--severity", "WORD", f"Only what is: {', '.join(WORST_FIRST)}."),
}
"""Filters of the roster's lines, by what the service calls them."""

OTHERS: dict[str, Any] = {
    "within": Annotated[
        int | None,
        typer.Option("--within", min=0, max=3660, metavar="DAYS", help="Ends so soon, or is past."),
    ],
    "on": On,
    "db": Store,
    "rulebooks": Rulebooks,
}

Sort = Annotated[
    Order | None,
    typer.Option("--sort", help="In what order; else the most pressing first."),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are asked for.

    Args:
        on: The day asked about.
        lines: The lines, computed one by one as they are gone through.
        missing: Credentials of which there is no line; known once all lines are.
    """

    on: date
    lines: Iterator[RosterLine]
    missing: Missing


def asked_for(given: dict[str, Any]) -> Asked:
    """The lines that options ask for.

    Raises:
        Refused: For a body or credential that no rulebook knows.
    """
    library = books(given["rulebooks"] or ())
    on = given["on"] or clock.today()
    filters = {name: tuple(given[name] or ()) for name in FILTERS}
    wanted = service.wanted(library, **filters)
    missing = Missing()
    today = clock.today()
    with watched() as watch:
        lines = service.lines(
            given["db"],
            library,
            on,
            given["within"],
            wanted,
            today=today,
            missing=missing,
            watch=watch,
        )
        # Cards are made before the first line is there; then nobody needs to watch.
        first = list(islice(lines, 1))
    return Asked(on, chain(first, lines), missing)


with_filters = sharing({**FILTERS, **OTHERS}, "asked", asked_for)
"""A command that takes the filters as options, handed to it in one parameter `asked`."""


def in_order(lines: Iterable[RosterLine], by: Order) -> list[RosterLine]:
    """Lines sorted; all of them are held for that."""
    return sorted(lines, key=order(by))
