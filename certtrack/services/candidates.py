"""Whom a run of the sender looks at."""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.reminders.hearing import Hearing
from certtrack.reminders.wishes import EverybodysWishes, local
from certtrack.services.deciding import decided
from certtrack.services.reminder_makers import reminder_maker
from certtrack.services.sending import Sending
from certtrack.services.watching import Watch
from certtrack.store.known import find
from certtrack.store.location import Place
from certtrack.store.noticed import numbers_of_all
from certtrack.store.sessions import reading


def only(place: Place, person: str) -> int:
    """The number of a person by name or number.

    Raises:
        Refused: When nobody or more than one is meant.
    """
    with reading(place) as connection:
        return find(connection, person)


def everyone(place: Place, watch: Watch) -> Iterator[int]:
    """The numbers of all people, in order."""
    with reading(place) as connection:
        numbers = numbers_of_all(connection)
    for done, number in enumerate(numbers, 1):
        yield number
        watch("Sending", done, len(numbers))


def candidates(
    place: Place, sending: Sending, wishes: EverybodysWishes, watch: Watch
) -> Iterator[int]:
    """The numbers of the people for whom something is due now, or in whose log it is open.

    Args:
        place: The store.
        sending: What sending takes.
        wishes: How people want to hear.
        watch: Is told how far it is.

    Raises:
        Refused: When the store cannot be written.
    """
    now = sending.now()
    zone = local(now, sending.settings.time_zone).tzinfo
    assert zone, "a local moment has a zone"
    by = reminder_maker(sending.library, now, zone)
    hearing = Hearing(wishes.fingerprint, zone, wishes.of)
    for one in decided(place, by, hearing, watch):
        yield one.number
