"""What a person does not want to hear: keep it, list it, end it."""

from __future__ import annotations

from datetime import date

from certtrack.errors import Fault, Refused, refuse
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.silence import Silence
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.services.edit import known_of
from certtrack.services.facts import Who
from certtrack.services.remind import FAR, due
from certtrack.store import silences
from certtrack.store.claims import persistent
from certtrack.store.history import recorded
from certtrack.store.known import find
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading
from certtrack.store.silences import Kept

SHOWN = 12
"""Reminders that are named to who asked for one that is not there."""


def reminder_called(handle: str, person: Person, on: date, library: Library) -> Reminder:
    """A person's reminder by its id.

    Args:
        handle: The id, as `remind` shows it.
        person: The person.
        on: The day.
        library: The rulebooks.

    Raises:
        Refused: When none has it, with those that are due.
    """
    found = due(person, on, FAR, library)
    for one in found:
        if one.id == handle.strip().lower():
            return one
    known = [f"{one.id} ({one.kind}, {one.labels}, {one.due})" for one in found[:SHOWN]]
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    hint = f"There are: {'; '.join(known)}{more}." if known else "Nothing is due."
    raise refuse(f"{person.name} has no reminder {handle!r}", where="ID", hint=hint)


@persistent
def keep(who: Who, silence: Silence, made_at: str) -> int:
    """Keep a silence in the place of an earlier one about the same; gives its number.

    Args:
        who: Whose.
        silence: What is not to be told.
        made_at: The moment, as ISO text in UTC, for the history.

    Raises:
        Refused: When there is no such person, or the store cannot be written.
    """
    with recorded(locate(who.store), f"remind {silence}", made_at) as work:
        before = known_of(work, who.person)
        work.about = f" ({before.who['name']})"
        for one in silences.silences_of(driver(work.session), before.number):
            if silence.replaces(one.silence):
                silences.end(work, before.number, one.number)
        return silences.keep(work, before.number, silence, made_at)


def listed(who: Who) -> list[Kept]:
    """A person's silences, in the order they were asked for.

    Raises:
        Refused: When there is no such person or no store.
    """
    with reading(locate(who.store)) as connection:
        return silences.silences_of(connection, find(connection, who.person))


@persistent
def end(who: Who, number: int, made_at: str) -> Silence:
    """End a silence; gives what it was.

    Args:
        who: Whose.
        number: The silence's number.
        made_at: The moment, as ISO text in UTC, for the history.

    Raises:
        Refused: When they have none with this number, with those they have.
    """
    with recorded(locate(who.store), "remind unmute", made_at) as work:
        before = known_of(work, who.person)
        name = before.who["name"]
        kept = silences.silences_of(driver(work.session), before.number)
        for one in kept:
            if one.number == number:
                work.about = f" {one.silence} ({name})"
                silences.end(work, before.number, number)
                return one.silence
        known = "; ".join(f"{one.number} ({one.silence})" for one in kept)
        hint = f"There are: {known}." if known else "There is none."
        raise Refused(Fault(f"{name} has no silence {number}", "NUMBER", hint))
