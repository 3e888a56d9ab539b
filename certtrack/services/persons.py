"""People in the store: add, change, list and remove them; whole records in and out; undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from certtrack.errors import Fault, Refused, did_you_mean, refuse
from certtrack.reading.shapes import read
from certtrack.records.plausible import implausible
from certtrack.records.record_file import read_record, written_record
from certtrack.rules.record import PersonTable, Record
from certtrack.rules.rulebook import Library
from certtrack.services.edit import Moment, known_of
from certtrack.services.facts import Who, facts_of
from certtrack.store import people
from certtrack.store.claims import persistent
from certtrack.store.history import Work, recorded
from certtrack.store.known import Known, everyone, namesakes
from certtrack.store.location import locate
from certtrack.store.sessions import driver, reading
from certtrack.store.sessions import is_there as made
from certtrack.store.some_people import how_many, some_of
from certtrack.store.undoing import undo_last


@persistent
def add(
    store: str | None, values: Mapping[str, Any], library: Library, moment: Moment, *, force: bool
) -> int:
    """Add a person without facts; gives their number. The store is made when needed.

    Raises:
        Refused: With every fault; or when someone of that name is there, unless forced.
    """
    record = _checked(values, library, moment)
    with recorded(
        locate(store), "person add", moment.made_at, may_create=True, serial=True
    ) as work:
        if not force:
            _refuse_namesake(work, record.person.name)
        work.about = f" {record.person.name}"
        return people.add_person(work, record.facts())


@persistent
def edit(who: Who, values: Mapping[str, Any], library: Library, moment: Moment) -> int:
    """Change who a person is, or say of sections that they are empty.

    Args:
        who: The person.
        values: New values; None takes one away; `none_of` lists sections to empty.
        library: The rulebooks.
        moment: When it is changed.

    Raises:
        Refused: With every fault; for a section that is not empty.
    """
    with recorded(locate(who.store), "person edit", moment.made_at) as work:
        before = known_of(work, who.person)
        sections = [_empty_section(before, name) for name in values.get("none_of", ())]
        told = {key: value for key, value in values.items() if key != "none_of"}
        changed = {key: value for key, value in {**before.who, **told}.items() if value is not None}
        record = _checked(changed, library, moment)
        new = {each.name: getattr(record.person, each.name) for each in fields(PersonTable)}
        new["memberships"] = list(record.person.memberships)
        new["none_of"] = list(dict.fromkeys([*before.none_of, *sections]))
        work.about = f" {before.who['name']}"
        people.edit_person(work, before.number, new)
        return before.number


@persistent
def remove(who: Who, moment: Moment) -> str:
    """Remove a person with everything on record about them; gives the name.

    Raises:
        Refused: When there is no such person.
    """
    with recorded(locate(who.store), "person remove", moment.made_at) as work:
        before = known_of(work, who.person)
        work.about = f" {before.who['name']}"
        return people.remove_person(work, before.number)


def listed(store: str | None) -> list[dict[str, Any]]:
    """Everyone in the store, in the order they were added."""
    with reading(locate(store)) as connection:
        return everyone(connection)


@dataclass(frozen=True, slots=True)
class Some:
    """Some of the people in the store.

    Args:
        people: Who they are, each with a number.
        more: The number after which others come; None when nobody does.
        count: How many people there are in all whose names contain what was asked for.
    """

    people: list[dict[str, Any]]
    more: int | None
    count: int


def some(
    store: str | None, part: str, after: int, at_most: int, manager: str | None = None
) -> Some:
    """Some of the people in the store, in the order they were added.

    Args:
        store: The store.
        part: What their names contain, in either case; empty for any.
        after: The number after which they come.
        at_most: How many of them.
        manager: Only whom this manager looks after, in either case; None for all.
    """
    with reading(locate(store)) as connection:
        found = some_of(connection, part, after, at_most + 1, manager)
        count = how_many(connection, part, manager)
    more = found[at_most - 1]["number"] if len(found) > at_most else None
    return Some(found[:at_most], more, count)


def one(store: str | None, number: int) -> dict[str, Any] | None:
    """Who the person with a number is; None when there is nobody, or no store yet."""
    place = locate(store)
    if not made(place):
        return None
    with reading(place) as connection:
        found = some_of(connection, "", number - 1, 1)
    return next((row for row in found if row["number"] == number), None)


@persistent
def must_be_there(store: str | None, number: int) -> None:
    """Refuse a number that nobody has.

    Raises:
        Refused: When nobody in the store has it.
    """
    if one(store, number) is None:
        hint = "See certtrack person list."
        raise refuse(f"nobody in the store has the number {number}", where="--person", hint=hint)


def import_record(
    store: str | None, file: Path, library: Library, moment: Moment, *, replace: bool
) -> tuple[int, str]:
    """Put the person of a record file into the store; gives number and name.

    Args:
        store: The store.
        file: The record file.
        library: The rulebooks.
        moment: When it is imported.
        replace: Whether the person of the same name is replaced.

    Raises:
        Refused: With every fault of the file; or when someone of that name is there.
    """
    person = read_record(file, library, moment.latest)
    with recorded(locate(store), "import", moment.made_at, may_create=True, serial=True) as work:
        work.about = f" {person.name}"
        if replace and namesakes(driver(work.session), person.name):
            number = known_of(work, person.name).number
            people.replace_person(work, number, person)
            return number, person.name
        _refuse_namesake(work, person.name)
        return people.add_person(work, person), person.name


def export_record(who: Who, kind: str, library: Library, moment: Moment) -> str:
    """A person's facts as the text of a record file, "toml" or "json".

    Raises:
        Refused: For another kind; when there is no such person.
    """
    return written_record(facts_of(who, library, moment.latest), kind)


@persistent
def undo(
    store: str | None, made_at: str, only: int | None = None, person: int | None = None
) -> tuple[str, str]:
    """Take back the last change; gives what it was and when it had been made.

    Args:
        store: The store.
        made_at: The moment, as ISO text in UTC.
        only: The number of the change that is meant; None for whatever is the last.
        person: Of what concerns the person with this number, the last, and only where all of
            it is theirs; None for the last of everything.

    Raises:
        Refused: When there is nothing to undo, or it is not the person's alone.
        Outdated: When something else was done since.
    """
    return undo_last(locate(store), made_at, only, person)


def _checked(values: Mapping[str, Any], library: Library, moment: Moment) -> Record:
    tables = {"schema": 1, "person": dict(values)}
    record = read(Record, tables, _option)
    doubts = implausible(record.facts(), library, moment.latest)
    faults = [Fault(what, _option(path), hint) for path, what, hint in doubts]
    if faults:
        raise Refused(*faults)
    return record


def _option(path: tuple[str | int, ...]) -> str:
    return f"--{str(path[-1]).replace('_', '-')}" if len(path) > 1 else "person"


def _refuse_namesake(work: Work, name: str) -> None:
    if numbers := namesakes(driver(work.session), name):
        raise refuse(
            f"{name!r} is in the store already, as number {numbers[0]}",
            hint="For another person of the same name use person add --force; "
            "to replace a record use import --replace.",
        )


def _empty_section(before: Known, name: str) -> str:
    sections: dict[str, Any] = dict(before.entries.items())
    if name not in sections:
        hint = did_you_mean(name, sections) or f"It is one of: {', '.join(sections)}."
        raise refuse(f"there is no section {name!r}", where="--none", hint=hint)
    if sections[name]:
        raise refuse(f"{name} has entries; remove them first", where="--none")
    return name
