"""The history read back: who did what when, row by row, before and after."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from certtrack.store.dialect import Connection, Row
from certtrack.store.known import entry_told

THROUGH, ROWS = "through", "rows"


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
    "done.id IN (SELECT change_set_id FROM change WHERE person_id = ? UNION ALL "
    "SELECT back.id FROM change JOIN change_set AS back ON back.undoes = change.change_set_id "
    "WHERE change.person_id = ?)"
)
DEEDS = (
    "SELECT done.id, done.made_at, done.made_by, done.what, done.undoes, later.id AS undone_by "
    "FROM change_set AS done LEFT JOIN change_set AS later ON later.undoes = done.id "
    "WHERE {concerns} AND done.id < ? ORDER BY done.id DESC LIMIT ?"
)
NEWER = 2**62
"""No deed has a number as large."""


def deeds(
    connection: Connection, person: int | None, last: int, at_most: int, before: int | None = None
) -> Iterator[Deed]:
    """What was done, the last first.

    Args:
        connection: To the store.
        person: Only what concerned the person with this number, and of that only what was
            changed of theirs; None for everything.
        last: How many deeds.
        at_most: How many changes of each are read.
        before: The number of a deed: only those that were done before it; None for all.
    """
    concerns, values = ("1 = 1", ()) if person is None else (CONCERNS, (person, person))
    asked = [*values, NEWER if before is None else before, last]
    for row in connection.execute(DEEDS.format(concerns=concerns), asked).fetchall():
        yield _deed(connection, row, person, at_most)


def last_moment(connection: Connection) -> str | None:
    """When the last change was made, as ISO text in UTC; None where there is none."""
    row = connection.execute("SELECT max(made_at) AS last FROM change_set").fetchone()
    return str(row["last"]) if row["last"] else None


def _deed(connection: Connection, row: Row, person: int | None, at_most: int) -> Deed:
    # An undo changes what the other had changed, the other way round and backwards.
    back = row["undoes"] is not None
    of = [row["undoes"] if back else row["id"]]
    theirs = "change_set_id = ?"
    if person is not None:
        theirs, of = f"person_id = ? AND {theirs}", [person, *of]
    count = f"SELECT count(*) AS n FROM change WHERE {theirs}"
    number = int(connection.execute(count, of).fetchone()["n"])
    order = "DESC" if back else "ASC"
    query = f"SELECT * FROM change WHERE {theirs} ORDER BY id {order} LIMIT ?"
    changes = [_change(one, back=back) for one in connection.execute(query, [*of, at_most])]
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
    added = states[1] or {}
    # No column of ours is called so.
    rows = 0 if states == [None, None] else added.get(ROWS, 1)
    told = [
        entry_told(row["table_name"], state) if state and THROUGH not in added else None
        for state in (reversed(states) if back else states)
    ]
    return Change(
        table=row["table_name"], row=row["row_id"], rows=rows, before=told[0], after=told[1]
    )
