"""What is about to be written, checked, and what was written, told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import typer

from certtrack.errors import Refused
from certtrack.reading.entry_fields import Field, values_of
from certtrack.rules.facts import Section
from certtrack.rules.rulebook import Library


def checked_values(
    given: Mapping[str, Any], known: tuple[Field, ...], today: date
) -> dict[str, Any]:
    """Options as a record file has them.

    Raises:
        Refused: With all that is wrong with how they are written.
    """
    values, faults = values_of(given, known, today)
    if faults:
        raise Refused(*faults)
    return values


def tell_written(
    what: str, section: Section, written: Any, library: Library, on: date, *, as_json: bool
) -> None:
    """Say what was written; for an activity also what it counts for."""
    from certtrack.reading.shapes import write
    from certtrack.render import contract
    from certtrack.rules.status import statuses

    cycles = statuses(written.person, library, on) if section == "activity" else []
    if as_json:
        told = contract.written(written.number, write(written.entry), cycles)
        typer.echo(contract.dumps(told))
        return
    typer.echo(f"{what}: entry {written.number}. To take it back: certtrack undo.")
    if section == "activity":
        from certtrack.render import page, status_page

        status_page.show_counted(page.console(), written.entry, cycles)
