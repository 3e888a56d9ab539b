"""A roster's lines as the rows of a table."""

from __future__ import annotations

from certtrack.reminders.roster import RosterLine, lacking_words
from certtrack.render.tables import Cell

COLUMNS = (
    *("number", "name", "email", "department", "manager", "state", "body", "credentials"),
    *("from", "until", "days_left", "standing", "required", "counted", "remaining"),
    *("lacking", "on_pace", "severity"),
)


def row(line: RosterLine) -> tuple[Cell, ...]:
    """One line, in the order of `COLUMNS`."""
    return (
        line.number,
        line.name,
        line.email,
        line.department,
        line.manager,
        line.state,
        line.body,
        ", ".join(line.credentials),
        line.first,
        line.until,
        line.days_left,
        line.standing,
        line.required,
        line.counted,
        line.remaining,
        lacking_words(line),
        line.on_pace,
        line.severity,
    )
