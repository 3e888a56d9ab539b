"""What is due for this person?"""

from __future__ import annotations

from datetime import date

from certtrack.reminders.decide import Reminder, reminders
from certtrack.rules.facts import Person
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.services.eligibility import check


def due(person: Person, on: date, within: int, library: Library) -> list[Reminder]:
    """What is due within so many days of a day, the most pressing first."""
    failed = dict.fromkeys(
        book.label
        for exam in person.exam or ()
        if not exam.passed and exam.taken_on <= on and (book := library.find(exam.credential))
    )
    waits = check(person, list(failed), on, library) if failed else []
    return reminders(person.name, statuses(person, library, on), waits, on, within)
