"""What an entry would do if it were written: its faults, its doubts, and what it counts for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from certtrack.errors import Fault, Refused
from certtrack.rules.facts import Person, Section
from certtrack.rules.rulebook import Library
from certtrack.services.edit import Moment, Values, named_fully
from certtrack.services.entry_checks import checked, number_in, refuse_repeats, refuse_slips
from certtrack.services.facts import Who
from certtrack.store.known import Known, find, known
from certtrack.store.location import locate
from certtrack.store.sessions import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An entry that was not written.

    Args:
        entry: The entry.
        person: The person's facts with it.
        doubts: Why it would be asked about: it looks like a repeat or a slip of the pen.
    """

    entry: Any
    person: Person
    doubts: tuple[Fault, ...]


def tried(
    who: Who,
    section: Section,
    values: Values,
    library: Library,
    moment: Moment,
    *,
    instead_of: str | int | None = None,
) -> Tried:
    """What would be if an entry were added; nothing is written.

    Args:
        who: Whose record.
        section: The section.
        values: The entry's keys and values.
        library: The rulebooks.
        moment: When it would be added.
        instead_of: The number, id or code of the entry in whose place it would be; a whole
            number is its number and nothing else.

    Raises:
        Refused: With every fault of the entry; when there is no such person or entry.
    """
    with reading(locate(who.store)) as connection:
        before = known(connection, find(connection, who.person))
    if instead_of is not None:
        number = number_in(before, section, instead_of, library)
        others = [one for one in before.entries[section] if one[0] != number]
        before = replace(before, entries={**before.entries, section: others})
    person = checked(before, section, named_fully(values, library), library, moment.latest)
    *rest, entry = getattr(person, section)
    doubts = _doubts(section, entry, rest, before, library)
    return Tried(entry=entry, person=person, doubts=tuple(doubts))


def _doubts(
    section: Section, entry: Any, others: list[Any], before: Known, library: Library
) -> Iterator[Fault]:
    try:
        refuse_repeats(section, entry, others, before)
    except Refused as refused:
        yield from refused.faults
    try:
        refuse_slips(section, entry, before, library)
    except Refused as refused:
        yield from refused.faults
