"""A person's reminders as they are kept, and until when they are true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from certtrack.reminders.decide import reminders
from certtrack.reminders.lasting import same_until
from certtrack.reminders.written import written
from certtrack.rules.card import lasts_until
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.rules.status import reached, statuses_of
from certtrack.services.remind import retests

EVER = (date.max - date.min).days


@dataclass(frozen=True, slots=True)
class Kept:
    """A person's reminders as they are kept.

    Args:
        text: The reminders, as `reminders.written` has them.
        valid_until: The last day on which they are true.
    """

    text: str
    valid_until: date


def reminders_kept(person: Person, library: Library, turning: Sequence[date], on: date) -> Kept:
    """A person's reminders on a day, however far ahead, to be kept.

    Args:
        person: The facts.
        library: The rulebooks.
        turning: The days on which rules turn, from `rules.card.turning_days`.
        on: The day.
    """
    found = list(reached(person, library, on))
    statuses = statuses_of(person, found)
    kept = reminders(person.name, statuses, list(retests(person, on, library)), on, EVER)
    until = min(
        lasts_until(person, found, turning, on), same_until(statuses, person.exam or (), on)
    )
    return Kept(written(kept), until)
