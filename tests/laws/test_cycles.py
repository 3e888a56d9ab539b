"""Laws of cycles: they tile the calendar, whatever the anchor and whoever states one."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.calendars import Anniversary
from certtrack.rules.cycles import cycles_of
from certtrack.rules.facts import Holding, StatedCycle
from certtrack.rules.period import Period, nth_cycle
from tests.laws.strategies import holdings, maybe

ONE_DAY = timedelta(days=1)
LEAP_DAYS = st.sampled_from([date(1904, 2, 29), date(2000, 2, 29), date(2024, 2, 29)])
ANCHORS = st.dates(date(1900, 1, 1), date(2100, 1, 1)) | LEAP_DAYS
RULES = st.integers(1, 5).map(
    lambda years: Anniversary(
        kind="anniversary",
        years=years,
        effective_from=date(1900, 1, 1),
        source="s",
        certainty="assumed",
    )
)


@given(ANCHORS, st.integers(1, 5), st.integers(0, 15))
@example(date(2024, 2, 29), 1, 3)
def test_each_cycle_begins_the_day_after_the_one_before(anchor, years, number):
    this, following = (nth_cycle(anchor, years=years, number=n) for n in (number, number + 1))
    assert this.last + ONE_DAY == following.first


@given(ANCHORS, st.integers(1, 5))
def test_the_first_cycle_begins_at_the_anchor(anchor, years):
    assert nth_cycle(anchor, years=years, number=0).first == anchor


@given(ANCHORS, st.integers(1, 5), st.integers(0, 15))
def test_no_cycle_drifts_from_its_anchor(anchor, years, number):
    first = nth_cycle(anchor, years=years, number=number).first
    assert first.year == anchor.year + years * number
    assert (first.month, first.day) in {(anchor.month, anchor.day), (2, 28)}
    if (anchor.month, anchor.day) != (2, 29):
        assert (first.month, first.day) == (anchor.month, anchor.day)


def tiles(periods: list[Period]) -> bool:
    return all(a.last + ONE_DAY == b.first for a, b in pairwise(periods))


@given(holdings("RHIT"), RULES, st.integers(0, 9000))
def test_the_cycles_of_a_holding_tile_the_calendar_around_a_stated_one(holding, rule, later):
    on = holding.passed_on + timedelta(days=later)
    periods = [cycle.period for cycle in cycles_of(holding, [rule], on)]
    assert periods[0].first <= holding.passed_on
    assert tiles(periods)
    assert on in periods[-1]
    assert all(on not in period for period in periods[:-1])


@given(holdings("RHIT"), RULES, st.integers(0, 9000))
def test_a_stated_cycle_is_kept_to_the_day(holding, rule, later):
    on = holding.passed_on + timedelta(days=later)
    found = [cycle for cycle in cycles_of(holding, [rule], on) if cycle.stated]
    stated = holding.cycle
    if stated and stated.until <= on:
        assert [cycle.period for cycle in found] == [Period(stated.from_, stated.until)]


@given(ANCHORS, RULES, st.integers(-1200, 1200), st.integers(0, 1200), st.integers(0, 3000))
def test_a_stated_cycle_may_begin_before_the_exam_of_an_aligned_credential(
    passed, rule, ahead, length, later
):
    first = passed + timedelta(days=ahead)
    stated = StatedCycle(from_=first, until=first + timedelta(days=length))
    holding = Holding(code="CCA", passed_on=passed, cycle=stated)
    on = passed + timedelta(days=later)
    periods = [cycle.period for cycle in cycles_of(holding, [rule], on)]
    assert tiles(periods)
    assert on in periods[-1]


@given(ANCHORS, RULES, st.integers(1, 3000), maybe(st.integers(0, 3000)))
def test_before_the_exam_there_is_no_cycle(passed, rule, before, valid):
    until = None if valid is None else passed + timedelta(days=valid)
    holding = Holding(code="RHIT", passed_on=passed, valid_until=until)
    assert cycles_of(holding, [rule], passed - timedelta(days=before)) == []
