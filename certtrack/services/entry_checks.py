"""What an entry is held to before it is written: itself, the others, and slips of the pen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from certtrack.errors import Fault, Outdated, Refused, refuse
from certtrack.reading.locate import Path as KeyPath
from certtrack.reading.shapes import read
from certtrack.records.plausible import implausible
from certtrack.rules.facts import Activity, Person, Section
from certtrack.rules.record import Record
from certtrack.rules.rulebook import Library
from certtrack.services.rules import rulebook
from certtrack.services.vocabulary import questioned
from certtrack.store.known import Known, in_store, number_of

NOUNS = {"activity": "ceu"}
"""What a section is called on the command line, where not by its own name."""


def noun(section: Section) -> str:
    """What an entry of a section is called."""
    return NOUNS.get(section, section)


def mark_of(content: Mapping[str, Any]) -> str:
    """A short sign of what an entry says: another as soon as anything in it is otherwise.

    Args:
        content: The entry's keys and values as a record file has them.
    """
    told = json.dumps(dict(content), sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def number_in(before: Known, section: Section, handle: str | int, library: Library) -> int:
    """The number of the entry of a section that is meant by its number, id or code.

    A whole number is never taken for an id: an activity may be called 3 and not be entry 3.

    Raises:
        Refused: When there is no such entry.
    """
    entries = before.entries[section]
    if isinstance(handle, int):
        number = handle if handle in dict(entries) else None
    else:
        number = number_of(entries, handle)
        if number is None and section == "credential" and library.meanings(handle):
            book = rulebook(handle, library)
            same = (one for one, content in entries if book.is_called(content["code"]))
            number = next(same, None)
    if number is None:
        raise refuse(
            f"{before.who['name']} has no {noun(section)} entry {handle!r}",
            hint=f"See certtrack {noun(section)} list.",
        )
    return number


def refuse_outdated(content: Mapping[str, Any], seen: str | None) -> None:
    """Refuse to touch an entry that says something else than when somebody looked at it.

    Args:
        content: What it says now.
        seen: Its mark then; None when it does not matter.

    Raises:
        Outdated: When it says something else.
    """
    if seen is not None and seen != mark_of(content):
        raise Outdated(Fault("it was changed meanwhile, in another window or by somebody else"))


def checked(
    before: Known, section: Section, entry: dict[str, Any], library: Library, latest: date
) -> Person:
    """The person with an entry after the others of its section.

    Args:
        before: The person without it.
        section: Its section.
        entry: Its keys and values.
        library: The rulebooks.
        latest: The last day on which something may be said to have happened.

    Raises:
        Refused: With all that is wrong with it.
    """
    others = before.entries[section]
    after = replace(before, entries={**before.entries, section: [*others, (0, entry)]})
    place = _option_place(section, len(others))
    person = read(Record, after.tables(), place).facts()
    faults = [
        Fault(what, place(path), hint)
        for path, what, hint in implausible(person, library, latest)
        if path[:2] == (section, len(others))
    ]
    if faults:
        raise Refused(*faults)
    return person


def _option_place(section: Section, index: int) -> Callable[[KeyPath], str]:
    """Names a key of the entry being written by its option, another one by its path."""

    def place(path: KeyPath) -> str:
        if path[:2] == (section, index):
            keys = [str(key).replace("_", "-") for key in path[2:3]]
            return f"--{keys[0]}" if keys else noun(section)
        return in_store(path)

    return place


def refuse_repeats(section: Section, entry: Any, others: Sequence[Any], before: Known) -> None:
    """Refuse an entry that looks like one of the others.

    Raises:
        Refused: With the entry that it looks like, and why.
    """
    for other, (number, content) in zip(others, before.entries[section], strict=True):
        if why := _likeness(entry, other):
            what = f"this looks like entry {content.get('id', number)}: {why}"
            raise refuse(what, where=noun(section), hint="If it is another one, add --force.")


def refuse_slips(section: Section, entry: Any, before: Known, library: Library) -> None:
    """Refuse words that look like known ones misspelt.

    Raises:
        Refused: With each such word, and the known one.
    """
    others = [content for _, content in before.entries[section]]
    if faults := questioned(section, entry, others, library):
        raise Refused(*faults)


def _likeness(entry: Any, other: Any) -> str | None:
    """Why two entries look like the same thing, or None."""
    if not isinstance(entry, Activity):
        return "everything in it is the same" if entry == other else None
    if entry.reference and entry.reference == other.reference:
        return f"the reference {entry.reference!r} is the same"
    same_title = entry.title.casefold() == other.title.casefold()
    if same_title and entry.completed_on == other.completed_on:
        return "title and date are the same"
    return None
