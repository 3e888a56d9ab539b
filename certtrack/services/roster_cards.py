"""Cards for a roster: those that are not there or no longer true are made, and kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from certtrack.errors import Fault, Refused
from certtrack.rules.card import card_of, lasts_until, turning_days, without_cycle
from certtrack.rules.facts import Person, Section
from certtrack.rules.rulebook import Library
from certtrack.rules.status import reached
from certtrack.rules.written_card import written
from certtrack.services.facts import person_in
from certtrack.services.watching import Watch
from certtrack.store.cards import Made, how_many_without, keep, without_cards
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection
from certtrack.store.location import Place
from certtrack.store.sessions import driver, reading, unit_of_work

AT_ONCE = 200
"""People whose cards are made in one unit of work: others can write in between."""

ASKED: tuple[Section, ...] = ("credential", "activity", "decision")
"""What of a record tells of cycles."""


@dataclass(frozen=True, slots=True)
class Maker:
    """What cards are made by.

    Args:
        library: The rulebooks.
        on: The day.
        rules: What the rules are known by.
        turning: The days on which rules turn that bind by the day asked about.
    """

    library: Library
    on: date
    rules: str
    turning: tuple[date, ...]

    def made(self, connection: Connection, number: int) -> tuple[Person, Made]:
        """The cards of a person, by the same rules as for one person alone.

        Raises:
            Refused: When the record cannot be read, with whose it is.
        """
        try:
            person = person_in(connection, number, self.library, ASKED)
        except Refused as refused:
            raise Refused(*(_of(fault, number) for fault in refused.faults)) from None
        now = list(reached(person, self.library, self.on))
        books = without_cycle(person, now, self.library, self.on)
        return person, Made(
            number=number,
            cards=tuple(written(card_of(*each)) for each in now),
            without=tuple((book.body.code, book.code, book.label) for book in books),
            valid_until=lasts_until(person, now, self.turning, self.on),
        )


def maker(library: Library, on: date) -> Maker:
    """What cards of a day are made by."""
    fingerprints = sorted(f"{book.full_code} {book.fingerprint}" for book in library)
    rules = hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()[:16]
    return Maker(library, on, rules, turning_days(library))


def bring_up_to_date(place: Place, by: Maker, watch: Watch) -> None:
    """Make and keep the cards of everyone of whom there is none that is true.

    Raises:
        Refused: When the store cannot be written, or the record of someone cannot be read.
    """
    with reading(place) as connection:
        whole = how_many_without(connection, by.rules, by.on)
    done = last = 0
    while numbers := _next(place, by, last):
        _keep_some(place, by, numbers)
        done, last = done + len(numbers), numbers[-1]
        watch("Counting", done, whole)


def not_kept(connection: Connection, by: Maker) -> Iterator[tuple[Person, Made]]:
    """The cards that are not kept, made for this once, person by person."""
    last = 0
    while numbers := without_cards(connection, by.rules, by.on, last, AT_ONCE):
        for number in numbers:
            yield by.made(connection, number)
        last = numbers[-1]


def _next(place: Place, by: Maker, after: int) -> list[int]:
    with reading(place) as connection:
        return without_cards(connection, by.rules, by.on, after, AT_ONCE)


@persistent
def _keep_some(place: Place, by: Maker, numbers: Sequence[int]) -> None:
    """In one unit of work, so that nobody changes a person between reading and keeping."""
    from certtrack.store.history import Work

    with unit_of_work(place) as session:
        # Nothing is written into the history: cards say nothing that facts do not.
        Work(session, "", "").claim(*numbers)
        connection = driver(session)
        keep(session, [by.made(connection, number)[1] for number in numbers], by.rules, by.on)


def _of(fault: Fault, number: int) -> Fault:
    return Fault(fault.what, f"person number {number}, {fault.where or 'the store'}", fault.hint)
