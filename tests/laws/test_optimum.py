"""Laws of the optimum: within every limit, exact, and never beaten by any other way."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from certtrack.rules.counting.optimum import most

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
UNITS = st.integers(0, 3).map(Fraction)
HUNDREDTHS = st.integers(0, 1000).map(lambda n: Fraction(n, 100))


@st.composite
def cases(draw, *, classes: int = 3, limits: int = 5, amounts=UNITS):
    """What there is of each class, the limits each falls under, and the limits."""
    how_many = draw(st.integers(0, limits))
    places = st.lists(st.integers(0, max(how_many - 1, 0)), unique=True, max_size=how_many)
    under = draw(st.lists(places, max_size=classes))
    available = [draw(amounts) for _ in under]
    return available, under, [draw(amounts) for _ in range(how_many)]


# Three classes make no fraction but a half, whatever the limits; so do three limits.
FEW_CLASSES = cases()
FEW_LIMITS = cases(classes=4, limits=3, amounts=st.integers(0, 2).map(Fraction))
MANY = cases(classes=8, limits=6, amounts=HUNDREDTHS)


def used(taken, under, limit) -> Fraction:
    return sum((n for n, places in zip(taken, under, strict=True) if limit in places), Fraction(0))


def feasible(taken, available, under, limits) -> bool:
    within = all(0 <= n <= there for n, there in zip(taken, available, strict=True))
    return within and all(used(taken, under, at) <= limit for at, limit in enumerate(limits))


def halves(available, under, limits) -> list[tuple[Fraction, ...]]:
    """Every feasible way in half units."""
    ways = product(*([HALF * n for n in range(int(2 * there) + 1)] for there in available))
    return [way for way in ways if feasible(way, available, under, limits)]


@given(FEW_CLASSES | FEW_LIMITS)
@example(([Fraction(2)] * 3, [[0, 1], [0, 2], [1, 2]], [Fraction(1)] * 3))
def test_no_way_in_half_units_is_better_and_one_is_as_good(case):
    assert sum(most(*case)) == max(map(sum, halves(*case)))


@given(FEW_CLASSES)
@example(([Fraction(1)] * 3, [[0, 1], [0], [1]], [Fraction(1)] * 2))
@example(([Fraction(1)] * 2, [[0], []], [Fraction(1)]))
def test_of_the_best_ways_one_is_taken_that_leaves_most_room(case):
    def load(way):
        return sum(n * len(places) for n, places in zip(way, case[1], strict=True))

    ways = halves(*case)
    top = max(map(sum, ways))
    assert load(most(*case)) == min(load(way) for way in ways if sum(way) == top)


@given(MANY)
def test_what_is_taken_is_there_and_within_every_limit(case):
    assert feasible(most(*case), *case)


@given(MANY, st.randoms(use_true_random=False))
def test_no_feasible_way_takes_more(case, random):
    available, under, limits = case
    wish = [there * Fraction(random.randint(0, 12), 12) for there in available]
    loads = [(used(wish, under, at), limit) for at, limit in enumerate(limits)]
    scale = min([Fraction(1), *(limit / load for load, limit in loads if load)])
    way = [n * scale for n in wish]
    assert feasible(way, *case)
    assert sum(most(*case)) >= sum(way)


@given(MANY, st.randoms(use_true_random=False))
def test_taking_greedily_in_any_order_takes_no_more(case, random):
    available, under, limits = case
    room, taken = list(limits), Fraction(0)
    for at in random.sample(range(len(under)), len(under)):
        amount = min([available[at], *(room[place] for place in under[at])])
        taken += amount
        for place in under[at]:
            room[place] -= amount
    assert sum(most(*case)) >= taken


@given(MANY, st.data())
def test_the_order_of_classes_and_of_limits_does_not_change_the_sum(case, data):
    available, under, limits = case
    classes = data.draw(st.permutations(range(len(under))))
    places = data.draw(st.permutations(range(len(limits))))
    moved = (
        [available[at] for at in classes],
        [[places.index(place) for place in under[at]] for at in classes],
        [limits[at] for at in places],
    )
    assert sum(most(*moved)) == sum(most(*case))


@given(MANY, st.integers(1, 7))
def test_a_finer_unit_changes_nothing_but_the_scale(case, unit):
    available, under, limits = case
    finer = most([n / unit for n in available], under, [n / unit for n in limits])
    assert sum(finer) * unit == sum(most(*case))


@given(MANY, st.data())
def test_more_of_a_class_never_makes_the_sum_less(case, data):
    available, under, limits = case
    more = [n + data.draw(st.integers(0, 3)) for n in available]
    assert sum(most(more, under, limits)) >= sum(most(*case))


@given(MANY, st.data())
def test_a_higher_limit_never_makes_the_sum_less(case, data):
    available, under, limits = case
    higher = [n + data.draw(st.integers(0, 3)) for n in limits]
    assert sum(most(available, under, higher)) >= sum(most(*case))


@given(MANY, st.integers(0, 1000))
def test_a_further_limit_never_makes_the_sum_more(case, hundredths):
    available, under, limits = case
    bound = [[*places, len(limits)] for places in under]
    further = [*limits, Fraction(hundredths, 100)]
    assert sum(most(available, bound, further)) <= min(sum(most(*case)), further[-1])


@given(MANY)
def test_a_class_under_no_limit_counts_whole(case):
    taken = most(*case)
    assert all(
        n == there for n, there, places in zip(taken, case[0], case[1], strict=True) if not places
    )


@given(MANY)
def test_limits_of_nothing_leave_what_falls_under_none(case):
    available, under, limits = case
    taken = most(available, under, [Fraction(0)] * len(limits))
    assert taken == [0 if places else n for n, places in zip(available, under, strict=True)]


@given(MANY)
def test_of_nothing_nothing_is_taken(case):
    available, under, limits = case
    assert most([Fraction(0)] * len(available), under, limits) == [0] * len(under)


@pytest.mark.parametrize("limits", [[], [Fraction(0)], [Fraction(3), Fraction(0)]])
def test_no_classes_take_nothing(limits):
    assert most([], [], limits) == []


def test_without_limits_everything_is_taken():
    available = [Fraction(3), Fraction(0), Fraction(7, 3)]
    assert most(available, [[], [], []], []) == available


def test_three_limits_that_overlap_in_pairs_give_halves():
    one, under = Fraction(1), [[0, 1], [0, 2], [1, 2]]
    assert most([one] * 3, under, [one] * 3) == [HALF] * 3


def test_four_limits_that_overlap_in_threes_give_thirds():
    one, under = Fraction(1), [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]
    assert most([one] * 4, under, [one] * 4) == [THIRD] * 4


@pytest.mark.parametrize("alike", [False, True], ids=["all different", "as degenerate as can be"])
@pytest.mark.parametrize("seed", range(3))
def test_sixty_classes_under_six_limits_end(seed, alike):
    random = Random(seed)
    under = [[at for at in range(6) if random.random() < 0.5] for _ in range(60)]
    amounts = [Fraction(1 if alike else random.randint(1, 4000), 100) for _ in under]
    limits = [Fraction(5 if alike else random.randint(0, 20_000), 100) for _ in range(6)]
    assert feasible(most(amounts, under, limits), amounts, under, limits)
