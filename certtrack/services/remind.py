"""What is due for this person?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from certtrack.reminders.decide import reminders
from certtrack.reminders.reminder import NEW_FOR_DAYS, Reminder
from certtrack.rules.facts import Exam, Person
from certtrack.rules.open_windows import open_windows
from certtrack.rules.period import days_from
from certtrack.rules.rulebook import Library
from certtrack.rules.status import statuses
from certtrack.rules.verdict import Verdict
from certtrack.services.eligibility import check

FAR = 3660
"""Days ahead in which all reminders are found: no lead time is longer."""


def due(person: Person, on: date, within: int, library: Library) -> list[Reminder]:
    """What is due within so many days of a day, the most pressing first."""
    waits = list(retests(person, on, library))
    windows = open_windows(person, library, on)
    return reminders(person.name, statuses(person, library, on), waits, windows, on, within)


def retests(person: Person, on: date, library: Library) -> Iterator[Verdict]:
    """Exams that were failed, looked at on a day on which they had to wait."""
    last: dict[str, Exam] = {}
    for exam in sorted(person.exam or (), key=lambda one: (one.taken_on, one.passed)):
        book = library.find(exam.credential)
        if book and exam.taken_on <= on:
            last[book.label] = exam
    for label, exam in last.items():
        if not exam.passed:
            # The day before the first that may have to be told of.
            day = max(exam.taken_on, days_from(on, -NEW_FOR_DAYS - 1))
            yield from check(person, [label], day, library)
