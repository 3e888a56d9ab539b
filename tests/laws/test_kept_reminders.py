"""Laws of kept reminders: on every later day they say what new ones would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.reminders.decide import soon
from certtrack.reminders.written import told
from certtrack.rules.card import turning_days
from certtrack.rules.facts import Activity, Exam, Holding, Person
from certtrack.services.remind import due
from certtrack.services.reminder_makers import reminders_kept
from tests.laws.strategies import people

AHEAD = 3660
ON = st.dates(date(2016, 1, 1), date(2028, 1, 1))
LATER = st.integers(0, 60) | st.integers(0, 1200)


def holder(code: str, passed_on: date, **more) -> Person:
    return Person(name="Ana", credential=(Holding(code=code, passed_on=passed_on),), **more)


FAILED = (Exam(credential="RHIT", taken_on=date(2024, 3, 1), passed=False),)
DONE = Activity(title="Course", completed_on=date(2024, 3, 1), ceus=5, domain="privacy")
NEW = holder("RHIT", date(2024, 3, 1))


def around(person: Person, on: date, turn: date):
    """Examples of the day before something turns, and of that day."""
    days = [(turn - on).days + more for more in (-1, 0, 1)]

    def decorate(law):
        for later in days:
            law = example(person=person, on=on, later=later)(law)
        return law

    return decorate


@around(NEW, date(2024, 3, 5), date(2024, 3, 31))
@around(replace(NEW, activity=(DONE,)), date(2024, 4, 5), date(2024, 7, 1))
@around(holder("ODS-C", date(2020, 5, 1)), date(2024, 12, 20), date(2025, 2, 1))
@around(Person(name="Ana", exam=FAILED), date(2024, 3, 2), date(2024, 4, 1))
@around(Person(name="Ana", exam=FAILED), date(2024, 6, 1), date(2024, 6, 2))
@around(Person(name="Ana", exam=FAILED), date(2024, 2, 1), date(2024, 3, 1))
@given(person=people(), on=ON, later=LATER)
def test_kept_reminders_are_the_ones_of_each_day_as_long_as_they_are_said_to_be(
    person, on, later, library
):
    then = on + timedelta(days=later)
    text, valid_until = reminders_kept(person, library, turning_days(library), on)
    if then <= valid_until:
        assert soon(told(text, person.name, then), AHEAD) == due(person, then, AHEAD, library)


@given(person=people(), on=ON)
def test_kept_reminders_are_true_on_the_day_they_are_made(person, on, library):
    _, valid_until = reminders_kept(person, library, turning_days(library), on)
    assert valid_until >= on
