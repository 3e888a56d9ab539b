"""Laws of the count: no more than earned, no share exceeded, the best that the rules allow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.counting.count import count
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.units import ClockHours
from certtrack.rules.counting.where import Where
from certtrack.rules.facts import Activity
from tests.laws.strategies import activities, activity, replaced

DATED = {"effective_from": date(2020, 1, 1), "source": "s", "certainty": "assumed"}
HOURS = ClockHours(kind="clock-hours", minutes=60, remainder_from=45, **DATED)
ONCE = Unique(
    kind="unique", id="once", words="Once.", by=("title", "provider", "completed_on"), **DATED
)
REQUIRED = st.sampled_from([Decimal(5), Decimal(10), Decimal(20)])


def share(id_: str, percent: int, **where) -> MinimumShare:
    return MinimumShare(
        kind="minimum-share",
        id=id_,
        words=id_,
        percent=percent,
        where=Where(**where),
        unmarked="it",
        **DATED,
    )


PERCENT = st.sampled_from([20, 40, 60, 80, 100])
DOMAIN = st.builds(share, st.just("domain"), PERCENT, domain_not=st.just(("outside",)))
SOURCE = st.builds(share, st.just("source"), PERCENT, source=st.just(("ahima",)))
SHARES = st.one_of(st.just([]), DOMAIN.map(lambda one: [one]), st.tuples(DOMAIN, SOURCE).map(list))
SHARES_SOME = st.one_of(DOMAIN.map(lambda one: [one]), st.tuples(DOMAIN, SOURCE).map(list))


def counting(some, required, shares):
    return count(some, required, conversion=HOURS, rules=shares, unique=ONCE)


@given(activities(distinct=False), REQUIRED, SHARES)
def test_no_activity_counts_for_more_than_it_is_worth(some, required, shares):
    account = counting(some, required, shares)
    assert len(account.activities) == len(some)
    assert all(0 <= one.counted <= one.earned for one in account.activities)
    assert account.counted == sum(one.counted for one in account.activities)


@given(activities(distinct=False), REQUIRED, SHARES)
def test_an_activity_that_loses_something_says_why(some, required, shares):
    account = counting(some, required, shares)
    assert all(one.because for one in account.activities if one.counted < one.earned)


@given(activities(distinct=False), REQUIRED, SHARES)
def test_no_share_is_exceeded_by_what_lies_outside_it(some, required, shares):
    account = counting(some, required, shares)
    for rule in shares:
        outside = [
            o.counted for o in account.activities if rule.where.holds(o.activity) == "not-met"
        ]
        assert sum(outside) <= required - required * rule.percent / 100


@given(activities(), activity(), REQUIRED, SHARES)
def test_a_further_activity_never_lowers_the_count(some, more, required, shares):
    new = replaced(more, title="a new one")
    before, after = (counting(each, required, shares) for each in (some, [*some, new]))
    assert after.counted >= before.counted


@given(activities(distinct=False), activity(), REQUIRED, SHARES)
def test_a_further_activity_never_lowers_the_count_even_when_it_repeats_one(
    some, more, required, shares
):
    before, after = (counting(each, required, shares) for each in (some, [*some, more]))
    assert after.counted >= before.counted


@given(activities(distinct=False), REQUIRED, SHARES, st.randoms())
def test_the_order_of_entries_changes_nothing(some, required, shares, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert counting(shuffled, required, shares) == counting(some, required, shares)


@given(activity(), st.integers(2, 4), REQUIRED, SHARES)
def test_an_activity_entered_many_times_counts_once(one, times, required, shares):
    once, often = (counting([one] * n, required, shares) for n in (1, times))
    assert often.counted == once.counted


@st.composite
def tight(draw):
    """A few activities, so much of them outside the shares that not all can count."""
    required = draw(st.sampled_from([Decimal(5), Decimal(10)]))
    percent = st.sampled_from([60, 80])
    shares = [
        share("domain", draw(percent), domain_not=("outside",)),
        share("source", draw(percent), source=("ahima",)),
    ]
    kinds = st.sampled_from(
        [("outside", "other"), ("outside", "ahima"), ("privacy", "other"), ("privacy", "ahima")]
    )
    some = [
        Activity(
            title=f"{number}",
            completed_on=date(2025, 1, 1),
            ceus=Decimal(draw(st.integers(1, 4))),
            domain=domain,
            source=source,
        )
        for number, (domain, source) in enumerate(draw(st.lists(kinds, min_size=2, max_size=4)))
    ]
    return some, required, shares


@pytest.mark.parametrize("size", [1, 2])
@given(case=tight())
def test_the_count_is_the_best_that_the_rules_allow(size, case):
    some, required, shares = case
    told = counting(some, required, shares[:size])
    assert told.counted == best(some, required, shares[:size])


def test_an_activity_outside_both_shares_gives_way_to_two_that_are_outside_one():
    kinds = [("outside", "other"), ("outside", "ahima"), ("privacy", "other")]
    some = [
        Activity(
            title=f"{number}",
            completed_on=date(2025, 1, 1 + number),
            ceus=Decimal(1),
            domain=domain,
            source=source,
        )
        for number, (domain, source) in enumerate(kinds)
    ]
    shares = [
        share("domain", 80, domain_not=("outside",)),
        share("source", 80, source=("ahima",)),
    ]
    told = counting(some, Decimal(5), shares)
    assert [one.counted for one in told.activities] == [0, 1, 1]


def best(some, required, shares) -> Decimal:
    """The most that can count, by trying every whole number of every activity."""
    limits = [(required - required * rule.percent / 100, rule) for rule in shares]
    out = [[rule.where.holds(one) == "not-met" for one in some] for _, rule in limits]
    ways = product(*(range(int(one.ceus) + 1) for one in some))
    allowed = (
        sum(way)
        for way in ways
        if all(
            sum(n for n, outside in zip(way, row, strict=True) if outside) <= limit
            for (limit, _), row in zip(limits, out, strict=True)
        )
    )
    return Decimal(max(allowed))


@given(activities(whole=True), REQUIRED, DOMAIN)
def test_a_share_is_unknown_when_the_unmarked_could_turn_it_either_way(some, required, rule):
    few = some[:5]
    told = counting(few, required, [rule]).minimums[0].outcome
    ends = {outcome for each in marked(few) for outcome in share_met(each, required, rule)}
    assert told == (ends.pop() if len(ends) == 1 else "unknown")


def marked(some):
    """Every way in which unmarked domains can be marked."""
    ways = [("outside", "privacy") if one.domain is None else (one.domain,) for one in some]
    for way in product(*ways):
        yield [replaced(one, domain=each) for one, each in zip(some, way, strict=True)]


def share_met(some, required, rule):
    yield counting(some, required, [rule]).minimums[0].outcome


@given(activities(), REQUIRED, SHARES_SOME)
def test_what_is_required_suffices_when_every_share_is_marked_and_met(some, required, shares):
    """Full marks: as many CEUs as required, all on the right side, always complete it."""
    right = activity_on_the_right_side(required)
    account = counting([*some, right], required, shares)
    assert account.counted >= required
    assert all(one.outcome == "met" for one in account.minimums)


def activity_on_the_right_side(required):
    return Activity(
        title="The right one",
        completed_on=date(2025, 1, 2),
        ceus=required,
        domain="privacy",
        source="ahima",
    )


@given(st.integers(1, 3000))
def test_time_is_worth_its_whole_hours_and_one_for_a_long_remainder(minutes):
    worth = HOURS.worth(minutes)
    assert worth == minutes // 60 + (1 if minutes % 60 >= 45 else 0)


@given(st.integers(1, 3000), st.integers(0, 500))
def test_a_longer_program_is_never_worth_less(minutes, more):
    assert HOURS.worth(minutes + more) >= HOURS.worth(minutes)


@given(activities(distinct=False), REQUIRED, SHARES)
def test_three_entries_in_every_order_give_one_answer(some, required, shares):
    accounts = [counting(list(each), required, shares) for each in permutations(some[:3])]
    assert all(each == accounts[0] for each in accounts)
