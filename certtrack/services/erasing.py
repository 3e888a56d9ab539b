"""Forgetting a person for good, because they asked for it."""

from __future__ import annotations

from dataclasses import dataclass

from certtrack.errors import Refused
from certtrack.services.backups import known_copies
from certtrack.services.edit import known_of
from certtrack.services.facts import Who
from certtrack.store.claims import persistent
from certtrack.store.erasing import Person, forget, make_anew, removed
from certtrack.store.history import Work
from certtrack.store.location import Location, Place, locate
from certtrack.store.sessions import driver, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What became of a person.

    Args:
        number: The number that they had.
        store: What the store is called.
        managed: How many others still name them as their manager.
        copies: Copies of the store that are known, in which they may still be.
        on_server: Whether the store is on a server, which has copies of its own.
    """

    number: int
    store: str
    managed: int
    copies: tuple[str, ...]
    on_server: bool


def forget_person(who: Who, made_at: str) -> Forgotten:
    """Take everything about a person out of the store; no undo brings it back.

    Args:
        who: The person.
        made_at: The moment, as ISO text in UTC.

    Raises:
        Refused: When there is no such person; when the file could not be made anew, of
            which the sentence says what to do.
    """
    place = locate(who.store)
    number, managed = _forget(place, who.person, made_at)
    if isinstance(place, Location):
        make_anew(place)
    return Forgotten(
        number=number,
        store=place.shown,
        managed=managed,
        copies=tuple(known_copies(place)),
        on_server=not isinstance(place, Location),
    )


@persistent
def _forget(place: Place, who: str | None, made_at: str) -> tuple[int, int]:
    with unit_of_work(place, serial=True) as session:
        person = _person(Work(session, "person forget", made_at), who)
        return person.number, forget(session, person, made_at)


def _person(work: Work, who: str | None) -> Person:
    """The person meant, also one whom only the history still knows."""
    try:
        known = known_of(work, who)
    except Refused:
        if who is not None and (gone := removed(driver(work.session), who)):
            return gone
        raise
    return Person(known.number, known.who["name"], known.who.get("email"))


def compact(store: str | None) -> str | None:
    """Write a store's file anew, smaller and without what was deleted; gives its name.

    Returns:
        None for a store on a server, which does that by its own means.

    Raises:
        Refused: When there is no store, another process has it open, or there is no room.
    """
    place = locate(store)
    if not isinstance(place, Location):
        return None
    with unit_of_work(place):
        pass
    make_anew(place)
    return place.shown
