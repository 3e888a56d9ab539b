"""In what order day and month stand in a column: told, or settled by its cells; never guessed."""

from __future__ import annotations

from collections.abc import Iterator

from certtrack.errors import Fault, Refused, Unsettled
from certtrack.records.sheets.days import Order, Written, written

ORDERS: dict[str, str] = {"mdy": "month/day/year", "dmy": "day/month/year"}
"""Each order in words."""

TOLD = 3
"""Rows that are named as examples."""


class DayOrder:
    """What the cells of a column say of the order of day and month.

    Args:
        file: The file's name, for faults.
        column: The column's name.
    """

    def __init__(self, file: str, column: str) -> None:
        self.file, self.column = file, column
        self._settling: dict[Order, tuple[int, str]] = {}
        self._open: tuple[int, str] | None = None
        self._number_open = 0
        self._hows: dict[str, int] = {}

    def see(self, row: int, cell: str) -> None:
        """Take in one cell; what is no day says nothing."""
        one = _written(cell)
        if one is None:
            return
        if one.how:
            self._hows.setdefault(one.how, row)
        if order := one.settles():
            self._settling.setdefault(order, (row, cell))
        elif one.is_open():
            self._number_open += 1
            self._open = self._open or (row, cell)

    def settled(self) -> Order | None:
        """The order that the cells themselves settle; None where none is needed.

        Raises:
            Unsettled: When nobody can tell, or cells contradict each other.
        """
        if len(self._settling) > 1:
            (row, cell), (other_row, other) = self._settling.values()
            what = f"{self.column!r} is written in two ways: {cell} in row {row}, {other} in row"
            hint = "Mend the rows, or say which is right: --dates mdy or --dates dmy."
            raise Unsettled(Fault(f"{what} {other_row}", self.file, hint), ORDERS, "dates")
        if self._open and not self._settling:
            raise self._asked(*self._open)
        return next(iter(self._settling), None)

    def notes(self, told: Order | None) -> Iterator[str]:
        """What was understood, in words.

        Args:
            told: The order where it is told and not settled by the cells.
        """
        if self._open and not told:
            (order, (settling, by)), (row, cell) = *self._settling.items(), self._open
            yield (
                f"{self.column}: {cell} (row {row}) is read as {shown(order)}, because {by} in "
                f"row {settling} can be nothing else and no row says otherwise."
            )
        for how, row in list(self._hows.items())[:TOLD]:
            yield f"{self.column}, row {row}: {how}."

    def _asked(self, row: int, cell: str) -> Refused:
        one, number = written(cell), self._number_open
        first, second = (
            f"{day:%B} {day.day}" for day in (one.in_order("mdy"), one.in_order("dmy"))
        )
        more = f" (it is one of {number:,} such days)" if number > 1 else ""
        what = f"{cell} may be {first} or {second}{more}"
        hint = "Say which stands first, the month or the day: --dates mdy or --dates dmy."
        where = f"{self.file}, row {row}"
        return Unsettled(Fault(what, where, hint), {"mdy": first, "dmy": second}, "dates")


def shown(order: Order) -> str:
    """An order in words."""
    return ORDERS[order]


def _written(cell: str) -> Written | None:
    try:
        return written(cell) if cell else None
    except ValueError:
        return None
