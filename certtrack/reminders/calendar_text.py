"""A calendar as the bytes of an iCalendar file (RFC 5545, RFC 7986), and what such a file kept.

The library escapes and folds; property by property it is told here what there is to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from certtrack.reminders.calendar_entry import Concern, Entry, Form, Kept, State, state_of
from certtrack.reminders.calendar_words import ENDED
from certtrack.rules.period import day_after

if TYPE_CHECKING:
    from icalendar import Alarm, Component, Timezone

PRODUCT = "-//certtrack//certtrack//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"
REFRESH = timedelta(days=1)
"""How often a program that subscribed should ask again."""

RINGS_AT = timedelta(hours=9)
"""When an alarm rings, from the beginning of its day."""

CONCERN, DIGEST, STATE = (f"X-CERTTRACK-{word}" for word in ("CONCERN", "DIGEST", "STATE"))
"""Properties of our own, by which an entry in a file is known again."""

STATUS: dict[State, str] = {"open": "CONFIRMED", "done": "CANCELLED", "removed": "CANCELLED"}
TODO_STATUS: dict[State, str] = {
    "open": "NEEDS-ACTION",
    "done": "COMPLETED",
    "removed": "CANCELLED",
}

BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Signs that no text of the format may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a calendar as a whole is called.

    Args:
        uid: Tells it apart from every other calendar.
        name: For people.
    """

    uid: str
    name: str


def written(title: Title, entries: Iterable[Entry], form: Form) -> bytes:
    """A calendar file.

    The format asks for one component at least, so that without entries there is a time
    zone, which programs know and which shows nothing.

    Args:
        title: What it is called.
        entries: What is in it.
        form: How entries are told.
    """
    from icalendar import Calendar

    calendar = Calendar()
    _text(calendar, "PRODID", PRODUCT)
    _text(calendar, "VERSION", "2.0")
    _text(calendar, "CALSCALE", "GREGORIAN")
    _text(calendar, "METHOD", "PUBLISH")
    _text(calendar, "UID", title.uid)
    for key in ("NAME", "X-WR-CALNAME"):
        _text(calendar, key, title.name)
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    _text(calendar, "X-PUBLISHED-TTL", "P1D")
    for entry in entries:
        calendar.add_component(_todo(entry, form) if form.todo else _event(entry, form))
    if not calendar.subcomponents:
        calendar.add_component(_zone())
    return bytes(calendar.to_ical(sorted=False))


def _event(entry: Entry, form: Form) -> Component:
    from icalendar import Event

    event = Event()
    event.add("DTSTART", entry.said.due)
    event.add("DTEND", day_after(entry.said.due))
    _fill(event, entry, form)
    _text(event, "STATUS", STATUS[entry.state])
    # A deadline takes no time: whoever looks for a free day finds this one free.
    _text(event, "TRANSP", "TRANSPARENT")
    return event


def _todo(entry: Entry, form: Form) -> Component:
    from icalendar import Todo

    todo = Todo()
    todo.add("DUE", entry.said.due)
    _fill(todo, entry, form)
    _text(todo, "STATUS", TODO_STATUS[entry.state])
    if entry.state == "done":
        todo.add("COMPLETED", entry.changed_at)
        todo.add("PERCENT-COMPLETE", 100)
    return todo


def _fill(component: Component, entry: Entry, form: Form) -> None:
    """What events and things to do have in common."""
    component.add("UID", entry.uid)
    component.add("DTSTAMP", entry.changed_at)
    component.add("LAST-MODIFIED", entry.changed_at)
    component.add("SEQUENCE", entry.sequence)
    _text(component, "SUMMARY", entry.said.summary)
    ended = ENDED[form.language].get(entry.state)
    _text(component, "DESCRIPTION", ended or entry.said.description)
    if entry.said.categories:
        component.add("CATEGORIES", list(entry.said.categories))
    if entry.said.url and not re.search(r"\s", entry.said.url):
        component.add("URL", entry.said.url)
    _text(component, CONCERN, str(entry.concern))
    _text(component, DIGEST, entry.said.digest(entry.state))
    _text(component, STATE, entry.state)
    for lead in entry.alarms:
        component.add_component(_alarm(entry, lead, form))


def _alarm(entry: Entry, lead: int, form: Form) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    _text(alarm, "ACTION", "DISPLAY")
    # A thing to do has no start from which could be counted.
    related = {"RELATED": "END"} if form.todo else {}
    alarm.add("TRIGGER", RINGS_AT - timedelta(days=lead), parameters=related)
    _text(alarm, "DESCRIPTION", entry.said.summary)
    return alarm


def _zone() -> Timezone:
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    _text(zone, "TZID", "Etc/UTC")
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001 - of the zone itself
    standard.add("TZOFFSETFROM", timedelta(0))
    standard.add("TZOFFSETTO", timedelta(0))
    zone.add_component(standard)
    return zone


def _text(component: Component, key: str, value: str) -> None:
    """Set a text; the library would write those of keys that it does not know unescaped."""
    from icalendar import vText

    component.add(key, vText(FORBIDDEN.sub("", BREAKS.sub("\n", value))))


def kept_in(content: bytes) -> tuple[str, dict[Concern, Kept]]:
    """The calendar's UID, and what was kept in a file that `written` made.

    Raises:
        ValueError: When it is another file, or was changed so that it cannot be read.
    """
    from icalendar import Calendar

    calendar = Calendar.from_ical(content)
    if not isinstance(calendar, Calendar) or str(calendar.get("PRODID")) != PRODUCT:
        raise ValueError("it is no calendar of certtrack's")
    try:
        found = [_kept(one) for one in (*calendar.walk("VEVENT"), *calendar.walk("VTODO"))]
        return str(calendar["UID"]), {one.concern: one for one in found}
    except (KeyError, TypeError) as error:
        raise ValueError("an entry lacks something") from error


def _kept(component: Component) -> Kept:
    due = component.decoded("DUE" if component.name == "VTODO" else "DTSTART")
    changed_at = component.decoded("LAST-MODIFIED")
    if type(due) is not date or not isinstance(changed_at, datetime):
        raise ValueError("an entry has no day")
    return Kept(
        uid=str(component["UID"]),
        concern=Concern.read(str(component[CONCERN])),
        due=due,
        summary=str(component["SUMMARY"]),
        digest=str(component[DIGEST]),
        sequence=int(component.decoded("SEQUENCE")),
        changed_at=changed_at.astimezone(UTC),
        state=state_of(str(component[STATE])),
    )
