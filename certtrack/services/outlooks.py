"""A person's reminders on one day after another, by what is known of them today.

They are made anew only when they become others. Those of cycles stay for months; whether a
failed exam may be taken again is looked at anew each day, and must not have every cycle
counted anew with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from certtrack.reminders.ahead import Outlook
from certtrack.reminders.decide import reminders
from certtrack.reminders.lasting import same_until
from certtrack.reminders.reminder import Reminder
from certtrack.reminders.written import told, written
from certtrack.rules.answers import CycleStatus
from certtrack.rules.card import lasts_until, turning_days
from certtrack.rules.facts import Person
from certtrack.rules.open_windows import ExamWindow, open_windows
from certtrack.rules.rulebook import Library
from certtrack.rules.status import reached, statuses_of
from certtrack.rules.verdict import Verdict
from certtrack.services.remind import retests
from certtrack.services.reminder_makers import EVER


@dataclass(frozen=True, slots=True)
class _Made:
    """Reminders as they are kept, and from which day to which they are true."""

    text: str
    first: date
    last: date

    def is_true_on(self, day: date) -> bool:
        return self.first <= day <= self.last


NEVER = _Made("[]", date.max, date.min)


class Outlooks:
    """Gives a person's reminders on a day.

    Args:
        person: The facts.
        library: The rulebooks.
    """

    def __init__(self, person: Person, library: Library) -> None:
        self._person, self._library = person, library
        self._turning = turning_days(library)
        self._of_cycles = self._of_exams = NEVER

    def on(self, day: date) -> Outlook:
        """The reminders on a day, and until when they are the same."""
        if not self._of_cycles.is_true_on(day):
            self._of_cycles, self._of_exams = self._made_of_cycles(day), NEVER
        if not self._of_exams.is_true_on(day):
            self._of_exams = self._made_of_exams(day)
        found: list[Reminder] = []
        for made in (self._of_cycles, self._of_exams):
            found += told(made.text, self._person.name, day)
        return Outlook(found, min(self._of_cycles.last, self._of_exams.last))

    def _made_of_cycles(self, day: date) -> _Made:
        cycles = list(reached(self._person, self._library, day))
        statuses = statuses_of(self._person, cycles)
        without_exams = replace(self._person, exam=None, application=None)
        last = min(
            lasts_until(self._person, cycles, self._turning, day),
            same_until(without_exams, statuses, (), day),
        )
        return _Made(self._kept(statuses, (), (), day), day, last)

    def _made_of_exams(self, day: date) -> _Made:
        waits = list(retests(self._person, day, self._library))
        windows = open_windows(self._person, self._library, day)
        last = same_until(self._person, (), windows, day)
        return _Made(self._kept((), waits, windows, day), day, last)

    def _kept(
        self,
        statuses: Sequence[CycleStatus],
        waits: Sequence[Verdict],
        windows: Sequence[ExamWindow],
        day: date,
    ) -> str:
        return written(reminders(self._person.name, statuses, waits, windows, day, EVER))
