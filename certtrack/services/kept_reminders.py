"""Kept reminders of everyone: those that are not there or no longer true are made, and kept."""

from __future__ import annotations

from collections.abc import Sequence

from certtrack.services.processes import Makers, makers
from certtrack.services.reminder_makers import ReminderMaker
from certtrack.services.watching import Watch
from certtrack.store.claims import persistent
from certtrack.store.location import Place
from certtrack.store.noticed import Noticed, keep, not_true
from certtrack.store.sessions import driver, reading, unit_of_work

Making = Makers[Noticed | None]

AT_ONCE = 200
"""People whose reminders each process makes in one unit of work: others can write in between."""


def bring_up_to_date(place: Place, by: ReminderMaker, wishes: str, watch: Watch) -> None:
    """Make and keep the reminders of everyone of whom there are none that are true.

    Args:
        place: The store.
        by: Makes reminders.
        wishes: What all that people wish is known by.
        watch: Is told how far it is.

    Raises:
        Refused: When the store cannot be written.
    """
    with reading(place) as connection:
        numbers = not_true(connection, by.rules, wishes, by.latest, by.is_true)
    whole = len(numbers)
    with makers(place, by, whole) as there:
        step = AT_ONCE * there.number
        for start in range(0, whole, step):
            _keep_some(place, by, wishes, there, numbers[start : start + step])
            watch("Counting", min(start + step, whole), whole)


@persistent
def _keep_some(
    place: Place,
    by: ReminderMaker,
    wishes: str,
    there: Makers[Noticed | None],
    numbers: Sequence[int],
) -> None:
    """In one unit of work, so that nobody changes a person between reading and keeping."""
    from certtrack.store.history import claimed

    with unit_of_work(place) as session:
        # Nothing is written into the history: reminders say nothing that facts do not.
        there_still = claimed(session, numbers)
        made = there.made(driver(session), there_still)
        keep(session, [one for one in made if one is not None], by.rules, wishes)
