"""Laws of the count: no more than earned, no limit exceeded, the best that the rules allow."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import permutations, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.counting.amount import MaximumAmount, MinimumAmount
from certtrack.rules.counting.count import count
from certtrack.rules.counting.share import MinimumShare
from certtrack.rules.counting.unique import Unique
from certtrack.rules.counting.units import ClockHours, ExactHours, earned
from certtrack.rules.counting.where import Where
from certtrack.rules.facts import Activity
from tests.laws.strategies import activities, activity, replaced

DATED = {"effective_from": date(2020, 1, 1), "source": "s", "certainty": "assumed"}
HOURS = ClockHours(kind="clock-hours", minutes=60, remainder_from=45, **DATED)
IN_HOURS = partial(earned, conversion=HOURS)
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


def at_most(id_: str, amount, per: str = "cycle", **where) -> MaximumAmount:
    return MaximumAmount(
        kind="maximum-amount",
        id=id_,
        words=id_,
        amount=Decimal(amount),
        per=per,
        where=Where(**where),
        **DATED,
    )


def at_least(id_: str, amount, **where) -> MinimumAmount:
    return MinimumAmount(
        kind="minimum-amount",
        id=id_,
        words=id_,
        amount=Decimal(amount),
        where=Where(**where),
        unmarked="it",
        **DATED,
    )


WHERES = st.sampled_from(
    [
        {"domain": ("outside",)},
        {"domain_not": ("outside",)},
        {"source": ("ahima",)},
        {"activity_kind": ("course",)},
        {"audience": ("technicians",)},
        {"source": ("other",), "activity_kind": ("course",)},
    ]
)
AMOUNTS = st.sampled_from(["0", "1", "2.5", "4", "10"])
SOME = AMOUNTS.filter(lambda amount: amount != "0")
PER = st.sampled_from(["cycle", "calendar-year"])


@st.composite
def mixed(draw, *, least: bool = True):
    """Up to four rules of every kind."""
    kinds = ["share", "at most", "at most", *["at least"] * least]
    rules = []
    for kind in draw(st.lists(st.sampled_from(kinds), max_size=4)):
        where, id_ = draw(WHERES), f"rule-{len(rules)}"
        if kind == "share":
            rules.append(share(id_, draw(PERCENT), **where))
        elif kind == "at most":
            rules.append(at_most(id_, draw(AMOUNTS), draw(PER), **where))
        else:
            rules.append(at_least(id_, draw(SOME), **where))
    return rules


@st.composite
def varied(draw, *, distinct: bool = False, whole: bool = False):
    """Activities in two years that say, or do not, what every rule asks about."""
    return [draw(vary(one)) for one in draw(activities(distinct=distinct, whole=whole))]


def vary(one: Activity):
    return st.builds(
        lambda **changes: replaced(one, **changes),
        kind=st.sampled_from([None, "course", "book"]),
        audience=st.sampled_from([None, "technicians", "pharmacists"]),
        completed_on=st.sampled_from([date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 2)]),
    )


A_FURTHER_ONE = activity().flatmap(vary)


def counting(some, required, shares):
    return count(some, required, worth=IN_HOURS, rules=shares, unique=ONCE)


def used(account, rule) -> dict[object, Fraction]:
    """What counts under each limit of a rule, exactly."""
    spent: dict[object, Fraction] = {}
    for one in account.activities:
        if (key := rule.limits(one.activity)) is not None:
            spent[key] = spent.get(key, Fraction(0)) + Fraction(one.counted)
    return spent


def limiting(rules):
    return [rule for rule in rules if not isinstance(rule, MinimumAmount)]


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
    """A repeat may take the place of one worth more beyond what is required, if it is marked."""
    before, after = (counting(each, required, shares) for each in (some, [*some, more]))
    assert min(after.counted, required) >= min(before.counted, required)


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


# --- shares and amounts mixed ---------------------------------------------------------


@given(varied(), REQUIRED, mixed())
def test_under_mixed_rules_no_activity_counts_for_more_than_it_is_worth(some, required, rules):
    account = counting(some, required, rules)
    assert len(account.activities) == len(some)
    assert all(0 <= one.counted <= one.earned for one in account.activities)


@given(varied(), REQUIRED, mixed())
def test_no_limit_of_any_rule_is_exceeded(some, required, rules):
    account = counting(some, required, rules)
    for rule in limiting(rules):
        assert all(spent <= rule.most(required) for spent in used(account, rule).values())


@given(varied(), REQUIRED, mixed())
def test_at_most_so_many_count_in_each_cycle_or_calendar_year(some, required, rules):
    """The same as above, in words of the rule rather than by its limits."""
    account = counting(some, required, rules)
    for rule in rules:
        if isinstance(rule, MaximumAmount):
            named = [o for o in account.activities if rule.where.holds(o.activity) == "met"]
            years = {o.activity.completed_on.year if rule.per != "cycle" else 0 for o in named}
            for year in years:
                within = [o for o in named if year in (0, o.activity.completed_on.year)]
                assert sum(o.counted for o in within) <= rule.amount


@given(varied(distinct=True), REQUIRED, mixed())
def test_what_is_lost_is_lost_to_a_limit_that_is_used_up_and_named(some, required, rules):
    account = counting(some, required, rules)
    for one in account.activities:
        if one.counted == one.earned:
            continue
        full = [
            rule.lost()
            for rule in limiting(rules)
            if used(account, rule).get(rule.limits(one.activity)) == rule.most(required)
        ]
        assert one.because.startswith(tuple(full))


@given(varied(), REQUIRED, mixed())
def test_under_mixed_rules_each_activity_that_loses_something_says_why(some, required, rules):
    account = counting(some, required, rules)
    assert all(one.because for one in account.activities if one.counted < one.earned)


@given(varied(), A_FURTHER_ONE, REQUIRED, mixed())
def test_under_mixed_rules_a_further_activity_never_lowers_the_count(some, more, required, rules):
    before, after = (counting(each, required, rules) for each in (some, [*some, more]))
    assert min(after.counted, required) >= min(before.counted, required)


@given(varied(), REQUIRED, mixed(), st.randoms(use_true_random=False))
def test_under_mixed_rules_the_order_of_entries_changes_nothing(some, required, rules, random):
    shuffled = random.sample(some, len(some))
    assert counting(shuffled, required, rules) == counting(some, required, rules)


@given(varied(), REQUIRED, mixed(), st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_change_the_total(some, required, rules, random):
    shuffled = random.sample(rules, len(rules))
    assert counting(some, required, shuffled).counted == counting(some, required, rules).counted


@given(varied(), REQUIRED, mixed(), mixed(least=False))
def test_a_further_rule_never_adds_to_the_count(some, required, rules, more):
    further = [*rules, *(replaced(rule, id=f"more-{rule.id}") for rule in more)]
    assert counting(some, required, further).counted <= counting(some, required, rules).counted


@given(varied(), REQUIRED, mixed())
def test_a_minimum_amount_takes_nothing_away(some, required, rules):
    with_all, without = (counting(some, required, each) for each in (rules, limiting(rules)))
    assert min(with_all.counted, required) == min(without.counted, required)


@given(varied(), REQUIRED, mixed())
def test_a_maximum_of_as_much_as_was_earned_takes_nothing_away(some, required, rules):
    account = counting(some, required, rules)
    wide = [*rules, at_most("wide", account.earned), at_most("wide-2", account.earned)]
    assert replaced(counting(some, required, wide), maximums=account.maximums) == account


@given(varied(whole=True, distinct=True), REQUIRED, mixed())
def test_no_way_in_whole_ceus_is_better_under_mixed_rules(some, required, rules):
    few = [replaced(one, ceus=min(one.ceus, Decimal(3))) for one in some[:4]]
    told = counting(few, required, rules)
    ways = product(*(range(int(one.ceus) + 1) for one in few))
    top = max(sum(way) for way in ways if allowed(way, few, required, rules))
    assert told.counted >= top
    if all(one.counted == int(one.counted) for one in told.activities):
        assert told.counted == top


def allowed(way, some, required, rules) -> bool:
    spent: dict[object, int] = {}
    for n, one in zip(way, some, strict=True):
        for rule in limiting(rules):
            if (key := rule.limits(one)) is not None:
                spent[rule, key] = spent.get((rule, key), 0) + n
    return all(n <= rule.most(required) for (rule, _), n in spent.items())


# --- minimums -------------------------------------------------------------------------


def course(title: str, ceus: int, day: int = 1, **said) -> Activity:
    said = {"domain": "privacy", "source": "other", **said}
    return Activity(title=title, completed_on=date(2025, 1, day), ceus=Decimal(ceus), **said)


@given(varied(), REQUIRED, SOME)
def test_a_minimum_amount_alone_is_met_when_so_much_is_marked(some, required, amount):
    rule = at_least("law", amount, domain=("privacy",))
    account = counting(some, required, [rule])
    sure, maybe = (
        sum(o.counted for o in account.activities if rule.where.holds(o.activity) in outcomes)
        for outcomes in (["met"], ["met", "unknown"])
    )
    (told,) = account.minimums
    outcome = "met" if sure >= rule.amount else "unknown" if maybe >= rule.amount else "not-met"
    assert (told.sure, told.counted, told.required) == (sure, maybe, rule.amount)
    assert told.outcome == outcome


def test_what_a_minimum_asks_for_counts_before_what_else_falls_under_the_same_maximum():
    """Ten hours of college courses may count; which ten is the holder's choice."""
    rules = [at_most("college", 10, activity_kind=("course",)), at_least("law", 1, domain=("law",))]
    some = [
        course("Chemistry", 10, day=1, kind="course"),
        course("Law", 3, day=2, kind="course", domain="law"),
    ]
    account = counting(some, Decimal(20), rules)
    assert account.counted == 10
    assert account.minimums[0].outcome == "met"


