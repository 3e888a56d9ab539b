"""Which of what was done can be taken back next: of everything, or of what concerns one person."""

from __future__ import annotations

from dataclasses import dataclass

from certtrack.store.dialect import Connection

LAST = (
    "SELECT id, what, made_at FROM change_set AS done WHERE undoes IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM change_set AS later WHERE later.undoes = done.id) "
    "AND {known} ORDER BY id DESC LIMIT 1"
)
NOT_FORGOTTEN = "(before IS NOT NULL OR after IS NOT NULL)"
OF_ANYBODY = f"EXISTS (SELECT 1 FROM change WHERE change_set_id = done.id AND {NOT_FORGOTTEN})"
OF_ONE = f"id IN (SELECT change_set_id FROM change WHERE person_id = ? AND {NOT_FORGOTTEN})"

OF_OTHERS = "SELECT 1 FROM change WHERE change_set_id = ? AND coalesce(person_id, 0) <> ? LIMIT 1"
ADDED_THEM = (
    "SELECT 1 FROM change WHERE change_set_id = ? AND person_id = ? AND table_name = 'person' "
    "AND before IS NULL AND after IS NOT NULL LIMIT 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """What was done last, and still holds.

    Args:
        number: Its number.
        what: What was done, in words.
        made_at: The moment, as ISO text in UTC.
        obstacle: Why it cannot be taken back for one person alone; None where it can.
    """

    number: int
    what: str
    made_at: str
    obstacle: str | None


def last_done(connection: Connection, person: int | None) -> Last | None:
    """What was done last and is not taken back yet; None where nothing can be.

    Args:
        connection: To the store.
        person: Only what concerns the person with this number; None for everything.
    """
    known, values = (OF_ANYBODY, ()) if person is None else (OF_ONE, (person,))
    row = connection.execute(LAST.format(known=known), values).fetchone()
    if row is None:
        return None
    obstacle = None if person is None else _obstacle(connection, row["id"], person)
    return Last(number=row["id"], what=row["what"], made_at=row["made_at"], obstacle=obstacle)


def _obstacle(connection: Connection, number: int, person: int) -> str | None:
    if connection.execute(OF_OTHERS, (number, person)).fetchone():
        return "it changed what is not this person's alone"
    if connection.execute(ADDED_THEM, (number, person)).fetchone():
        return "without it this person would not be in the store"
    return None
