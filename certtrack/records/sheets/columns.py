"""Which column of a table is which key of an activity: told, or guessed and shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from certtrack.errors import Fault, Refused, did_you_mean
from certtrack.records.sheets.amounts import amount
from certtrack.records.sheets.column import Column, Misunderstood, examples_of
from certtrack.records.sheets.days import Order, written
from certtrack.records.sheets.profiles import (
    ACTIVITIES,
    AMOUNT,
    HOURS,
    IGNORED,
    TARGETS,
    UNIT,
    Profile,
    plain,
    shipped,
)
from certtrack.records.sheets.table import Table

TIMES = (HOURS, "minutes")
AMOUNTS = ("ceus", "minutes", "credits", HOURS, AMOUNT)
DAYS = ("completed_on", "started_on")
LIKE = 0.8
"""From what share of its cells on a column is like days or numbers."""

ORDERS: dict[str, Order] = {r"\bm+[ /.-]*d+[ /.-]*y+\b": "mdy", r"\bd+[ /.-]*m+[ /.-]*y+\b": "dmy"}
EXPORTED = "counted"
"""How the names of columns begin that an export adds and an import leaves out."""


def is_known(profiles: Mapping[str, Profile], told: Mapping[str, str]) -> set[str]:
    """The names, written plainly, by which a header is known."""
    names = {name for profile in profiles.values() for name in profile.by_name()}
    return names | {plain(one) for one in (*told, *TARGETS)}


def columns_of(
    table: Table, profile: Profile | None, told: Mapping[str, str]
) -> tuple[Column, ...]:
    """What each column is taken for.

    Args:
        table: The table.
        profile: The profile that tells it; None to guess.
        told: By columns' names what they are taken for, whatever else would be.

    Raises:
        Misunderstood: When what an activity needs is in no column, or in two.
        Refused: When a column that is told is not there.
    """
    mine = told_of(table.columns, told)
    guess = _Guess(table, mine)
    if profile:
        guess.by_names(profile.by_name(), "the profile says so")
    else:
        guess.by_keys()
        for one in _likeliest(table):
            guess.by_names(one.by_name(), "its name")
        guess.by_content()
    guess.drop_second_amounts()
    columns = guess.columns()
    _refuse_lacking(table, columns)
    return columns


def order_in_header(columns: tuple[Column, ...]) -> Order | None:
    """The order of day and month that the name of a column tells, as in "Date (MM/DD/YYYY)"."""
    for column in columns:
        for pattern, order in ORDERS.items():
            if column.key in DAYS and re.search(pattern, column.name.casefold()):
                return order
    return None


def told_of(columns: Sequence[str], told: Mapping[str, str]) -> dict[int, str]:
    """By columns' places, from 0, what somebody says they are.

    Raises:
        Refused: When a column that is told is not there.
    """
    by_name = {plain(name): at for at, name in reversed(list(enumerate(columns)))}
    by_name |= {name: at for at, name in enumerate(columns)}
    mine: dict[int, str] = {}
    faults: list[Fault] = []
    for name, key in told.items():
        at = by_name.get(name, by_name.get(plain(name)))
        if at is None:
            hint = did_you_mean(name, columns) or f"There are {', '.join(columns)}."
            faults.append(Fault(f"there is no column {name!r}", "--map", hint))
        else:
            mine[at] = key
    if faults:
        raise Refused(*faults)
    return mine


def _likeliest(table: Table) -> list[Profile]:
    """The shipped profiles, first the one that knows most of the columns' names."""
    names = {plain(name) for name in table.columns}
    return sorted(shipped(ACTIVITIES).values(), key=lambda one: -len(names & set(one.by_name())))