@given(varied(distinct=True), A_FURTHER_ONE, SOME, PER, WHERES)
@example(
    [course("Law", 1, day=2, source="ahima")],
    course("Chemistry", 1, day=1, source="ahima", domain="outside"),
    "1",
    "cycle",
    {"source": ("ahima",)},
)
def test_a_further_activity_never_makes_a_minimum_amount_unmet(some, more, amount, per, where):
    rules = [at_most("most", amount, per, **where), at_least("least", 1, domain=("privacy",))]
    before, after = (
        counting(each, Decimal(20), rules).minimums[0] for each in (some, [*some, more])
    )
    assert before.outcome != "met" or after.outcome == "met"


def test_a_minimum_that_thirds_make_whole_is_met():
    """Four limits of one CEU that overlap in threes: a third of each activity counts."""
    names = ("domain", "source", "kind", "audience")
    rules = [
        at_most(name, 1, **{"activity_kind" if name == "kind" else name: ("a",)}) for name in names
    ]
    some = [
        course(f"not {name}", 1, **{n: "b" if n == name else "a" for n in names}) for name in names
    ]
    account = counting(some, Decimal(5), [*rules, at_least("least", 1, domain=("a",))])
    assert account.minimums[0].outcome == "met"


def test_a_further_entry_never_lowers_the_count_however_many_are_entered_twice():
    """Ten learning experiences, each entered within the domains and outside them."""
    outside = at_most("outside", 2, domain=("outside",))
    some = [
        course(f"{n}", ceus, domain=domain)
        for n in range(10)
        for domain, ceus in (("privacy", 1), ("outside", 2))
    ]
    before, after = (counting(each, Decimal(20), [outside]) for each in (some[:-1], some))
    assert (before.counted, after.counted) == (11, 11)


