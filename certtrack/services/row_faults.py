"""What is wrong with the rows of a file: the first faults, and how many there are."""

from __future__ import annotations

from certtrack.errors import Fault, Refused

SHOWN = 20
"""Faults that are told; of the rest only how many there are."""

HELD = 1000
"""Faults that are held at a time."""


class RowFaults:
    """What is wrong with a file: the first faults by row, and how many there are.

    Args:
        file: The file's name.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.number = 0
        self._first: list[tuple[int, Fault]] = []

    def add(self, row: int, what: str, hint: str | None = None, column: str | None = None) -> None:
        """Note what is wrong with a row."""
        self.take(row, Fault(what, self.place(row, column), hint))

    def take(self, row: int, fault: Fault) -> None:
        """Note a fault that tells its place itself."""
        self.number += 1
        self._first.append((row, fault))
        if len(self._first) > HELD:
            self._first = self._sorted()

    def place(self, row: int, column: str | None = None) -> str:
        """Where in the file something stands."""
        return f"{self.file}, row {row}" + (f", column {column}" if column else "")

    def refuse(self) -> None:
        """Refuse the file if anything was wrong.

        Raises:
            Refused: With the first faults, and how many more there are.
        """
        if told := self.told():
            raise Refused(*told)

    def told(self) -> list[Fault]:
        """The first faults, and how many more there are."""
        told = [fault for _, fault in self._sorted()]
        if more := self.number - len(told):
            told.append(Fault(f"{more} more faults are not shown", self.file))
        return told

    def _sorted(self) -> list[tuple[int, Fault]]:
        return sorted(self._first, key=lambda pair: pair[0])[:SHOWN]
