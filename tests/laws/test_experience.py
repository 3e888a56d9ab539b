"""Laws of months of experience: calendar time, counted once, in proportion to full time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.facts import Experience, Person
from certtrack.rules.findings import Citation, Source
from certtrack.rules.requirements.case import Case, Ground
from certtrack.rules.requirements.experience import (
    ExperienceRequirement,
    full_time_months,
    hours_worked,
)

ALWAYS = date(1950, 1, 1), date(2150, 1, 1)
ONE_DAY = timedelta(days=1)
STARTS = st.dates(date(2000, 1, 1), date(2040, 12, 31)) | st.sampled_from(
    [date(2024, 2, 29), date(2023, 1, 31), date(2023, 2, 28), date(2020, 12, 31)]
)
MONTHS = st.integers(1, 60)
HOURS = st.integers(1, 168).map(Decimal) | st.integers(1, 16000).map(lambda n: Decimal(n) / 100)


def job(first: date, last: date | None, hours: Decimal = Decimal(40)) -> Experience:
    return Experience(kind="coding", from_=first, until=last, hours_per_week=hours)


@st.composite
def jobs(draw) -> Experience:
    first = draw(STARTS)
    return job(first, first + timedelta(days=draw(st.integers(0, 1500))), draw(HOURS))


def months_after(start: date, months: int) -> date:
    """The last day of so many months that begin on `start`."""
    return start + relativedelta(months=months) - ONE_DAY


@given(STARTS, MONTHS)
@example(date(2023, 1, 31), 1)
@example(date(2024, 2, 29), 12)
def test_whole_months_of_full_time_from_any_day_are_so_many(start, months):
    assert full_time_months([job(start, months_after(start, months))], *ALWAYS) == months


@given(STARTS, MONTHS, HOURS)
def test_part_time_counts_in_proportion_and_full_time_at_most(start, months, hours):
    worked = full_time_months([job(start, months_after(start, months), hours)], *ALWAYS)
    assert worked == months * min(Fraction(hours) / 40, 1)


@given(jobs(), st.data())
def test_splitting_a_job_into_adjacent_parts_changes_nothing(one, data):
    length = (one.until - one.from_).days
    cuts = sorted(data.draw(st.sets(st.integers(1, max(length, 1)), max_size=4)))
    firsts = [one.from_, *(one.from_ + timedelta(days=n) for n in cuts if n <= length)]
    lasts = [*(day - ONE_DAY for day in firsts[1:]), one.until]
    parts = [job(a, b, one.hours_per_week) for a, b in zip(firsts, lasts, strict=True)]
    assert full_time_months(parts, *ALWAYS) == full_time_months([one], *ALWAYS)


@given(jobs(), st.integers(0, 1500), st.integers(0, 1500), HOURS)
def test_work_beside_a_full_time_job_adds_nothing(one, skip, length, hours):
    full = job(one.from_, one.until)
    first = min(full.from_ + timedelta(days=skip), full.until)
    beside = job(first, min(first + timedelta(days=length), full.until), hours)
    assert full_time_months([full, beside], *ALWAYS) == full_time_months([full], *ALWAYS)


@given(st.lists(jobs(), min_size=1, max_size=4))
def test_jobs_together_are_never_more_than_the_calendar(some):
    """Days left over are parts of their own month, so a stretch may be a few days out."""
    worked = full_time_months(some, *ALWAYS)
    covered = {
        one.from_ + timedelta(days=n)
        for one in some
        for n in range((one.until - one.from_).days + 1)
    }
    assert 0 < worked <= Fraction(len(covered), 28)


@given(st.lists(jobs(), min_size=1, max_size=4), st.randoms())
def test_the_order_of_jobs_changes_nothing(some, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert full_time_months(shuffled, *ALWAYS) == full_time_months(some, *ALWAYS)


@given(jobs(), st.integers(1, 400))
def test_a_longer_job_never_counts_less(one, more):
    longer = job(one.from_, one.until + timedelta(days=more), one.hours_per_week)
    assert full_time_months([longer], *ALWAYS) >= full_time_months([one], *ALWAYS)


@given(st.lists(jobs(), max_size=3), jobs())
@example(
    [job(date(2023, 2, 10), date(2024, 2, 9), Decimal(20))],
    job(date(2023, 3, 9), date(2023, 3, 9), Decimal("0.01")),
)
def test_a_further_job_never_counts_less(some, more):
    assert full_time_months([*some, more], *ALWAYS) >= full_time_months(some, *ALWAYS)


@given(jobs(), STARTS, STARTS)
def test_work_outside_the_days_asked_about_does_not_count(one, first, last):
    inside = full_time_months([one], first, last)
    assert inside <= full_time_months([one], *ALWAYS)
    if one.until < first or one.from_ > last:
        assert inside == 0


def judged(requirement: ExperienceRequirement, some: list[Experience], on: date) -> str:
    ground = Ground(
        on=on,
        credential="X",
        body="Y",
        sources={},
        citation=Citation(source=Source(title="T"), certainty="assumed"),
    )
    person = Person(name="Ana", experience=tuple(some))
    case = Case(person, standing=lambda _: None, same=lambda one, other: one == other)
    return ground.prepare(requirement)(case).outcome


@given(STARTS, st.integers(1, 5))
def test_full_time_without_a_break_is_a_year_within_every_year(on, years):
    rule = ExperienceRequirement(
        kind="experience", work=("coding",), months=12 * years, within_years=years
    )
    assert judged(rule, [job(date(1990, 1, 1), None)], on) == "met"


def test_full_time_without_a_break_is_a_year_on_the_day_before_a_leap_day_too():
    rule = ExperienceRequirement(kind="experience", work=("coding",), months=12, within_years=1)
    assert judged(rule, [job(date(1990, 1, 1), None)], date(2024, 2, 28)) == "met"


@given(STARTS, MONTHS)
def test_the_months_asked_for_are_met_on_their_last_day_and_not_before(start, months):
    rule = ExperienceRequirement(kind="experience", work=("coding",), months=months)
    last = months_after(start, months)
    assert judged(rule, [job(start, None)], last) == "met"
    assert judged(rule, [job(start, None)], last - ONE_DAY) == "not-met"


# --- hours ----------------------------------------------------------------------------


@given(STARTS, st.integers(0, 1500), HOURS)
def test_hours_are_the_hours_a_week_times_the_weeks_and_full_time_at_most(first, days, hours):
    worked = hours_worked([job(first, first + timedelta(days=days), hours)], *ALWAYS)
    assert worked == Fraction(days + 1, 7) * Fraction(min(hours, Decimal(40)))


@given(st.lists(jobs(), max_size=4))
def test_hours_are_those_of_every_day_by_itself(some):
    days = {
        one.from_ + timedelta(days=n)
        for one in some
        for n in range((one.until - one.from_).days + 1)
    }
    each = (hours_worked(some, day, day) for day in days)
    assert hours_worked(some, *ALWAYS) == sum(each, Fraction(0))


@given(st.lists(jobs(), max_size=3), jobs())
def test_a_further_job_never_makes_fewer_hours(some, more):
    assert hours_worked([*some, more], *ALWAYS) >= hours_worked(some, *ALWAYS)


@given(STARTS, st.integers(1, 3000), HOURS)
def test_the_hours_asked_for_are_met_on_the_first_day_that_brings_them(start, asked, hours):
    rule = ExperienceRequirement(kind="experience", work=("coding",), hours=asked)
    a_day = Fraction(min(hours, Decimal(40))) / 7
    needed = -(-asked // a_day)
    last = start + timedelta(days=needed - 1)
    if last > date(2150, 1, 1):
        return
    assert judged(rule, [job(start, None, hours)], last) == "met"
    assert judged(rule, [job(start, None, hours)], last - ONE_DAY) == "not-met"


def test_experience_is_asked_for_in_one_measure():
    for measures in ({}, {"months": 12, "hours": 1950}):
        with pytest.raises(ValueError, match="exactly one"):
            ExperienceRequirement(kind="experience", work=("coding",), **measures)
