"""Cards for a roster: those that are not there or no longer true are made, and kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from certtrack.rules.facts import Person
from certtrack.services.card_makers import Maker
from certtrack.services.processes import Makers, makers
from certtrack.services.watching import Watch
from certtrack.store.cards import Made, how_many_without, keep, without_cards
from certtrack.store.claims import persistent
from certtrack.store.dialect import Connection
from certtrack.store.location import Place
from certtrack.store.sessions import driver, reading, unit_of_work

AT_ONCE = 200
"""People whose cards each process makes in one unit of work: others can write in between."""


def bring_up_to_date(place: Place, by: Maker, watch: Watch) -> None:
    """Make and keep the cards of everyone of whom there is none that is true.

    Raises:
        Refused: When the store cannot be written, or the record of someone cannot be read.
    """
    with reading(place) as connection:
        whole = how_many_without(connection, by.rules, by.on)
    done = last = 0
    with makers(place, by, whole) as there:
        while numbers := _next(place, by, last, AT_ONCE * there.number):
            _keep_some(place, by, there, numbers)
            done, last = done + len(numbers), numbers[-1]
            watch("Counting", done, whole)


def count_some(place: Place, by: Maker, numbers: Sequence[int]) -> None:
    """Make and keep the cards of a few people in one unit of work.

    Raises:
        Refused: When the store cannot be written, or the record of someone cannot be read.
    """
    with makers(place, by, len(numbers)) as there:
        _keep_some(place, by, there, numbers)


def not_kept(connection: Connection, by: Maker) -> Iterator[tuple[Person, Made]]:
    """The cards that are not kept, made for this once, person by person."""
    last = 0
    while numbers := without_cards(connection, by.rules, by.on, last, AT_ONCE):
        for number in numbers:
            yield by.made(connection, number)
        last = numbers[-1]


def _next(place: Place, by: Maker, after: int, at_most: int) -> list[int]:
    with reading(place) as connection:
        return without_cards(connection, by.rules, by.on, after, at_most)


@persistent
def _keep_some(place: Place, by: Maker, there: Makers[Made], numbers: Sequence[int]) -> None:
    """In one unit of work, so that nobody changes a person between reading and keeping."""
    from certtrack.store.history import Work

    with unit_of_work(place) as session:
        # Nothing is written into the history: cards say nothing that facts do not.
        Work(session, "", "").claim(*numbers)
        keep(session, there.made(driver(session), numbers), by.rules, by.on)
