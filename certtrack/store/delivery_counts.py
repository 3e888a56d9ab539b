"""How many deliveries failed or are stuck, without reading them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from certtrack.store.dialect import Connection

COUNTS = (
    "SELECT count(*) AS lines, "
    "coalesce(sum(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS failed, "
    "coalesce(sum(CASE WHEN state IN ('claimed', 'sending') AND lease_until <= ? "
    "THEN 1 ELSE 0 END), 0) AS abandoned, "
    "coalesce(sum(CASE WHEN state = 'waiting' AND next_attempt_at < ? "
    "THEN 1 ELSE 0 END), 0) AS overdue FROM delivery"
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How the delivery log stands.

    Args:
        lines: How many lines it has.
        failed: How many failed for good.
        abandoned: How many a sender left half-way.
        overdue: How many wait though their next attempt was due.
    """

    lines: int = 0
    failed: int = 0
    abandoned: int = 0
    overdue: int = 0


def counts(connection: Connection, now: datetime, due: datetime) -> Counts:
    """Count.

    Args:
        connection: To the store.
        now: The moment.
        due: A wait for anything before this moment is too long.
    """
    moments = [one.astimezone(UTC).isoformat(timespec="seconds") for one in (now, due)]
    row = connection.execute(COUNTS, moments).fetchone()
    return Counts(*(int(row[key]) for key in ("lines", "failed", "abandoned", "overdue")))
