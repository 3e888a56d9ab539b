"""Laws of routes: nothing is told shorter than it is, and what nobody knows stays unknown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.programs.directory import Charge, Listed, Program, Span
from certtrack.programs.estimates import ordered, standing, sureness
from certtrack.programs.ranges import CENT, TENTH, UNKNOWN, Range, exactly, total
from certtrack.programs.tuition import tuition
from certtrack.rules.findings import Source
from certtrack.rules.period import months_after, months_between
from certtrack.rules.shape import EARLIEST
from certtrack.rules.studies import AccreditationSpell
from certtrack.services.eligibility import check
from certtrack.services.plan import prospect, prospect_with
from certtrack.services.programs import shipped_programs
from tests.laws.strategies import days, people

CODES = ("RHIT", "RHIA", "CCA", "CCS", "CHPS", "ODS-C", "CPC", "CPhT")
OWN = [one for one in shipped_programs().values() if not one.typical]

codes = st.sampled_from(CODES)
parts = st.fractions(0, 120, max_denominator=100)
ranges = st.one_of(
    st.builds(lambda a, b: Range(min(a, b), max(a, b)), parts, parts),
    st.builds(lambda a: Range(a, None), parts),
)


@given(people(), codes, days)
def test_what_takes_least_never_takes_more_than_what_takes_most(library, person, code, on):
    for one in prospect(person, code, on, library).estimates:
        for figure in (one.months, one.cost, *(part.months for part in one.parts)):
            assert figure.most is None or 0 <= figure.least <= figure.most
        if one.earliest:
            assert on <= one.earliest <= one.latest


@given(people(), codes, days)
def test_a_route_lacks_nothing_only_when_the_exam_may_be_sat_or_nobody_can_say(
    library, person, code, on
):
    found = prospect(person, code, on, library)
    if found.plan.verdict is None:
        return
    (verdict,) = check(person, [code], on, library)
    # What is asked whatever the pathway is asked on each.
    common_met = all(one.outcome == "met" for one in verdict.finding.children[1:])
    for one in found.estimates:
        if one.route.outcome == "met" and common_met:
            assert (one.route.lacks, one.months, one.cost) == ((), exactly(0), exactly(0))
            assert one.earliest == one.latest == on
        elif one.route.outcome == "not-met":
            assert one.route.steps


@pytest.mark.parametrize("by", ["steps", "months", "cost"])
@given(people(), codes, days)
def test_an_order_loses_no_route_and_puts_the_unknown_last(by, library, person, code, on):
    before = prospect(person, code, on, library).estimates
    after = ordered(before, by)
    assert sorted(map(id, after)) == sorted(map(id, before))
    if by != "steps":
        assert [standing(one, by) for one in after] == sorted(standing(one, by) for one in after)
        assert [sureness(one, by) for one in after] == sorted(sureness(one, by) for one in after)


@given(people(), codes, days, st.sampled_from(OWN))
def test_what_the_directory_does_not_tell_never_makes_anybody_eligible(
    library, person, code, on, listed
):
    found = prospect_with(person, code, on, library, listed)
    without = prospect(person, code, on, library)
    assert found.enrolled.without.plan.routes == () or [
        one.route.words for one in found.enrolled.without.estimates
    ] == [one.route.words for one in without.estimates]
    if without.plan.verdict is None:
        return
    met = {one.route.words for one in without.estimates if one.route.outcome == "met"}
    assert {one.route.words for one in found.estimates if one.route.outcome == "met"} == met
    assert found.plan.verdict.ruling == without.plan.verdict.ruling


LEVELS = st.sampled_from([None, "certificate", "associate", "bachelor", "master"])
SPELLS = st.sampled_from([None, (), (AccreditationSpell(agency="CAHIIM", from_=EARLIEST),)])
programs = st.builds(
    Program,
    id=st.just("a-program"),
    name=st.just("A College"),
    level=LEVELS,
    field=st.sampled_from([None, "health-information-management", "nursing"]),
    accreditation=SPELLS,
    source=st.just("x"),
)


@given(people(), codes, days, programs)
def test_enrolling_takes_nothing_from_anybody(library, person, code, on, program):
    listed = Listed(program, Source(title="A brochure"))
    found = prospect_with(person, code, on, library, listed)
    before, after = found.enrolled.without.plan.verdict, found.plan.verdict
    if before and before.allowed:
        assert after.allowed
    if person.education is None:
        assert "what you studied before: no education is on record" in found.enrolled.find_out


@given(days, parts)
def test_months_lead_to_a_day_that_is_as_many_months_away(on, months):
    """A part of a month is rounded up to a day, so a day at most is added."""
    there = months_after(on, months)
    assert months <= months_between(on, there) < months + Fraction(1, 28) + Fraction(1, 10**6)


@given(st.lists(ranges, max_size=4))
def test_all_together_are_known_when_each_is(several):
    together = total(several)
    assert together.is_known == all(one.is_known for one in several)
    assert total([*several, UNKNOWN]).most is None


@given(ranges, st.sampled_from([TENTH, CENT]))
def test_rounding_never_makes_anything_less(one, unit):
    least, most = one.rounded(unit)
    assert one.least <= least < one.least + Fraction(unit)
    assert (most is None) == (one.most is None)
    assert most is None or one.most <= most


amounts = st.decimals(1, 50_000, places=2)


@given(amounts, amounts, st.integers(1, 60))
def test_tuition_by_the_year_is_in_proportion_to_the_months(cheap, dear, months):
    span = Span(least=Decimal(months), most=Decimal(months))
    charges = tuple(Charge(amount=one, per="year") for one in (cheap, dear))
    found = tuition(Program(id="a", name="A", months=span, charges=charges, source="x"))
    assert found.least == Fraction(min(cheap, dear)) * months / 12
    assert found.most == Fraction(max(cheap, dear)) * months / 12
    bare = Program(id="a", name="A", charges=charges, source="x")
    assert tuition(bare) == UNKNOWN


@given(amounts)
def test_a_price_for_a_course_tells_nothing_of_the_whole(amount):
    span = Span(least=Decimal(36), most=Decimal(36))
    by_course = Charge(amount=amount, per="course")
    whole = Charge(amount=Decimal(13_900), per="program")
    program = Program(id="a", name="A", credits=span, charges=(by_course,), source="x")
    assert tuition(program) == UNKNOWN
    both = Program(id="a", name="A", credits=span, charges=(by_course, whole), source="x")
    assert tuition(both) == exactly(13_900)
