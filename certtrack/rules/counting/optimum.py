"""The most that can count under several limits at once, exactly.

Activities that fall under the same limits are alike, so the question is how much to take
of each such class: a linear programme whose limits are never negative. It is solved by the
simplex method in fractions; with Bland's rule it ends, and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]


LESS = Fraction(1, 10**8)
"""Weight of an aim beside the one before it, small enough never to outweigh it."""


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
    count, wanted = len(available), len(minimums)
    served = serves or [()] * count
    worth = [LESS**2 - LESS**3 * len(places) for places in under]
    worth += [LESS if at else Fraction(1) for at in range(wanted)]
    rows, bounds = [], []
    for at, amount in enumerate(available):
        rows.append([Fraction(one == at) for one in range(count + wanted)])
        bounds.append(amount)
    for at, limit in enumerate(limits):
        rows.append([*(Fraction(at in places) for places in under), *[Fraction(0)] * wanted])
        bounds.append(limit)
    for at, minimum in enumerate(minimums):
        filled = [Fraction(one == at) for one in range(wanted)]
        rows.append([*[Fraction(0)] * count, *filled])
        bounds.append(minimum)
        rows.append([*(-Fraction(at in places) for places in served), *filled])
        bounds.append(Fraction(0))
    return _maximum(worth, rows, bounds)[:count]


def _maximum(worth: Row, rows: list[Row], limits: Row) -> list[Fraction]:
    """The x >= 0 that makes worth·x greatest where each row·x is at most its limit."""
    count, size = len(worth), len(rows)
    table = [
        [*row, *(Fraction(at == one) for one in range(size)), limit]
        for at, (row, limit) in enumerate(zip(rows, limits, strict=True))
    ]
    gain = [*worth, *[Fraction(0)] * size, Fraction(0)]
    basis = [count + at for at in range(size)]
    while (enters := next((at for at in range(count + size) if gain[at] > 0), None)) is not None:
        leaves = min(
            (at for at in range(size) if table[at][enters] > 0),
            key=lambda at: (table[at][-1] / table[at][enters], basis[at]),
        )
        _pivot(table, gain, leaves, enters)
        basis[leaves] = enters
    taken = {at: row[-1] for at, row in zip(basis, table, strict=True)}
    return [taken.get(at, Fraction(0)) for at in range(count)]


def _pivot(table: list[Row], gain: Row, leaves: int, enters: int) -> None:
    factor = table[leaves][enters]
    table[leaves] = [value / factor for value in table[leaves]]
    for row in (*(row for at, row in enumerate(table) if at != leaves), gain):
        factor = row[enters]
        if factor:
            row[:] = [a - factor * b for a, b in zip(row, table[leaves], strict=True)]
