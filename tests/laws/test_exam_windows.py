"""Laws of exam windows: so many days, both ends included, whatever the order and the day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from certtrack.rules.exam_window import ExamWindowRule
from certtrack.rules.facts import Application, Exam, Person
from certtrack.rules.open_windows import open_windows
from certtrack.rules.period import ONE_DAY
from tests.laws.strategies import CODES, days, people, replaced

KNOWN = st.dates(date(2023, 9, 11), date(2035, 12, 31)) | st.just(date(2024, 2, 29))
"""Days on which the windows of the shipped rules are known."""


def rule(length: int, approval_day: str = "counted") -> ExamWindowRule:
    return ExamWindowRule(
        effective_from=date(2000, 1, 1),
        source="handbook",
        certainty="primary",
        days=length,
        approval_day=approval_day,
    )


def applied(approved_on: date, **more) -> Person:
    return Person(
        name="Ana",
        application=(Application(credential="RHIT", approved_on=approved_on, **more),),
    )


def length(period) -> int:
    """Days in a period, counted one by one."""
    return sum(1 for n in range(4000) if period.first + n * ONE_DAY in period)


@pytest.mark.parametrize("approval_day", ["counted", "not-told"])
@given(approved_on=days, many=st.integers(1, 400))
def test_a_window_has_so_many_days_the_day_of_approval_among_them(approval_day, approved_on, many):
    window = rule(many, approval_day).window(approved_on)
    assert window.first == approved_on
    assert length(window) == many


@given(days, st.integers(1, 400))
def test_a_day_of_approval_that_is_not_counted_comes_on_top(approved_on, many):
    window = rule(many, "not-counted").window(approved_on)
    assert window.first == approved_on
    assert length(window) == many + 1


@given(days, days, st.integers(1, 400))
def test_who_is_approved_later_has_time_as_much_later(earlier, later, many):
    first, second = (rule(many).window(day).last for day in (earlier, later))
    assert second - first == later - earlier


@given(KNOWN, st.integers(0, 400))
def test_a_window_is_open_to_its_last_day_and_over_from_the_next(library, approved_on, later):
    on = approved_on + timedelta(days=later)
    (window,) = open_windows(applied(approved_on), library, on)
    assert window.is_open == (window.approved_on <= on <= window.until)
    assert window.over == (on > window.until)
    assert window.days_left == (window.until - on).days


@given(KNOWN, st.integers(0, 400), st.booleans())
def test_an_exam_in_the_window_ends_it_passed_or_not(library, approved_on, later, passed):
    taken_on = approved_on + timedelta(days=later)
    exam = Exam(credential="RHIT", taken_on=taken_on, passed=passed)
    person = replaced(applied(approved_on), exam=(exam,))
    (open_,) = open_windows(applied(approved_on), library, approved_on)
    found = open_windows(person, library, taken_on)
    assert [one.used_on for one in found] == ([taken_on] if taken_on <= open_.until else [])
    assert not any(one.is_open or one.over for one in found)


@given(KNOWN, st.integers(0, 400))
def test_a_last_day_that_the_body_states_wins(library, approved_on, later):
    until = approved_on + timedelta(days=later)
    (computed,) = open_windows(applied(approved_on), library, approved_on)
    (stated,) = open_windows(applied(approved_on, window_until=until), library, approved_on)
    assert stated.until == until
    assert stated.extended == (until > computed.until)


@given(people(), days, st.randoms())
def test_the_order_of_entries_changes_no_window(library, person, on, random):
    shuffled = {}
    for name in ("application", "exam", "credential"):
        entries = list(getattr(person, name) or ())
        random.shuffle(entries)
        shuffled[name] = tuple(entries)
    again = replaced(person, **shuffled)
    assert open_windows(again, library, on) == open_windows(person, library, on)


@given(people(), days)
def test_each_exam_has_one_window_at_most_and_none_without_an_approval(library, person, on):
    found = open_windows(person, library, on)
    labels = [one.label for one in found]
    assert len(labels) == len(set(labels))
    approved = {one.credential for one in person.application or () if one.approved_on <= on}
    assert set(labels) <= approved
    for one in found:
        assert one.words.endswith(".")
        assert (one.until is None) == (one.days_left is None)


@given(people(), days, st.sampled_from(CODES))
def test_what_is_to_come_changes_no_window(library, person, on, code):
    assume(on < date(2035, 12, 31))
    soon = Application(credential=code, approved_on=on + ONE_DAY)
    sitting = Exam(credential=code, taken_on=on + ONE_DAY, passed=True)
    later = replaced(
        person,
        application=(*(person.application or ()), soon),
        exam=(*(person.exam or ()), sitting),
    )
    assert open_windows(later, library, on) == open_windows(person, library, on)
