"""Laws of college credits: none twice, and what is not told only widens what they may be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.requirements.credits import GRADES, Sum, all_credits, passed, total
from certtrack.rules.studies import Course, Education
from tests.laws.strategies import courses, days, maybe, programs, replaced

ON = date(2026, 5, 1)
STUDIED = st.lists(programs(), max_size=3).map(tuple)
TAKEN = st.lists(courses, max_size=4).map(tuple)


def course(**values) -> Course:
    told = {"title": "T", "grade": "B", "credits": Decimal(3), "completed_on": ON, **values}
    return Course(**told)


def degree(own: Decimal) -> Education:
    return Education(level="associate", status="completed", completed_on=ON, credits=own)


def within(inner: Sum, outer: Sum) -> bool:
    """Whether whatever one sum may be the other may be too."""
    above = outer.most is None or (inner.most is not None and inner.most <= outer.most)
    return outer.sure <= inner.sure and above


@given(st.lists(st.booleans(), max_size=5), st.integers(0, 12000))
def test_a_course_counts_besides_a_program_or_inside_it_but_never_twice(inside, hundredths):
    own = Decimal(hundredths) / 100 + 3 * sum(inside)
    taken = [course(part_of_program=one) for one in inside]
    found = all_credits((degree(own),), taken, ON)
    assert (found.sure, found.most) == (own + 3 * inside.count(False),) * 2


@given(STUDIED, TAKEN, days)
def test_forgetting_never_makes_credits_surer(studied, taken, on):
    whole = all_credits(studied, taken, on)
    forgotten = [(None, taken), (studied, None), (None, None)]
    for key in ("credits", "grade", "part_of_program"):
        forgotten.append((studied, tuple(replaced(one, **{key: None}) for one in taken)))
    forgotten.append((tuple(replaced(one, credits=None) for one in studied), taken))
    for education, some in forgotten:
        assert within(whole, all_credits(education, some, on))


@given(STUDIED, TAKEN, courses, days)
def test_a_further_course_never_makes_fewer_credits(studied, taken, more, on):
    before, after = (all_credits(studied, some, on) for some in (taken, (*taken, more)))
    assert after.sure >= before.sure
    assert after.most is None or (before.most is not None and after.most >= before.most)


@given(maybe(STUDIED), maybe(TAKEN), days)
def test_what_is_open_is_told(studied, taken, on):
    found = all_credits(studied, taken, on)
    if found.most is None or found.most > found.sure:
        assert found.doubts


@given(TAKEN, days)
def test_without_a_program_no_course_is_inside_one(taken, on):
    school = Education(level="high-school", status="completed")
    assert all_credits((), taken, on) == all_credits((school,), taken, on) == total(taken, on)


@pytest.mark.parametrize(("one", "least"), list(product(GRADES, GRADES)))
def test_a_better_grade_will_do_and_a_worse_one_will_not(one, least):
    letters = ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"]
    outcome = passed(course(grade=one), least).outcome
    if one == "F":
        assert outcome == "not-met"
    elif least == "pass":
        assert outcome == "met"
    elif one == "pass":
        assert outcome == "unknown" or least == "F"
    else:
        enough = letters.index(one) <= letters.index(least)
        assert outcome == ("met" if enough else "not-met")
