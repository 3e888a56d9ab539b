"""Laws of rules kept apart: every CEU serves one of them, and the choice is the best."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from certtrack.rules.counting.count import count
from tests.laws.strategies import replaced
from tests.laws.test_counting import IN_HOURS, at_least, at_most, varied

CODES = ("ONE", "TWO", "SIX")
FOR = st.sampled_from(
    [
        ("ONE",),
        ("TWO",),
        ("ONE", "TWO"),
        ("TWO", "SIX"),
        ("ONE", "TWO", "SIX"),
        ("OTHER",),
    ]
)
AMOUNT = st.integers(1, 3)
UNIT = Decimal(1)


@st.composite
def cases(draw):
    """Up to four activities of one or two CEUs, and what three specialties ask for."""
    some = [
        replaced(one, ceus=Decimal(draw(st.integers(1, 2))), minutes=None, for_=draw(FOR))
        for one in draw(varied(distinct=True))[:4]
    ]
    rules = [
        replaced(at_least(code.lower(), draw(AMOUNT), for_=(code,)), apart="specialty")
        for code in CODES
    ]
    return some, rules


def counting(some, rules, required=Decimal(4)):
    return count(some, required, worth=IN_HOURS, rules=rules, unique=None)


def best(some, rules, required) -> tuple[Decimal, Decimal]:
    """The most of the total and of all minimums together, by trying every use of every CEU."""
    units = [one for one in some for _ in range(int(one.ceus or 0))]
    choices = [
        [None, *(rule for rule in rules if rule.where.holds(unit) == "met")] for unit in units
    ]
    most = Decimal(0)
    for uses in product(*choices):
        filled = sum(
            (min(rule.amount, Decimal(sum(use is rule for use in uses))) for rule in rules),
            Decimal(0),
        )
        most = max(most, filled)
    return min(required, Decimal(len(units))), most


@given(cases())
def test_the_choice_is_the_best_of_all(case):
    some, rules = case
    account = counting(some, rules)
    filled = sum((min(one.required, one.sure) for one in account.minimums), Decimal(0))
    assert (min(account.counted, Decimal(4)), filled) == best(some, rules, Decimal(4))


@given(cases())
def test_no_ceu_serves_two_of_them(case):
    some, rules = case
    for one in counting(some, rules).activities:
        apart = sum((ceus for rule, ceus in one.serves if rule != "total"), Decimal(0))
        assert apart <= one.counted == one.towards("total")


@given(cases())
def test_kept_apart_they_are_filled_no_further_than_together(case):
    some, rules = case
    together = [replaced(rule, apart=None) for rule in rules]
    account, shared = counting(some, rules), counting(some, together)
    assert account.counted == shared.counted
    for one, other in zip(account.minimums, shared.minimums, strict=True):
        assert min(one.sure, one.required) <= min(other.sure, other.required)


@given(varied(), st.integers(0, 6))
def test_holding_the_unmarked_to_a_maximum_never_counts_more(some, amount):
    rule = replaced(at_most("course", amount, activity_kind=("course",)), unmarked="it")
    sure, doubtful = (
        count(some, Decimal(10), worth=IN_HOURS, rules=[rule], unique=None, doubtful=doubtful)
        for doubtful in (False, True)
    )
    assert doubtful.counted <= sure.counted
    if all(one.kind for one in some):
        assert doubtful == sure
