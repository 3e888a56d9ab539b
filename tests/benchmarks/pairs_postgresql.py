"""The due scan on a PostgreSQL server beside SQL on the same server, as in `pairs`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pairs
from roster import TODAY

from certtrack.store.copying import copy
from certtrack.store.location import locate

sys.path.insert(0, str(Path(__file__).parents[2]))

Work = pairs.Work

SUMS = """
SELECT person_id, (
    SELECT sum(coalesce(ceus, minutes * 100 / 60)) FROM activity
    WHERE activity.person_id = due.person_id AND completed_on BETWEEN first AND last
) FROM due WHERE last <= %s
"""
"""Joining and grouping takes half as long again on these data."""


@contextmanager
def served(store: Path) -> Iterator[str | None]:
    """The address of a copy of a store on a server for now; None where none is installed."""
    from tests import postgres

    server = postgres.running()
    if server is None:
        yield None
        return
    database = f"roster_{store.stem}_{os.getpid()}"
    url = server.make(database)
    try:
        copy(locate(str(store)), locate(url))
        yield url
    finally:
        server.drop(database)
        # Stops the server, unless a test run goes on that has it too.
        postgres.pytest_unconfigure()


def know_due_cycles(url: str) -> int:
    """Tell the server which cycles are due, so that SQL need only sum; how many."""
    import psycopg

    due = [(one.number, one.first_kept, one.until_kept) for one in pairs.scan(url)]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE due (person_id BIGINT, first TEXT, last TEXT)")
        with connection.cursor().copy("COPY due FROM STDIN") as rows:
            for row in due:
                rows.write_row(row)
        # What somebody would add who had only this to answer.
        connection.execute(
            "CREATE INDEX summed ON activity (person_id, completed_on) INCLUDE (ceus, minutes)"
        )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return len(due)


def summing(url: str) -> Work:
    """The sums of those cycles, and nothing else."""
    import psycopg

    def summed() -> int:
        with psycopg.connect(url) as connection:
            until = (TODAY + timedelta(days=pairs.WITHIN)).isoformat()
            return sum(1 for _ in connection.execute(SUMS, (until,)))

    return summed
