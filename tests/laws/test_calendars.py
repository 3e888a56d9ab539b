"""Laws of every calendar: its cycles tile the days from the exam on without a gap."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.calendars import Anniversary, FixedDay, Stated
from certtrack.rules.cycles import cycles_of
from certtrack.rules.facts import Holding, StatedCycle
from certtrack.rules.period import Period, anniversary
from tests.laws.strategies import replaced

ONE_DAY = timedelta(days=1)
DATED = {"effective_from": date(1900, 1, 1), "source": "s", "certainty": "assumed"}
EDGES = [date(2020, 2, 29), date(2024, 2, 28), date(2023, 2, 28), date(2020, 12, 31)]
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31)) | st.sampled_from(EDGES)
YEARS, LATER = st.integers(1, 4), st.integers(0, 9000)


def anniversaries(years=2):
    return Anniversary(kind="anniversary", years=years, **DATED)


def fixed(years=2, month=12, day=31, first_years=2):
    return FixedDay(
        kind="fixed-day", years=years, month=month, day=day, first_years=first_years, **DATED
    )


def told(years=2, month_parity=False):
    return Stated(kind="stated", years=years, month_parity=month_parity, **DATED)


ENDS = st.tuples(st.integers(1, 12), st.integers(1, 31)) | st.sampled_from([(2, 29), (12, 31)])
FIXED = st.builds(
    lambda years, end, first: fixed(years, *end, first), YEARS, ENDS, st.integers(1, 3)
)
COMPUTED = st.builds(anniversaries, YEARS) | FIXED
TOLD = st.builds(told, YEARS, st.booleans())
ANY = COMPUTED | TOLD


def passed(on: date, **stated) -> Holding:
    return Holding(code="X", passed_on=on, **stated)


@st.composite
def held(draw):
    """A holding whose dates the body states, as a whole cycle or by its last day."""
    first = draw(DAYS)
    start = first + timedelta(days=draw(st.integers(-1200, 1500)))
    last = max(start, first) + timedelta(days=draw(st.integers(0, 1500)))
    if draw(st.booleans()):
        return passed(first, valid_until=last)
    return passed(first, cycle=StatedCycle(from_=start, until=last))


def periods(holding: Holding, rule, on: date) -> list[Period]:
    return [cycle.period for cycle in cycles_of(holding, [rule], on)]


def tiled(spans: list[Period]) -> bool:
    return all(a.last + ONE_DAY == b.first for a, b in pairwise(spans))


# --- computed from the exam alone -------------------------------------------------------


@given(DAYS, COMPUTED, LATER)
@example(date(2020, 2, 29), anniversaries(1), 4000)
def test_computed_cycles_tile_the_days_from_the_exam_to_the_day(exam, rule, later):
    on = exam + timedelta(days=later)
    found = periods(passed(exam), rule, on)
    assert found[0].first == exam
    assert tiled(found)
    assert on in found[-1]


@given(DAYS, FIXED, LATER)
@example(date(2023, 12, 31), fixed(), 4000)
def test_a_fixed_day_ends_every_cycle_or_the_month_s_last_day_does(exam, rule, later):
    for period in periods(passed(exam), rule, exam + timedelta(days=later)):
        next_day = period.last + ONE_DAY
        assert period.last.month == rule.month
        assert period.last.day == rule.day or (period.last.day < rule.day and next_day.day == 1)


@given(DAYS, FIXED)
def test_the_first_cycle_to_a_fixed_day_ends_so_many_years_after_the_exam(exam, rule):
    first, *later = islice(rule.periods(exam), 12)
    assert first.last.year == exam.year + rule.first_years
    assert all(b.last.year - a.last.year == rule.years for a, b in pairwise(later))


@given(DAYS, st.builds(fixed, YEARS, st.just(6), st.just(30), st.just(0)), LATER)
@example(date(2020, 6, 30), fixed(2, 6, 30, 0), 400)
@example(date(2020, 9, 15), fixed(2, 6, 30, 0), 400)
def test_a_first_cycle_within_the_exam_s_year_tiles_even_past_its_fixed_day(exam, rule, later):
    found = periods(passed(exam), rule, exam + timedelta(days=later))
    assert found[0].first == exam
    assert tiled(found)
    assert all((one.last.month, one.last.day) == (6, 30) for one in found)


@given(DAYS, st.builds(anniversaries, YEARS), st.integers(0, 15))
def test_a_cycle_from_the_exam_ends_on_the_day_before_its_anniversary(exam, rule, number):
    period = next(islice(rule.periods(exam), number, None))
    assert period.last + ONE_DAY == anniversary(exam, years=rule.years * (number + 1))


@given(DAYS, TOLD, LATER)
def test_what_only_the_body_tells_is_not_computed(exam, rule, later):
    assert periods(passed(exam), rule, exam + timedelta(days=later)) == []


# --- stated by the body -----------------------------------------------------------------


@given(held(), COMPUTED, LATER)
@example(passed(date(2022, 3, 1), valid_until=date(2024, 12, 31)), fixed(), 900)
def test_cycles_around_a_stated_one_tile_the_days_from_the_exam_to_the_day(holding, rule, later):
    on = holding.passed_on + timedelta(days=later)
    found = periods(holding, rule, on)
    assert found[0].first <= holding.passed_on
    assert tiled(found)
    assert on in found[-1]


@given(held(), TOLD, LATER)
@example(passed(date(2010, 1, 1), valid_until=date(2026, 6, 30)), told(), 3000)
def test_cycles_that_only_the_body_tells_contain_the_day_or_there_are_none(holding, rule, later):
    """Of the time before the stated cycle nothing is known, so nothing is said."""
    on = holding.passed_on + timedelta(days=later)
    found = periods(holding, rule, on)
    assert tiled(found)
    assert not found or on in found[-1]


@given(held(), TOLD, st.integers(0, 3000))
def test_from_a_stated_cycle_on_nothing_is_missing(holding, rule, later):
    last = holding.cycle.until if holding.cycle else rule.ends_on(holding.valid_until)
    on = max(last, holding.passed_on) + timedelta(days=later)
    found = periods(holding, rule, on)
    assert last in [one.last for one in found]
    assert tiled(found)
    assert on in found[-1]


@given(held(), ANY, LATER)
def test_a_stated_last_day_ends_a_cycle(holding, rule, later):
    last = holding.cycle.until if holding.cycle else rule.ends_on(holding.valid_until)
    found = cycles_of(holding, [rule], max(last, holding.passed_on) + timedelta(days=later))
    assert [cycle.period.last for cycle in found if cycle.stated] == [last]


@given(DAYS, st.integers(0, 1500), FIXED | TOLD, LATER)
@example(date(2022, 1, 1), 788, told(), 2000)  # 2024-02-28, where the month has a 29th
def test_later_cycles_end_on_the_stated_day_of_the_year(exam, ahead, rule, later):
    until = rule.ends_on(exam + timedelta(days=ahead))
    found = cycles_of(passed(exam, valid_until=until), [rule], until + timedelta(days=later))
    at = next(n for n, cycle in enumerate(found) if cycle.stated)
    for number, cycle in enumerate(found[at:]):
        last = cycle.period.last
        assert last.year == until.year + number * rule.years
        assert last.month == until.month
        assert last.day == until.day or {last.day, until.day} == {28, 29}


def states_what_is_computed(exam, rule, number):
    """The cycles up to the `number`-th, computed, and the same with its last day stated."""
    computed = list(islice(rule.periods(exam), number + 1))
    until = computed[-1].last
    return computed, periods(passed(exam, valid_until=until), rule, until)


@given(DAYS, st.builds(anniversaries, YEARS), st.integers(0, 5))
@example(date(2020, 2, 29), anniversaries(), 2)
def test_stating_the_last_day_that_is_computed_moves_no_cycle(exam, rule, number):
    computed, stated = states_what_is_computed(exam, rule, number)
    assert stated == computed


@given(DAYS, FIXED, st.integers(0, 5))
@example(date(2022, 3, 1), fixed(), 0)
def test_stating_the_fixed_day_that_is_computed_moves_no_cycle(exam, rule, number):
    computed, stated = states_what_is_computed(exam, rule, number)
    assert stated == computed


# --- odd months in odd years ------------------------------------------------------------


@given(DAYS, st.integers(0, 1500), st.sampled_from([2, 4]), LATER)
@example(date(2022, 1, 1), 423, 2, 4000)  # 2023-02-28
@example(date(2024, 1, 1), 59, 2, 4000)  # 2024-02-29
def test_a_due_year_follows_the_parity_of_its_month(exam, ahead, years, later):
    rule = told(years, month_parity=True)
    until = exam + timedelta(days=ahead)
    found = periods(passed(exam, valid_until=until), rule, until + timedelta(days=later))
    assert all(period.last.year % 2 == period.last.month % 2 for period in found)


@given(DAYS, YEARS)
def test_parity_moves_a_stated_day_by_a_year_at_most_and_once(until, years):
    rule = told(years, month_parity=True)
    due = rule.ends_on(until)
    assert due in (until, anniversary(until, years=1))
    assert rule.ends_on(due) == due


@given(DAYS, ANY)
def test_without_parity_a_stated_day_stays(until, rule):
    if getattr(rule, "month_parity", False):
        rule = replaced(rule, month_parity=False)
    assert rule.ends_on(until) == until


# --- asked on another day ---------------------------------------------------------------


@given(DAYS.map(passed) | held(), ANY, LATER)
@example(passed(date(2010, 1, 1), valid_until=date(2026, 6, 30)), told(), 6000)
def test_asked_a_day_later_the_list_stays_or_grows_by_one(holding, rule, later):
    on = holding.passed_on + timedelta(days=later)
    today, tomorrow = (cycles_of(holding, [rule], day) for day in (on, on + ONE_DAY))
    assert tomorrow[: len(today)] == today
    grows = bool(today) and on == today[-1].period.last
    if today:
        assert len(tomorrow) == len(today) + grows


@given(DAYS.map(passed) | held(), ANY, st.integers(1, 3000))
def test_before_the_exam_there_is_no_cycle_in_any_calendar(holding, rule, before):
    assert cycles_of(holding, [rule], holding.passed_on - timedelta(days=before)) == []
