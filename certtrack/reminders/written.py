"""Reminders in plain text, as they are kept, and as they are told on another day.

A roster keeps hundreds of thousands: their values stand in one order, without names, and
those of which few are different are read once for each text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from certtrack.reminders.reminder import Lacking, Reminder, severity_of_kind
from certtrack.rules.findings import Citation, Source
from certtrack.rules.shape import Certainty

REMEMBERED = 50_000
"""Different values of one kind of which it is remembered what they say."""


def written(reminders: Iterable[Reminder]) -> str:
    """A person's reminders as compact JSON: all but whose they are, and on which day."""
    rows = [_row(one) for one in reminders]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False, default=str)


def told(text: str, person: str, on: date) -> list[Reminder]:
    """Those reminders as they are told on a day.

    Args:
        text: What `written` gave, of a day since which nothing but the day has changed.
        person: The person's name.
        on: The day.
    """
    found = [_reminder(row, person, on) for row in json.loads(text)]
    return [one for one in found if one.kind != "cycle-started" or not one.until or on <= one.until]


def _row(one: Reminder) -> tuple[Any, ...]:
    """The values in the order in which `_reminder` takes them."""
    return (
        one.body,
        one.credentials,
        one.labels,
        one.kind,
        one.about,
        one.anchor,
        one.due,
        one.message,
        one.remaining,
        one.pace_until,
        [(each.words, each.ceus) for each in one.lacking],
        one.amount,
        one.currency,
        one.named,
        one.opens,
        one.overdue_from,
        one.until,
        _citation_row(one.citation),
    )


def _reminder(row: list[Any], person: str, on: date) -> Reminder:
    (
        body,
        credentials,
        labels,
        kind,
        about,
        anchor,
        due,
        message,
        remaining,
        pace_until,
        lacking,
        amount,
        currency,
        named,
        opens,
        overdue_from,
        until,
        citation,
    ) = row
    by, pace = _day(due), _day(pace_until) if pace_until else None
    return Reminder(
        person=person,
        body=body,
        credentials=tuple(credentials),
        labels=labels,
        kind=kind,
        about=about,
        anchor=_day(anchor),
        due=by,
        on=on,
        severity=severity_of_kind(kind, (by - on).days),
        message=message,
        remaining=remaining and _amount(remaining),
        on_pace=None if pace is None else on <= pace,
        pace_until=pace,
        lacking=tuple([Lacking(words, _amount(ceus)) for words, ceus in lacking]),
        amount=amount and _amount(amount),
        currency=currency,
        named=tuple(named),
        opens=opens and _day(opens),
        overdue_from=overdue_from and _day(overdue_from),
        until=until and _day(until),
        citation=citation and _citation(*citation),
    )


def _citation_row(one: Citation | None) -> tuple[Any, ...] | None:
    if one is None:
        return None
    source = one.source
    return source.title, source.url, source.retrieved, source.note, one.certainty


@lru_cache(REMEMBERED)
def _citation(
    title: str, url: str | None, retrieved: str | None, note: str | None, certainty: Certainty
) -> Citation:
    day = _day(retrieved) if retrieved else None
    source = Source(title=title, url=url, retrieved=day, note=note)
    return Citation(source=source, certainty=certainty)


_day = lru_cache(REMEMBERED)(date.fromisoformat)
_amount = lru_cache(REMEMBERED)(Decimal)
