"""Reminders in plain text, as they are kept, and as they are told on another day.

A roster keeps hundreds of thousands: their values stand in the order of `KEPT`, without
names, and those of which few are different are read once for each text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from certtrack.reminders.reminder import Lacking, Reminder, severity_of_kind
from certtrack.rules.findings import Citation, Source
from certtrack.rules.shape import Certainty

REMEMBERED = 50_000
"""Different values of one kind of which it is remembered what they say."""

TOLD_ANEW = ("person", "on", "severity", "on_pace")
KEPT = tuple(each.name for each in fields(Reminder) if each.name not in TOLD_ANEW)
"""What of a reminder is kept: all but whose it is, and what another day makes of it."""


def written(reminders: Iterable[Reminder]) -> str:
    """A person's reminders as compact JSON."""
    rows = [[_plain(getattr(one, name)) for name in KEPT] for one in reminders]
    return json.dumps(rows, separators=(",", ":"), ensure_ascii=False)


def told(text: str, person: str, on: date) -> list[Reminder]:
    """Kept reminders as they are told on a day.

    Args:
        text: What `written` gave, of a day since which nothing but the day has changed.
        person: The person's name.
        on: The day.
    """
    found = [_reminder(row, person, on) for row in json.loads(text)]
    return [one for one in found if one.kind != "cycle-started" or not one.until or on <= one.until]


def _reminder(row: Iterable[Any], person: str, on: date) -> Reminder:
    values = dict(zip(KEPT, row, strict=True))
    for name, read in FORMS:
        if (value := values[name]) is not None:
            values[name] = read(value)
    pace = values["pace_until"]
    return Reminder(
        person=person,
        on=on,
        severity=severity_of_kind(values["kind"], (values["due"] - on).days),
        on_pace=None if pace is None else on <= pace,
        **values,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Lacking):
        return value.words, str(value.ceus), value.in_all
    if isinstance(value, Citation):
        source = value.source
        return source.title, source.url, _plain(source.retrieved), source.note, value.certainty
    return value


def _lacking(rows: Iterable[Any]) -> tuple[Lacking, ...]:
    return tuple([Lacking(words, _amount(ceus), in_all) for words, ceus, in_all in rows])


def _citation(row: Iterable[Any]) -> Citation:
    return _cited(*row)


@lru_cache(REMEMBERED)
def _cited(
    title: str, url: str | None, retrieved: str | None, note: str | None, certainty: Certainty
) -> Citation:
    day = _day(retrieved) if retrieved else None
    source = Source(title=title, url=url, retrieved=day, note=note)
    return Citation(source=source, certainty=certainty)


_day = lru_cache(REMEMBERED)(date.fromisoformat)
_amount = lru_cache(REMEMBERED)(Decimal)

FORMS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    *((name, _day) for name in ("anchor", "due", "opens", "overdue_from", "until")),
    *((name, _day) for name in ("pace_until", "ends")),
    *((name, _amount) for name in ("remaining", "amount", "required")),
    *((name, tuple) for name in ("credentials", "named")),
    ("lacking", _lacking),
    ("citation", _citation),
)
"""Values that have a form of their own, and what reads it."""
