"""Add, change and remove what is on record about a person: read, decide, write, answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from certtrack.errors import refuse
from certtrack.reading.shapes import read
from certtrack.rules.facts import Person, Section
from certtrack.rules.record import SHAPES
from certtrack.rules.rulebook import Library
from certtrack.services.entry_checks import (
    checked,
    noun,
    number_in,
    refuse_outdated,
    refuse_repeats,
    refuse_slips,
)
from certtrack.services.facts import Who
from certtrack.store import people
from certtrack.store.claims import persistent
from certtrack.store.history import Work, recorded
from certtrack.store.known import Entry, Known, entry_of, find, in_store, known
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading

Values = Mapping[str, Any]
"""An entry's keys as a record file has them, with text or plain values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a change wrote.

    Args:
        number: The entry's number in the store.
        entry: The entry as it is now.
        content: The same as a record file has it.
        person: The person's facts after the change.
    """

    number: int
    entry: Any
    content: Mapping[str, Any]
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When a change is made.

    Args:
        latest: The last day on which something may be said to have happened.
        made_at: The moment, as ISO text in UTC, for the history.
    """

    latest: date
    made_at: str


@persistent
def add(
    who: Who, section: Section, values: Values, library: Library, moment: Moment, *, force: bool
) -> Written:
    """Add an entry to a section.

    Args:
        who: Whose record.
        section: The section.
        values: The entry's keys and values.
        library: The rulebooks, which know the codes of credentials.
        moment: When it is added.
        force: Whether to add it though it looks like one on record already.

    Raises:
        Refused: With every fault of the entry; for a near-duplicate; then nothing is written.
    """
    with recorded(locate(who.store), f"{noun(section)} add", moment.made_at) as work:
        before = known_of(work, who.person)
        return added(work, before, section, values, library, moment, force=force)


def added(
    work: Work,
    before: Known,
    section: Section,
    values: Values,
    library: Library,
    moment: Moment,
    *,
    force: bool,
) -> Written:
    """Add an entry within a unit of work that has claimed the person; else as `add`."""
    named = named_fully(values, library)
    after = checked(before, section, named, library, moment.latest)
    *others, entry = getattr(after, section)
    work.about = _about(before, entry)
    if not force:
        refuse_repeats(section, entry, others, before)
        refuse_slips(section, entry, before, library)
    number = people.add_fact(work, before.number, section, entry)
    return _written(work, before, after, section, number)


@persistent
def edit(
    who: Who,
    section: Section,
    handle: str | int,
    values: Values,
    library: Library,
    moment: Moment,
    *,
    force: bool,
    seen: str | None = None,
) -> Written:
    """Change some keys of an entry.

    Args:
        who: Whose record.
        section: The section.
        handle: The entry's number, id or code; a whole number is its number and nothing else.
        values: The new values; None takes a key away.
        library: The rulebooks, which know the codes of credentials.
        moment: When it is changed.
        force: Whether words that look misspelt are meant.
        seen: The entry's mark when it was looked at; None to change it whatever it says now.

    Raises:
        Refused: When there is no such entry, or with every fault of the changed one.
        Outdated: When it says something else by now than when it was looked at.
    """
    with recorded(locate(who.store), f"{noun(section)} edit", moment.made_at) as work:
        before = known_of(work, who.person)
        number = number_in(before, section, handle, library)
        now = dict(before.entries[section])[number]
        refuse_outdated(now, seen)
        changed = {key: value for key, value in {**now, **values}.items() if value is not None}
        others = [one for one in before.entries[section] if one[0] != number]
        without = replace(before, entries={**before.entries, section: others})
        named = named_fully(changed, library)
        after = checked(without, section, named, library, moment.latest)
        *_, entry = getattr(after, section)
        if not force:
            refuse_slips(section, entry, without, library)
        work.about = _about(before, entry)
        people.edit_fact(work, before.number, section, number, entry)
        return _written(work, without, after, section, number)


@persistent
def remove(
    who: Who,
    section: Section,
    handle: str | int,
    library: Library,
    moment: Moment,
    *,
    seen: str | None = None,
) -> int:
    """Remove an entry; gives its number.

    Args:
        who: Whose record.
        section: The section.
        handle: The entry's number, id or code; a whole number is its number and nothing else.
        library: The rulebooks, which know the codes of credentials.
        moment: When it is removed.
        seen: The entry's mark when it was looked at; None to remove it whatever it says now.

    Raises:
        Refused: When there is no such entry.
        Outdated: When it says something else by now than when it was looked at.
    """
    with recorded(locate(who.store), f"{noun(section)} remove", moment.made_at) as work:
        before = known_of(work, who.person)
        number = number_in(before, section, handle, library)
        content = dict(before.entries[section])[number]
        refuse_outdated(content, seen)
        work.about = f" {content.get('title', content.get('code', number))} ({before.who['name']})"
        people.remove_fact(work, before.number, section, number)
        return number


def listed(who: Who, section: Section) -> list[Entry]:
    """A section's entries with their numbers, in the order they were added."""
    with reading(locate(who.store)) as connection:
        return list(known(connection, find(connection, who.person)).entries[section])


def known_of(work: Work, person: str | None) -> Known:
    """What the store knows of the person meant, within a unit of work; they are claimed."""
    connection = driver(work.session)
    number = find(connection, person)
    if not work.claim(number):
        raise refuse("the person was removed by somebody else just now")
    return known(connection, number)


def named_fully(values: Values, library: Library) -> dict[str, Any]:
    """The same values with codes of credentials and their grades as the rulebooks write them."""
    named = dict(values)
    for key in ("code", "credential"):
        written = str(named.get(key, ""))
        if book := library.find(written):
            grades = {grade.code.casefold(): grade.code for grade in book.credential.grade}
            # A credential is held in a grade; its exam has none.
            kept = grades.get(written.casefold()) if key == "code" else None
            named[key] = kept or book.label
    return named


def _about(before: Known, entry: Any) -> str:
    """What an entry is, and whose, for the history."""
    words = (
        getattr(entry, key, None) for key in ("title", "code", "program", "kind", "credential")
    )
    return f" {next((word for word in words if word), '')} ({before.who['name']})"


def _written(work: Work, others: Known, after: Person, section: Section, number: int) -> Written:
    """What the store now has: the entry as it is read from there, in its place."""
    content = entry_of(driver(work.session), others.number, section, number)
    entry = read(SHAPES[section], content, in_store)
    entries = list(getattr(after, section)[:-1])
    entries.insert(sum(other < number for other, _ in others.entries[section]), entry)
    changed: dict[str, Any] = {section: tuple(entries)}
    return Written(number=number, entry=entry, content=content, person=replace(after, **changed))
