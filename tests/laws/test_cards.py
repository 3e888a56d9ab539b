"""Laws of cards: a card made on a day says on every later day what a new one would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.card import card_of, keeps_pace, lasts_until, turning_days
from certtrack.rules.facts import Decision, Holding, Person
from certtrack.rules.planning import pace
from certtrack.rules.status import statuses
from tests.laws.strategies import people

SOONER_OR_LATER = st.integers(0, 1200)
ON = st.dates(date(2018, 1, 1), date(2027, 1, 1))


def cards(person, library, on):
    return [card_of(status) for status in statuses(person, library, on)]


def rhit(**more) -> Person:
    holding = Holding(code="RHIT", passed_on=date(2022, 3, 1), **more)
    return Person(name="Ana", credential=(holding,))


DEFERRED = Decision(body="AHIMA", kind="reinstatement", decided_on=date(2024, 6, 1))


@example(person=rhit(tracked_from=date(2022, 3, 1)), on=date(2024, 3, 1), later=179)
@example(person=rhit(tracked_from=date(2022, 3, 1)), on=date(2024, 3, 1), later=180)
@example(person=rhit(tracked_from=date(2022, 3, 1)), on=date(2024, 2, 1), later=28)
@example(person=rhit(tracked_from=date(2022, 3, 1)), on=date(2024, 2, 1), later=29)
@example(person=rhit(held_until=date(2023, 6, 1)), on=date(2023, 5, 1), later=31)
@example(person=rhit(held_until=date(2023, 6, 1)), on=date(2023, 5, 1), later=32)
@example(person=replace(rhit(), decision=(DEFERRED,)), on=date(2024, 5, 1), later=31)
@given(person=people(), on=ON, later=SOONER_OR_LATER)
def test_a_card_is_true_as_long_as_it_is_said_to_be(person, on, later, library):
    then = on + timedelta(days=later)
    now = statuses(person, library, on)
    if then <= lasts_until(person, now, turning_days(library), on):
        assert [card_of(status) for status in now] == cards(person, library, then)


@given(person=people(), on=ON)
def test_a_card_keeps_pace_as_the_plan_says(person, on, library):
    for status in statuses(person, library, on):
        if status.required is not None and on in status.period:
            told = keeps_pace(card_of(status).rules, status.period, on)
            assert told is pace(status).suffices


def test_rules_that_turn_by_the_day_asked_about_are_found(library):
    assert turning_days(library) == tuple(sorted(set(turning_days(library))))
    assert date(2008, 1, 1) in turning_days(library)