class _Guess:
    """What is known so far of each column; each key is given to one column only."""

    def __init__(self, table: Table, told: Mapping[int, str]) -> None:
        self.table = table
        self.cells = [
            [line.cells[at] for line in table.lines if line.cells[at]]
            for at in range(len(table.columns))
        ]
        self.found: dict[int, tuple[str, str]] = {
            at: (key, "as you say") for at, key in told.items()
        }

    def by_keys(self) -> None:
        """Columns that are called as keys are, and those that an export adds."""
        for at, name in self._open():
            if plain(name).split(" ")[0] == EXPORTED:
                self.found[at] = IGNORED, "an export adds it"
            elif "completed_on" in self.table.columns and name in TARGETS:
                self.found[at] = name, "its name"

    def by_names(self, keys: Mapping[str, str], why: str) -> None:
        """Columns whose names are known, unless what is in them is something else."""
        for at, name in self._open():
            key = keys.get(plain(name))
            if key and not self._has(key) and self._fits(at, key):
                self.found[at] = key, why

    def by_content(self) -> None:
        """A column of days, and one of text, where there is only one that it can be."""
        open_ = [at for at, _ in self._open() if self.cells[at]]
        days = [at for at in open_ if self._is_like_days(at)]
        if len(days) == 1 and not self._has("completed_on"):
            self.found[days[0]] = "completed_on", "only days are in it"
        texts = [at for at in open_ if at not in days and not self._is_like_numbers(at)]
        if len(texts) == 1 and not self._has("title"):
            self.found[texts[0]] = "title", "the only text that is left"

    def drop_second_amounts(self) -> None:
        """Where rows tell how long and also what it is worth, the certificate's word is taken."""
        worth = [at for at, (key, _) in self.found.items() if key == "ceus"]
        for at, (key, why) in list(self.found.items()):
            if key in TIMES and worth and why != "as you say" and self._both(at, worth[0]):
                name = self.table.columns[worth[0]]
                self.found[at] = IGNORED, f"{name} tells what it is worth"

    def columns(self) -> tuple[Column, ...]:
        """Every column; those of which nothing is known are ignored."""
        return tuple(
            Column(name, at, *self.found.get(at, (IGNORED, "not known")), examples_of(cells))
            for (at, name), cells in zip(enumerate(self.table.columns), self.cells, strict=True)
        )

    def _open(self) -> list[tuple[int, str]]:
        return [(at, name) for at, name in enumerate(self.table.columns) if at not in self.found]

    def _has(self, key: str) -> bool:
        return key != IGNORED and key in (one for one, _ in self.found.values())

    def _fits(self, at: int, key: str) -> bool:
        cells = self.cells[at]
        if not cells or key not in (*AMOUNTS, *DAYS):
            return True
        return any(map(_is_amount if key in AMOUNTS else _is_day, cells))

    def _both(self, at: int, other: int) -> bool:
        return any(line.cells[at] and line.cells[other] for line in self.table.lines)

    def _is_like_numbers(self, at: int) -> bool:
        return _share(self.cells[at], _is_amount)

    def _is_like_days(self, at: int) -> bool:
        return _share(self.cells[at], _is_day)


def _share(cells: list[str], is_like: Callable[[str], bool]) -> bool:
    return bool(cells) and sum(map(is_like, cells)) >= LIKE * len(cells)


def _is_amount(cell: str) -> bool:
    try:
        amount(cell, HOURS)
    except ValueError:
        return False
    return True


def _is_day(cell: str) -> bool:
    try:
        written(cell)
    except ValueError:
        return False
    return True


def _refuse_lacking(table: Table, columns: tuple[Column, ...]) -> None:
    where = f"{table.name}, row {table.header}"
    keys = [column.key for column in columns]
    names = ", ".join(repr(column.name) for column in columns)
    hint = f'The columns are {names}; say which it is: --map "NAME=KEY", with KEY '
    faults = [
        Fault(f"no column tells {what}", where, f"{hint}{key}.")
        for what, key in (("the title", "title"), ("the day it was completed", "completed_on"))
        if key not in keys
    ]
    if not set(AMOUNTS) & set(keys):
        what = "no column tells how much it was"
        faults.append(Fault(what, where, f"{hint}ceus, hours, minutes or credits."))
    faults += [
        Fault(f"two columns are taken for {key}", where, "Leave one out: --map NAME=ignore.")
        for key in dict.fromkeys(keys)
        if key != IGNORED and keys.count(key) > 1
    ]
    if UNIT in keys and AMOUNT not in keys and len(set(AMOUNTS) & set(keys)) > 1:
        faults.append(Fault("a column of units needs one amount", where))
    if faults:
        raise Misunderstood(faults, columns)
