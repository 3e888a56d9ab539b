"""The history read back: who did what when, row by row, before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from certtrack.store.dialect import Connection, Row, dialect_of
from certtrack.store.known import entry_told

THROUGH = "through"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row, or many that were added at once.

    Args:
        table: Which table.
        row: The row's number; the first one's of many.
        rows: How many rows; 0 where what they were was forgotten.
        before: What was in it, as a record file has it; None when it was added.
        after: What is in it since; None when it was removed.
    """

    table: str
    row: int
    rows: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one command did.

    Args:
        number: Its number.
        made_at: The moment, as ISO text in UTC.
        made_by: Who ran it.
        what: What was done, in words.
        undoes: The number of the deed that it took back; None for any other.
        undone_by: The number of the deed that took it back; None while it holds.
        changes: The first of its changes, in order.
        more: How many more there are.
    """

    number: int
    made_at: str
    made_by: str
    what: str
    undoes: int | None
    undone_by: int | None
    changes: tuple[Change, ...]
    more: int


CONCERNS = (
    "EXISTS (SELECT 1 FROM change WHERE change.change_set_id = coalesce(done.undoes, done.id) AND "
    "(change.table_name = 'person' AND change.row_id = ? OR {person_of} = ? OR "
    "{through} IS NOT NULL AND change.table_name = 'activity' AND EXISTS (SELECT 1 FROM activity "
    "WHERE activity.person_id = ? AND activity.id BETWEEN change.row_id AND {through})))"
)
DEEDS = (
    "SELECT done.id, done.made_at, done.made_by, done.what, done.undoes, later.id AS undone_by "
    "FROM change_set AS done LEFT JOIN change_set AS later ON later.undoes = done.id "
    "{where} ORDER BY done.id DESC LIMIT ?"
)


def deeds(connection: Connection, person: int | None, last: int, at_most: int) -> Iterator[Deed]:
    """What was done, the last first.

    Args:
        connection: To the store.
        person: Only what concerned the person with this number; None for everything.
        last: How many deeds.
        at_most: How many changes of each are read.
    """
    dialect = dialect_of(connection)
    concerns = CONCERNS.format(person_of=dialect.person_of, through=dialect.through)
    where = "" if person is None else f"WHERE {concerns}"
    values = [] if person is None else [person] * 3
    for row in connection.execute(DEEDS.format(where=where), [*values, last]).fetchall():
        yield _deed(connection, row, at_most)


def last_moment(connection: Connection) -> str | None:
    """When the last change was made, as ISO text in UTC; None where there is none."""
    row = connection.execute("SELECT max(made_at) AS last FROM change_set").fetchone()
    return str(row["last"]) if row["last"] else None


def _deed(connection: Connection, row: Row, at_most: int) -> Deed:
    # An undo changes what the other had changed, the other way round and backwards.
    back = row["undoes"] is not None
    of = row["undoes"] if back else row["id"]
    count = "SELECT count(*) AS n FROM change WHERE change_set_id = ?"
    number = int(connection.execute(count, (of,)).fetchone()["n"])
    order = "DESC" if back else "ASC"
    query = f"SELECT * FROM change WHERE change_set_id = ? ORDER BY id {order} LIMIT ?"
    changes = [_change(one, back=back) for one in connection.execute(query, (of, at_most))]
    return Deed(
        number=row["id"],
        made_at=row["made_at"],
        made_by=row["made_by"],
        what=row["what"],
        undoes=row["undoes"],
        undone_by=row["undone_by"],
        changes=tuple(changes),
        more=number - len(changes),
    )


def _change(row: Row, *, back: bool) -> Change:
    states = [json.loads(row[key]) if row[key] else None for key in ("before", "after")]
    through = (states[1] or {}).get(THROUGH)
    rows = 0 if states == [None, None] else 1 if through is None else through - row["row_id"] + 1
    told = [
        entry_told(row["table_name"], state) if state and not through else None
        for state in (reversed(states) if back else states)
    ]
    return Change(
        table=row["table_name"], row=row["row_id"], rows=rows, before=told[0], after=told[1]
    )
