"""The delivery log: each step of a message is written before it is taken.

Whoever sends first claims every line of a message in one short transaction. A line that is
there is taken as it was read, or not at all: if another sender came in between, its state
or its claim is another one. A line that is not there yet is added, which the unique index
lets only one of several do. All that follows is done by the claim's own mark, so that a
sender whose lease ran out and who lost its place cannot write over its successor's work.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from certtrack.reminders.delivery import LEASE, Delivery
from certtrack.reminders.due import Telling
from certtrack.reminders.parcel import Item, Parcel
from certtrack.reminders.retrying import DOUBT, DOUBT_AGAIN, Settled
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection, Row
from certtrack.store.location import Place
from certtrack.store.sessions import driver, unit_of_work

OPEN = "state IN ('claimed', 'sending', 'waiting')"
"""Lines of which more may follow, or that somebody may have left behind; they have an index."""

ADD = (
    "INSERT INTO delivery (person_id, manager, reminder, lead, channel, kind, credentials, due, "
    "state, claim, claimed_at, lease_until, attempts, day, message, repeat) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'claimed', ?, ?, ?, 0, ?, ?, ?) "
    "ON CONFLICT DO NOTHING RETURNING id"
)
TAKE = (
    "UPDATE delivery SET state = 'claimed', claim = ?, claimed_at = ?, lease_until = ?, "
    "next_attempt_at = NULL, day = ?, message = ?, repeat = ? "
    "WHERE id = ? AND state = ? AND claim = ? RETURNING id"
)
SEND = (
    "UPDATE delivery SET state = 'sending', attempts = attempts + 1, lease_until = ? "
    "WHERE claim = ? AND state = 'claimed' RETURNING reminder, lead, attempts"
)
SETTLE = (
    "UPDATE delivery SET state = ?, reason = ?, next_attempt_at = ?, day = CASE WHEN ? = 1 "
    "THEN day END, repeat = CASE WHEN ? = 1 THEN 1 ELSE repeat END, attempts = attempts - ? "
    "WHERE claim = ? AND attempts = ? AND state IN ('claimed', 'sending')"
)
SUPERSEDE = (
    "UPDATE delivery SET state = 'superseded', next_attempt_at = NULL, day = NULL, repeat = "
    "CASE WHEN state = 'sending' THEN 1 ELSE repeat END, "
    "reason = CASE WHEN state = 'sending' THEN ? ELSE reason END "
    "WHERE id = ? AND state = ? AND claim = ?"
)
GIVE_UP = (
    "UPDATE delivery SET state = 'failed', reason = ? "
    "WHERE id = ? AND state = 'sending' AND claim = ?"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """A sender's turn at a message.

    Args:
        claim: Its mark; no other turn has the same.
        now: The moment by the clock that all senders share.
        message: The message's key.
    """

    claim: str
    now: datetime
    message: str


def log_of(
    connection: Connection, *, person: int | None = None, manager: str | None = None
) -> list[Delivery]:
    """All that the log has of a person, or of a manager, in the order it came."""
    column, value = ("person_id", person) if manager is None else ("manager", manager)
    query = f"SELECT * FROM delivery WHERE {column} = ? ORDER BY id"
    return [delivery_of(row) for row in connection.execute(query, (value,))]


def everything(
    connection: Connection, *, person: int | None = None, failed: bool = False
) -> Iterator[tuple[Delivery, str]]:
    """The whole log with whom each line is to, what was claimed last first.

    Args:
        connection: To the store.
        person: Only this person's.
        failed: Only what failed for good.
    """
    query = (
        "SELECT delivery.*, coalesce(person.name, delivery.manager) AS name FROM delivery "
        "LEFT JOIN person ON person.id = person_id WHERE (? = 0 OR person_id = ?) "
        "AND (? = 0 OR delivery.state = 'failed') ORDER BY claimed_at DESC, delivery.id DESC"
    )
    values = (int(person is not None), person or 0, int(failed))
    for row in connection.execute(query, values):
        yield delivery_of(row), row["name"]


@persistent
def claim(place: Place, parcel: Parcel, turn: Turn) -> bool:
    """Claim everything in a message, or nothing; whether it is mine now."""
    with unit_of_work(place) as session:
        connection = driver(session)
        there = parcel.person is None or _is_there(connection, parcel.person)
        # Always in the same order, so that no two wait for each other.
        items = sorted(parcel.items, key=lambda one: one.telling)
        if there and all(_claimed(connection, parcel, one, turn) for one in items):
            return True
        session.rollback()
        return False


@persistent
def begin(place: Place, parcel: Parcel, turn: Turn) -> dict[Telling, int] | None:
    """Write down that the channel is about to be handed a message.

    Returns:
        How often each part was tried, this time included; None when the lease ran out and
        somebody else has it now.
    """
    with unit_of_work(place) as session:
        until = _text(turn.now + LEASE)
        rows = driver(session).execute(SEND, (until, turn.claim)).fetchall()
        if len(rows) == len(parcel.items):
            return {Telling(row["reminder"], row["lead"]): row["attempts"] for row in rows}
        session.rollback()
        return None


@persistent
def settle(place: Place, turn: Turn, became: dict[int, Settled]) -> None:
    """Write down what became of a message.

    Args:
        place: The store.
        turn: By whose claim.
        became: What became of those parts that were tried so often.
    """
    with unit_of_work(place) as session:
        connection = driver(session)
        for attempts, one in became.items():
            again = one.next_attempt_at and _text(one.next_attempt_at)
            flags = (int(one.state == "sent"), int(one.doubtful), int(not one.counted))
            values = (one.state, one.reason, again, *flags, turn.claim, attempts)
            connection.execute(SETTLE, values)


@persistent
def put_aside(place: Place, overtaken: Iterable[Delivery], given_up: Iterable[Delivery]) -> None:
    """Write down what is not tried again: it is no longer due, or in doubt for the second time.

    What somebody else claimed meanwhile stays as it is.
    """
    with unit_of_work(place) as session:
        connection = driver(session)
        for one in overtaken:
            connection.execute(SUPERSEDE, (DOUBT, one.number, one.state, one.claim))
        for one in given_up:
            connection.execute(GIVE_UP, (DOUBT_AGAIN, one.number, one.claim))


def _claimed(connection: Connection, parcel: Parcel, item: Item, turn: Turn) -> bool:
    lease = (turn.claim, _text(turn.now), _text(turn.now + LEASE))
    how = (parcel.day.isoformat(), turn.message, int(parcel.repeat is not None))
    if seen := parcel.before.get(item.telling):
        found = connection.execute(TAKE, (*lease, *how, seen.number, seen.state, seen.claim))
    else:
        to = (parcel.person, parcel.manager, *item.telling, parcel.channel)
        what = (item.kind, json.dumps(item.credentials), item.due.isoformat())
        found = connection.execute(ADD, (*to, *what, *lease, *how))
    return len(found.fetchall()) == 1


def _is_there(connection: Connection, person: int) -> bool:
    found = connection.execute("SELECT id FROM person WHERE id = ?", (person,))
    return found.fetchone() is not None


def delivery_of(row: Row) -> Delivery:
    """A line of the log from its row."""
    return Delivery(
        number=row["id"],
        person=row["person_id"],
        credentials=tuple(json.loads(row["credentials"])),
        due=date.fromisoformat(row["due"]),
        claimed_at=datetime.fromisoformat(row["claimed_at"]),
        lease_until=datetime.fromisoformat(row["lease_until"]),
        next_attempt_at=_moment(row["next_attempt_at"]),
        day=date.fromisoformat(row["day"]) if row["day"] else None,
        repeat=bool(row["repeat"]),
        **{name: row[name] for name in AS_THEY_ARE},
    )


AS_THEY_ARE = (
    *("manager", "reminder", "lead", "channel", "kind"),
    *("state", "claim", "attempts", "message", "reason"),
)


def _moment(kept: Any) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
