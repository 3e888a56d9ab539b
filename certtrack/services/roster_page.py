"""Who is short, of what, by when: one page of many, those whose cycles end first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from certtrack.reminders.roster import RosterLine
from certtrack.rules.period import days_from
from certtrack.rules.rulebook import Library
from certtrack.services.card_makers import maker
from certtrack.services.roster_cards import bring_up_to_date, count_some
from certtrack.services.watching import Watch
from certtrack.store.card_page import FILTERS, OF_PEOPLE, Place, page_of, words_of
from certtrack.store.cards import how_many_without, some_without
from certtrack.store.location import locate
from certtrack.store.sessions import reading

AT_ONCE = 200
"""People who are counted at once while a page is being made; more must be asked for."""

CHOICES = 100
"""Departments, managers or states that can be chosen from; among more one is looked for."""

NARROWED = tuple(FILTERS)
"""By what a page can be narrowed down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage:
    """One page of a roster.

    Args:
        lines: The cycles, those that end first at the beginning.
        more: Where the next page begins; None when this is the last.
        uncounted: Of how many people the cycles are not counted yet, so that they are not here.
    """

    lines: tuple[RosterLine, ...]
    more: str | None
    uncounted: int


def roster_page(
    store: str | None,
    library: Library,
    on: date,
    within: int,
    filters: Mapping[str, str],
    after: str,
    at_most: int,
) -> RosterPage:
    """One page of the cycles that end within so many days, what is past included.

    It takes as long in a large store as in a small one, once everybody is counted.

    Args:
        store: The store.
        library: The rulebooks.
        on: The day asked about.
        within: Days to look ahead.
        filters: What is narrowed down by, by `NARROWED`; empty values let all through.
        after: Where the page before said that this one begins; empty for the first.
        at_most: How many lines.

    Raises:
        Refused: When there is no store, or the record of someone cannot be read.
    """
    place, by = locate(store), maker(library, on)
    with reading(place) as connection:
        few = some_without(connection, by.rules, on, AT_ONCE + 1)
        uncounted = how_many_without(connection, by.rules, on) if len(few) > AT_ONCE else 0
    if few and not uncounted:
        count_some(place, by, few)
    wanted = {key: value for key, value in filters.items() if value}
    until, begins = days_from(on, within), _place(after)
    with reading(place) as connection:
        found = page_of(connection, by.rules, on, until, wanted, begins, at_most + 1)
    more = _written(found[at_most - 1][0]) if len(found) > at_most else None
    lines = tuple(RosterLine._make(row) for _, row in found[:at_most])
    return RosterPage(lines=lines, more=more, uncounted=uncounted)


def count_everybody(store: str | None, library: Library, on: date, watch: Watch) -> None:
    """Count the cycles of everybody of whom they are not counted yet.

    Raises:
        Refused: When the store cannot be written, or the record of someone cannot be read.
    """
    bring_up_to_date(locate(store), maker(library, on), watch)


def words(store: str | None, manager: str | None = None) -> dict[str, list[str] | None]:
    """The departments, managers and states that people have; None for more than `CHOICES`.

    Args:
        store: The store.
        manager: Only whom this manager looks after, in either case; None for all.

    Raises:
        Refused: When there is no store.
    """
    with reading(locate(store)) as connection:
        found = {key: words_of(connection, key, CHOICES + 1, manager) for key in OF_PEOPLE}
    return {key: some if len(some) <= CHOICES else None for key, some in found.items()}


def _written(place: Place) -> str:
    return f"{place.last_day}.{place.person}.{place.card}"


def _place(text: str) -> Place | None:
    """A place as it was written; None for anything else, so that the first page is meant."""
    day, *numbers = text.split(".")
    try:
        person, card = map(int, numbers)
        return Place(date.fromisoformat(day).isoformat(), person, card)
    except ValueError:
        return None
