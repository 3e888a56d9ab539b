"""Laws of three-valued outcomes: unknown means that it can still turn out either way."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.findings import WORST_FIRST, all_of, any_of, at_least

ALL = [list(each) for size in range(6) for each in product(WORST_FIRST, repeat=size)]


def turnings(outcomes):
    """Every way in which the unknown ones can turn out, as booleans."""
    ways = [(False, True) if one == "unknown" else (one == "met",) for one in outcomes]
    return product(*ways)


@pytest.mark.parametrize("needed", range(7))
def test_at_least_is_what_every_way_the_unknowns_can_turn_out_says(needed):
    for outcomes in ALL:
        ends = {sum(way) >= needed for way in turnings(outcomes)}
        expected = "unknown" if len(ends) == 2 else "met" if ends == {True} else "not-met"
        assert at_least(needed, outcomes) == expected, outcomes


def test_any_of_none_is_not_met_and_all_of_none_is_met():
    assert any_of([]) == "not-met"
    assert all_of([]) == "met"


@given(st.lists(st.sampled_from(WORST_FIRST), max_size=8), st.integers(0, 9), st.randoms())
def test_the_order_of_parts_changes_nothing(outcomes, needed, random):
    shuffled = list(outcomes)
    random.shuffle(shuffled)
    assert at_least(needed, shuffled) == at_least(needed, outcomes)


@given(st.lists(st.sampled_from(WORST_FIRST), min_size=1), st.integers(0, 9), st.data())
def test_a_better_part_never_makes_the_whole_worse(outcomes, needed, data):
    at = data.draw(st.integers(0, len(outcomes) - 1))
    better = [*outcomes[:at], "met", *outcomes[at + 1 :]]
    rank = WORST_FIRST.index
    assert rank(at_least(needed, better)) >= rank(at_least(needed, outcomes))
