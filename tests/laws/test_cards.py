"""Laws of cards: a card made on a day says on every later day what a new one would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.reminders.reminder import severity_of
from certtrack.reminders.roster import line_of
from certtrack.rules.card import card_of, lasts_until, turning_days
from certtrack.rules.facts import Decision, Holding, Person
from certtrack.rules.planning import pace
from certtrack.rules.status import reached, statuses
from certtrack.rules.written_card import written
from tests.laws.strategies import people

SOONER_OR_LATER = st.integers(0, 1200)
ON = st.dates(date(2018, 1, 1), date(2027, 1, 1))


def cards(person, library, on):
    return [card_of(*each) for each in reached(person, library, on)]


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
    now = list(reached(person, library, on))
    if then <= lasts_until(person, now, turning_days(library), on):
        assert [card_of(*each) for each in now] == cards(person, library, then)


@given(person=people(), on=ON)
def test_a_card_keeps_pace_as_the_plan_says(person, on, library):
    told = zip(statuses(person, library, on), cards(person, library, on), strict=True)
    for status, card in told:
        assert (card.remaining, card.counted) == (status.remaining, status.account.counted)
        if status.required is not None and on in status.period:
            assert pace(status).suffices is (on <= card.pace_until)


@given(person=people(), on=ON)
def test_pace_is_kept_while_the_whole_cycle_would_reach_every_rule(person, on, library):
    for status in statuses(person, library, on):
        if status.required is not None and on in status.period:
            share = Fraction((on - status.period.first).days + 1)
            share /= (status.period.last - status.period.first).days + 1
            reaches = all(
                rule.outcome == "met" or Fraction(rule.counted) / share >= rule.required
                for rule in status.rules
            )
            assert pace(status).suffices is reaches


def test_rules_that_turn_by_the_day_asked_about_are_found(library):
    assert turning_days(library) == tuple(sorted(set(turning_days(library))))
    assert date(2008, 1, 1) in turning_days(library)


@given(person=people(), on=ON)
def test_a_line_says_what_the_card_says(person, on, library):
    """Cards are kept in plain values and read from them: nothing may be lost on the way."""
    for card in cards(person, library, on):
        line = line_of(7, person, written(card), on)
        assert (line.number, line.name, line.department) == (7, person.name, person.department)
        assert (line.first, line.until) == (card.period.first, card.period.last)
        assert line.days_left == (card.period.last - on).days
        for name in ("body", "credentials", "standing", "required", "counted", "remaining"):
            assert getattr(line, name) == getattr(card, name), name
        assert line.lacking == card.lacking
        ended_unmet = card.standing in ("grace", "inactive", "revoked")
        expected = "overdue" if ended_unmet else severity_of(line.days_left)
        assert line.severity == expected
        known = None if card.pace_until is None else on <= card.pace_until
        assert line.on_pace == (not ended_unmet and known)
