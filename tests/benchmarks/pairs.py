"""What is measured, and the least that could do the same on the same file."""

from __future__ import annotations

import csv
import inspect
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from roster import TODAY, shipped

from certtrack.services import bulk, edit
from certtrack.services.edit import Moment
from certtrack.services.facts import Who

try:
    from certtrack.services import roster as rosters
except ImportError:
    rosters = None  # type: ignore[assignment]

Work = Callable[[], object]
WITHIN = 90
MOMENT = Moment(latest=TODAY, made_at="2026-06-01T12:00:00+00:00")
library = cache(shipped)

# --- the due scan ------------------------------------------------------------------------


def can_scan() -> bool:
    """Whether there is a due scan."""
    return rosters is not None


def scan(store: Path | str) -> list[Any]:
    """What is due within 90 days."""
    return list(_lines(store))


def _lines(store: Path | str) -> Iterator[Any]:
    known = inspect.signature(rosters.lines).parameters
    today = {"today": TODAY} if "today" in known else {}
    return rosters.lines(str(store), library(), TODAY, WITHIN, rosters.Wanted(), **today)


def scanning(store: Path | str) -> Work:
    """The scan: of each line how it stands, how pressing it is and how much is missing.

    A line reads what it is asked for and nothing else, so it is asked for what totals and
    the order of lines need, as well as for what the hand-written SQL sums up.
    """

    def looked_at() -> int:
        number = 0
        for line in _lines(store):
            _ = line.how, line.severity, line.remaining
            number += 1
        return number

    return looked_at


def know_due_cycles(store: Path) -> int:
    """Tell the store's copy which cycles are due, so that SQL need only sum; how many."""
    due = [(one.number, one.first.isoformat(), one.until.isoformat()) for one in scan(store)]
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("DROP TABLE IF EXISTS due")
        connection.execute("CREATE TABLE due (person_id INTEGER, first TEXT, last TEXT)")
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO due VALUES (?, ?, ?)", due)
        connection.execute("COMMIT")
        # What somebody would add who had only this to answer.
        connection.execute(
            "CREATE INDEX IF NOT EXISTS summed ON activity (person_id, completed_on, ceus, minutes)"
        )
    return len(due)


SUMS = """
SELECT person_id, (
    SELECT sum(coalesce(ceus, minutes * 100 / 60)) FROM activity
    WHERE activity.person_id = due.person_id AND completed_on BETWEEN first AND last
) FROM due WHERE last <= ?
"""


def summing(store: Path) -> Work:
    """The sums of those cycles, and nothing else."""

    def summed() -> int:
        with closing(sqlite3.connect(store)) as connection:
            until = (TODAY + timedelta(days=WITHIN)).isoformat()
            return sum(1 for _ in connection.execute(SUMS, (until,)))

    return summed


# --- the import --------------------------------------------------------------------------


def importing(store: Path | str, file: Path) -> Work:
    """Rows checked, compared with what is on record, and written with their history."""
    who = Who(store=str(store))

    def imported() -> object:
        return bulk.import_activities(
            who, file, library(), MOMENT, write=True, force=True, progress=lambda _: None
        )

    library()
    return imported


COLUMNS = (
    "name, person_id, title, provider, source, completed_on, minutes, ceus, kind, domain, "
    "audience, reference"
)
INSERT = f"INSERT INTO activity ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def inserting(store: Path, file: Path) -> Work:
    """The same rows by csv and executemany in one durable transaction, unchecked."""

    def inserted() -> None:
        with closing(_durable(store)) as connection, file.open(newline="") as opened:
            rows = csv.reader(opened)
            next(rows)
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(INSERT, as_kept(rows))
            connection.execute("COMMIT")

    return inserted


def as_kept(rows: Iterator[list[str]]) -> Iterator[list[object]]:
    """The cells of a log's rows as the table keeps them, with a name."""
    for number, cells in enumerate(rows):
        kept: list[object] = [f"row-{number}", *(cell or None for cell in cells)]
        kept[7] = round(float(cells[6]) * 100) if cells[6] else None
        yield kept


# --- one activity ------------------------------------------------------------------------


def adding(store: Path) -> Work:
    """One activity added as `ceu add` does it: read, checked, compared, written, recorded."""
    who, numbers = Who(store=str(store), person="1"), count()

    def added() -> object:
        values = {"title": f"Talk {next(numbers)}", "completed_on": "2026-05-20", "ceus": "1"}
        return edit.add(who, "activity", values, library(), MOMENT, force=False)

    library()
    return added


def committing(connection: sqlite3.Connection) -> Work:
    """One bare row, made durable."""
    connection.execute("PRAGMA synchronous=FULL")
    numbers = count()
    query = (
        "INSERT INTO activity (person_id, name, title, completed_on, ceus) VALUES (2, ?, ?, ?, 100)"
    )

    def committed() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(query, (f"bare-{next(numbers)}", "Talk", "2026-05-20"))
        connection.execute("COMMIT")

    return committed


def _durable(store: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    return connection
