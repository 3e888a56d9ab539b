"""Making the cards of people."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from certtrack.errors import Fault, Refused
from certtrack.rules.card import card_of, lasts_until, turning_days, without_cycle
from certtrack.rules.facts import Person, Section
from certtrack.rules.rulebook import Library
from certtrack.rules.status import reached
from certtrack.rules.written_card import written
from certtrack.services.facts import person_in
from certtrack.store.cards import Made
from certtrack.store.dialect import Connection

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

    def kept(self, connection: Connection, number: int) -> Made:
        """The same, without the facts."""
        return self.made(connection, number)[1]


def maker(library: Library, on: date) -> Maker:
    """What cards of a day are made by."""
    fingerprints = sorted(f"{book.full_code} {book.fingerprint}" for book in library)
    rules = hashlib.sha256("\n".join(fingerprints).encode()).hexdigest()[:16]
    return Maker(library, on, rules, turning_days(library))


def _of(fault: Fault, number: int) -> Fault:
    return Fault(fault.what, f"person number {number}, {fault.where or 'the store'}", fault.hint)
