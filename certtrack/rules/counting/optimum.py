"""The most that can count under several limits at once, exactly.

Activities that fall under the same limits are alike, so the question is how much to take
of each such class: a linear programme whose limits are never negative. It is solved by the
simplex method in whole numbers; with Bland's rule it ends, and nothing is rounded. The
table is kept free of fractions as Edmonds showed: every entry is a whole number over one
denominator, the pivot before, by which every product divides without remainder.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

Row = list[int]

MORE = 10**8
"""Weight of an aim beside the one after it, large enough never to be outweighed by it."""


def most(
    available: Sequence[Fraction],
    under: Sequence[Sequence[int]],
    limits: Sequence[Fraction],
    serves: Sequence[Sequence[int]] = (),
    minimums: Sequence[Fraction] = (),
) -> list[Fraction]:
    """How much to take of each class so that it serves best.

    Args:
        available: What there is of each class; not negative.
        under: For each class the limits it falls under, by their place in `limits`.
        limits: The most that may be taken of all classes under each limit; not negative.
        serves: For each class the minimums it serves, by their place in `minimums`.
        minimums: What is wanted of all classes that serve each minimum; not negative. The
            aims come in this order: the first minimum, the others together, the sum of all
            that is taken, and room under the limits. Without minimums the sum comes first.
    """
    if _all_fit(available, under, limits):
        return list(available)
    scale = lcm(*(one.denominator for one in (*available, *limits, *minimums)))
    count, wanted = len(available), len(minimums)
    served = serves or [()] * count
    worth = [MORE - len(places) for places in under]
    worth += [MORE**2 if at else MORE**3 for at in range(wanted)]
    rows: list[Row] = []
    bounds: list[Fraction] = []
    for at, amount in enumerate(available):
        rows.append([int(one == at) for one in range(count + wanted)])
        bounds.append(amount)
    for at, limit in enumerate(limits):
        rows.append([*(int(at in places) for places in under), *[0] * wanted])
        bounds.append(limit)
    for at, minimum in enumerate(minimums):
        filled = [int(one == at) for one in range(wanted)]
        rows.append([*[0] * count, *filled])
        bounds.append(minimum)
        rows.append([*(-int(at in places) for places in served), *filled])
        bounds.append(Fraction(0))
    found = _maximum(worth, rows, [int(bound * scale) for bound in bounds])
    return [amount / scale for amount in found[:count]]


def _all_fit(
    available: Sequence[Fraction], under: Sequence[Sequence[int]], limits: Sequence[Fraction]
) -> bool:
    """Whether everything can be taken; then nothing else can be as good."""
    taken = [Fraction(0)] * len(limits)
    for amount, places in zip(available, under, strict=True):
        for at in places:
            taken[at] += amount
    return all(amount <= limit for amount, limit in zip(taken, limits, strict=True))


def _maximum(worth: Row, rows: list[Row], limits: Row) -> list[Fraction]:
    """The x >= 0 that makes worth·x greatest where each row·x is at most its limit."""
    count, size = len(worth), len(rows)
    table = [
        [*row, *(int(at == one) for one in range(size)), limit]
        for at, (row, limit) in enumerate(zip(rows, limits, strict=True))
    ]
    gain = [*worth, *[0] * size, 0]
    basis = [count + at for at in range(size)]
    over = 1
    while (enters := next((at for at in range(count + size) if gain[at] > 0), None)) is not None:
        leaves = min(
            (at for at in range(size) if table[at][enters] > 0),
            key=lambda at: (Fraction(table[at][-1], table[at][enters]), basis[at]),
        )
        over = _pivot(table, gain, leaves, enters, over)
        basis[leaves] = enters
    taken = {at: Fraction(row[-1], over) for at, row in zip(basis, table, strict=True)}
    return [taken.get(at, Fraction(0)) for at in range(count)]


def _pivot(table: list[Row], gain: Row, leaves: int, enters: int, over: int) -> int:
    """Exchange a variable; gives the new common denominator, the pivot itself."""
    chosen = table[leaves]
    pivot = chosen[enters]
    for row in (*(row for at, row in enumerate(table) if at != leaves), gain):
        factor = row[enters]
        row[:] = [(pivot * a - factor * b) // over for a, b in zip(row, chosen, strict=True)]
    return pivot
