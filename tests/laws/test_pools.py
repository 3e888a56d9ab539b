"""Laws of credentials held together: one requirement, never lowered by a further one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations_with_replacement

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.facts import Holding, Person, StatedCycle
from certtrack.rules.period import Period
from certtrack.rules.pooling import pools, required_ceus
from certtrack.rules.recertification import ByNumber, HighestPlus
from certtrack.rules.status import statuses

DATED = {"effective_from": date(2020, 1, 1), "source": "s", "certainty": "assumed"}
AHIMA = HighestPlus(kind="highest-plus", each_further=Decimal(10), at_most=Decimal(50), **DATED)
AAPC = ByNumber(kind="by-number", totals=tuple(map(Decimal, (36, 40, 44, 48, 52))), **DATED)

# What each credential asks for when held alone (AHIMA, Recertification, page of 2019).
ALONE = {
    **dict.fromkeys(["RHIT", "CCA", "CCS", "CCS-P", "CHTS-TR", "PCS"], 20),
    **dict.fromkeys(["RHIA", "CHPS", "CHDA", "CDIP", "CPHI", "CHP", "CHS"], 30),
}
TOGETHER = {
    ("CCS", "CCS-P"): 30,
    ("CHPS", "RHIT"): 40,
    ("RHIA", "CHDA"): 40,
    ("RHIA", "CDIP"): 40,
    ("RHIA", "CCS", "CCS-P"): 50,
}
TABLE = {**{(code,): ceus for code, ceus in ALONE.items()}, **TOGETHER}
each_row = pytest.mark.parametrize(("codes", "ceus"), TABLE.items(), ids=map("+".join, TABLE))

ON = date(2025, 6, 1)
CODES = st.sampled_from(sorted(ALONE))
SETS = st.lists(CODES, min_size=1, max_size=5, unique=True)
EXAMS = st.dates(date(2019, 1, 1), date(2024, 12, 31))


@st.composite
def pooled_totals(draw):
    """A rule for credentials held together, and what some ask for alone."""
    singles = draw(st.lists(st.integers(1, 40).map(Decimal), min_size=1, max_size=7))
    if draw(st.booleans()):
        rising = sorted(draw(st.lists(st.integers(1, 90), min_size=1, max_size=6)))
        return ByNumber(kind="by-number", totals=tuple(map(Decimal, rising)), **DATED), singles
    further, most = draw(st.integers(0, 20)), draw(st.integers(40, 90))
    rule = HighestPlus(
        kind="highest-plus", each_further=Decimal(further), at_most=Decimal(most), **DATED
    )
    return rule, singles


def held(*codes: str, on: date = date(2024, 3, 1), **stated) -> Person:
    holdings = (Holding(code=code, passed_on=on, **stated) for code in codes)
    return Person(name="Ana", credential=tuple(holdings))


def required(person: Person, library, on: date = ON) -> Decimal | None:
    (pooled,) = pools(person, library, on)
    asked = required_ceus(pooled, Period(date(2024, 3, 1), date(2026, 2, 28)), on)
    return asked.ceus if asked else None


# --- the rules alone --------------------------------------------------------------------


@each_row
def test_highest_plus_is_the_body_s_own_table(codes, ceus):
    assert AHIMA.total([Decimal(ALONE[code]) for code in codes]) == ceus


@pytest.mark.parametrize("held_together", range(1, 7))
def test_highest_plus_is_ten_for_each_further_one_and_fifty_at_most(held_together):
    for singles in combinations_with_replacement([Decimal(20), Decimal(30)], held_together):
        formula = min(50, max(singles) + 10 * (held_together - 1))
        assert AHIMA.total(singles) == formula


@pytest.mark.parametrize(
    ("held_together", "ceus"), [(1, 36), (2, 40), (3, 44), (4, 48), (5, 52), (6, 52), (12, 52)]
)
def test_by_number_is_the_body_s_own_table(held_together, ceus):
    assert AAPC.total([Decimal(36)] * held_together) == ceus


@given(st.lists(st.none() | st.integers(1, 99).map(Decimal), min_size=1, max_size=7))
def test_by_number_asks_how_many_and_not_which(singles):
    assert AAPC.total(singles) == AAPC.total([None] * len(singles))


@given(pooled_totals(), st.randoms(use_true_random=False))
def test_the_order_of_singles_changes_nothing(case, random):
    rule, singles = case
    assert rule.total(random.sample(singles, len(singles))) == rule.total(singles)


@given(pooled_totals(), st.integers(1, 40).map(Decimal))
def test_a_further_single_never_lowers_the_total(case, more):
    rule, singles = case
    assert rule.total([*singles, more]) >= rule.total(singles)


@given(pooled_totals(), st.data())
def test_a_higher_single_never_lowers_the_total(case, data):
    rule, singles = case
    at = data.draw(st.integers(0, len(singles) - 1))
    higher = [*singles[:at], min(singles[at] + 5, Decimal(40)), *singles[at + 1 :]]
    assert rule.total(higher) >= rule.total(singles)


@given(st.lists(st.integers(1, 40).map(Decimal), max_size=6), st.data())
def test_highest_plus_is_unknown_when_a_single_is_unknown(singles, data):
    at = data.draw(st.integers(0, len(singles)))
    assert AHIMA.total([*singles[:at], None, *singles[at:]]) is None


@given(st.integers(1, 40).map(Decimal))
def test_one_held_alone_asks_for_its_own_by_highest_plus(single):
    assert AHIMA.total([single]) == single


# --- people and the shipped rulebooks ---------------------------------------------------


@each_row
def test_who_holds_these_is_asked_what_the_body_s_table_says(codes, ceus, library):
    assert required(held(*codes), library) == ceus


@given(SETS)
@example(["RHIT", "CCS", "RHIA"])
def test_what_is_asked_is_the_formula_over_what_is_maintained(library, codes):
    maintained = [code for code in codes if code != "RHIT" or "RHIA" not in codes]
    asked = required(held(*codes), library)
    assert asked == AHIMA.total([Decimal(ALONE[code]) for code in maintained])


@given(SETS, CODES)
@example(["RHIT", "CCS"], "RHIA")
@example(["RHIT", "CCS", "CCS-P"], "RHIA")
@example(["RHIA", "CCS", "CCS-P"], "RHIT")
def test_a_further_credential_never_lowers_what_is_asked(library, codes, more):
    further = held(*dict.fromkeys([*codes, more]))
    assert required(further, library) >= required(held(*codes), library)


@st.composite
def holdings(draw):
    """Credentials of one body, each with its own exam, some with the dates of the body."""
    exams = [(code, draw(EXAMS)) for code in draw(SETS)]
    stated = StatedCycle(from_=date(2024, 7, 1), until=date(2026, 6, 30))
    cycle = draw(st.none() | st.just(stated))
    return tuple(
        Holding(code=code, passed_on=exam, cycle=draw(st.none() | st.just(cycle)))
        for code, exam in exams
    )


@given(holdings(), st.randoms(use_true_random=False))
def test_the_order_of_credentials_in_the_record_changes_nothing(library, some, random):
    told, shuffled = (
        statuses(Person(name="Ana", credential=tuple(each)), library, ON)
        for each in (some, random.sample(some, len(some)))
    )
    for a, b in zip(told, shuffled, strict=True):
        assert set(a.credentials) == set(b.credentials)
        assert (a.required, a.period, a.standing) == (b.required, b.period, b.standing)
        assert [one.period for one in a.past] == [one.period for one in b.past]


@given(holdings())
def test_credentials_of_one_aligned_body_share_one_cycle(library, some):
    (pooled,) = pools(Person(name="Ana", credential=some), library, ON)
    replaced = {"RHIT"} if "RHIA" in {one.code for one in some} else set()
    assert set(pooled.maintained(ON).codes) == {one.code for one in some} - replaced
    days = [holding.passed_on for holding, _ in pooled.holdings]
    assert days == sorted(days)


@given(holdings())
def test_the_cycle_follows_the_first_that_is_stated_or_else_the_first_exam(library, some):
    (pooled,) = pools(Person(name="Ana", credential=some), library, ON)
    primary, _ = pooled.primary
    stated = [holding for holding, _ in pooled.holdings if holding.cycle]
    assert primary == (stated or [holding for holding, _ in pooled.holdings])[0]


@given(holdings(), st.integers(0, 2500))
def test_what_was_passed_later_is_not_held_yet(library, some, later):
    (pooled,) = pools(Person(name="Ana", credential=some), library, ON)
    day = date(2019, 1, 1) + timedelta(days=later)
    earlier = pooled.maintained(day)
    passed = [holding for holding, _ in pooled.holdings if holding.passed_on <= day]
    gone = {"RHIT"} if "RHIA" in {one.code for one in passed} else set()
    kept = [holding for holding in passed if holding.code not in gone]
    assert [holding for holding, _ in earlier.holdings] == (kept or [pooled.holdings[0][0]])


@given(SETS, st.integers(1, 2000))
def test_before_its_exam_a_credential_is_in_no_pool(library, codes, before):
    exam = date(2024, 3, 1)
    assert pools(held(*codes, on=exam), library, exam - timedelta(days=before)) == []
    assert sum(len(one.codes) for one in pools(held(*codes, on=exam), library, exam)) > 0


def test_what_replaces_another_does_so_only_from_its_own_exam_on(library):
    person = Person(
        name="Ana",
        credential=(
            Holding(code="RHIT", passed_on=date(2020, 1, 1)),
            Holding(code="RHIA", passed_on=date(2024, 1, 1)),
        ),
    )
    days = (date(2023, 12, 31), date(2024, 1, 1))
    told = [pools(person, library, day)[0].maintained(day).codes for day in days]
    assert told == [("RHIT",), ("RHIA",)]