# --- what time is worth ---------------------------------------------------------------


MINUTES = st.integers(1, 3000)
CLOCKS = st.builds(
    lambda minutes, part: ClockHours(
        kind="clock-hours", minutes=minutes, remainder_from=max(1, minutes * part // 4), **DATED
    ),
    st.sampled_from([50, 60]) | st.integers(1, 120),
    st.integers(1, 4),
)
EXACT = (st.sampled_from([50, 60]) | st.integers(1, 120)).map(
    lambda minutes: ExactHours(kind="exact-hours", minutes=minutes, **DATED)
)


@given(CLOCKS | EXACT, MINUTES, st.integers(0, 500))
def test_a_longer_program_is_never_worth_less_by_any_conversion(rule, minutes, more):
    assert rule.worth(minutes + more) >= rule.worth(minutes) >= 0


@given(CLOCKS, MINUTES, MINUTES)
def test_two_programs_by_clock_hours_differ_from_one_by_a_ceu_at_most(rule, a, b):
    assert abs(rule.worth(a) + rule.worth(b) - rule.worth(a + b)) <= 1


@given(EXACT, MINUTES, MINUTES)
def test_two_programs_by_exact_hours_are_worth_a_hundredth_less_at_most(rule, a, b):
    together, apart = rule.worth(a + b), rule.worth(a) + rule.worth(b)
    assert apart <= together <= apart + Decimal("0.01")


@given(EXACT, MINUTES)
def test_exact_hours_are_the_full_hundredths_of_the_time(rule, minutes):
    worth = Fraction(rule.worth(minutes))
    assert worth <= Fraction(minutes, rule.minutes) < worth + Fraction(1, 100)
    assert (worth * 100).denominator == 1


@given(CLOCKS, MINUTES)
def test_clock_hours_round_up_by_less_than_the_remainder_lacks(rule, minutes):
    worth = int(rule.worth(minutes))
    lacks = rule.minutes - rule.remainder_from
    assert minutes - rule.remainder_from < worth * rule.minutes <= minutes + lacks


@given(CLOCKS | EXACT, st.integers(0, 50))
def test_whole_hours_are_worth_so_many_ceus(rule, hours):
    assert rule.worth(hours * rule.minutes) == hours


@given(varied(distinct=True), REQUIRED)
def test_time_that_no_rule_converts_counts_for_nothing_and_says_so(some, required):
    account = count(some, required, worth=partial(earned, conversion=None), rules=[], unique=None)
    for one in account.activities:
        assert one.counted == (one.activity.ceus or 0)
        assert bool(one.because) == (one.activity.ceus is None)
