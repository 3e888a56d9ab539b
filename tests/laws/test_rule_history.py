"""Rules in time: every edition is told, and between two turns nothing reads otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.outline import changes, outline
from certtrack.rules.rule_history import histories, turns

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(data=st.data(), day=DAYS)
def test_the_editions_of_a_day_are_the_outline_of_that_day(library, data, day):
    book = data.draw(st.sampled_from(list(library)))
    told, read = histories(book), outline(book, day)
    for rules, entries in (
        (told.eligibility, read.eligibility),
        (told.recertification, read.recertification),
    ):
        now = [edition for one in rules if (edition := one.on(day))]
        assert tuple(entry for one in now for entry in one.entries) == entries
        for one in rules:
            assert one.on(day) not in one.others(day)
            assert len(one.others(day)) == len(one.editions) - (one.on(day) is not None)


@given(data=st.data())
def test_between_two_turns_nothing_reads_otherwise(library, data):
    book = data.draw(st.sampled_from(list(library)))
    for one, other in pairwise(turns(book)):
        assert one.changes
        assert changes(book, one.day, other.eve) == ()
        assert changes(book, one.day, other.day)[0].id in {each.id for each in other.changes}


def test_the_first_turn_begins_every_rule_of_that_day(library):
    for book in library:
        first = turns(book)[0]
        assert {one.what for one in first.changes} == {"new"}
        day_before = outline(book, first.day - timedelta(days=1))
        assert (day_before.eligibility, day_before.recertification) == ((), ())


@pytest.mark.parametrize(
    ("day", "begins", "told"),
    [
        ("2021-01-01", True, {"lapse": "changed", "coding-self-reviews": "gone", "fee": "new"}),
        ("2023-09-11", True, {"retest-wait": "changed", "exam-window": "new"}),
    ],
)
def test_a_turn_tells_what_the_rule_file_says_changed(library, day, begins, told):
    (turn,) = (one for one in turns(library.find("CCS")) if one.day == date.fromisoformat(day))
    assert turn.begins is begins
    assert {one.id: one.what for one in turn.changes} == told
