"""Days as people write them. What can be read in two ways is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from certtrack.rules.shape import civil_date

Order = Literal["mdy", "dmy"]
"""Whether 03/04/2026 is the 4th of March or the 3rd of April."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMES = (
    *("january", "february", "march", "april", "june", "july", "august", "september"),
    *("october", "november", "december", "sept"),
)
MONTH_NUMBERS = {name: MONTHS.index(name[:3]) + 1 for name in (*MONTHS, *NAMES)}

TIME = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp]\.?[Mm]\.?)?( ?(Z|[+-]\d{2}:?\d{2}))?$"
)
WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
MONTH_FIRST = re.compile(r"([a-z]+)\.? *(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})", re.IGNORECASE)
DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[ -]*(?:of )?([a-z]+)\.?,?[ -]+(\d{4}|\d{2})", re.IGNORECASE
)
SERIAL = re.compile(r"([3-5]\d{4})(\.\d+)?")
FIRST_SERIAL = date(1899, 12, 30)
"""The day from which spreadsheets count."""

MONTHS_A_YEAR = 12
CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it is written.

    Args:
        day: The day; None where it depends on the order of day and month.
        parts: First and second number and the year, where only numbers are written, year last.
        how: What was understood into it and should be told: a serial number, two digits of
            a year; else None.
    """

    day: date | None
    parts: tuple[int, int, int] | None = None
    how: str | None = None

    def settles(self) -> Order | None:
        """The order of day and month that it is written in, where only one can be."""
        if self.parts is None:
            return None
        first, second, _ = self.parts
        if first > MONTHS_A_YEAR >= second:
            return "dmy"
        return "mdy" if second > MONTHS_A_YEAR >= first else None

    def is_open(self) -> bool:
        """Whether it is another day in the other order."""
        return self.parts is not None and self.settles() is None and self.day is None

    def in_order(self, order: Order | None) -> date:
        """The day.

        Raises:
            ValueError: When there is no such day, or the order is needed and not known.
        """
        if self.parts is None:
            assert self.day is not None, "only numbers leave the day open"
            return self.day
        first, second, year = self.parts
        month, day = (first, second) if (order or self.settles()) == "mdy" else (second, first)
        return _day(year, month, day)


def written(text: str) -> Written:
    """A day from how somebody wrote it: 2026-03-04, March 4, 2026, 4 Mar 2026, 03/04/2026.

    Raises:
        ValueError: With what is wrong with it; for anything that is no day.
    """
    plain = TIME.sub("", WEEKDAY.sub("", " ".join(text.split())))
    if found := YEAR_FIRST.fullmatch(plain):
        year, month, day = (int(one) for one in found.groups() if one)
        return Written(_day(year, month, day))
    if found := YEAR_LAST.fullmatch(plain):
        return _numbers(int(found[1]), int(found[3]), found[4])
    if (found := MONTH_FIRST.fullmatch(plain)) and (number := _month(found[1])):
        return Written(_day(int(found[3]), number, int(found[2])))
    if (found := DAY_FIRST.fullmatch(plain)) and (number := _month(found[2])):
        year, how = _year(found[3])
        return Written(_day(year, number, int(found[1])), how=how)
    if found := SERIAL.fullmatch(plain):
        day_ = civil_date(FIRST_SERIAL + timedelta(days=int(found[1])))
        return Written(day_, how=f"{plain} is a spreadsheet's number of the day {day_}")
    raise ValueError(f"{text[:40]!r} is no day like 2026-03-31, March 31, 2026 or 31 Mar 2026")


def _numbers(first: int, second: int, year_: str) -> Written:
    year, how = _year(year_)
    parts = first, second, year
    if first > MONTHS_A_YEAR and second > MONTHS_A_YEAR:
        raise ValueError(f"{first}/{second}/{year_} has no month")
    one = Written(None, parts, how)
    if first == second:
        return Written(one.in_order("mdy"), parts, how)
    return one


def _month(name: str) -> int | None:
    return MONTH_NUMBERS.get(name.casefold())


def _year(digits: str) -> tuple[int, str | None]:
    if len(digits) > len("26"):
        return int(digits), None
    return CENTURY + int(digits), f"the year {digits} is taken as {CENTURY + int(digits)}"


def _day(year: int, month: int, day: int) -> date:
    return civil_date(f"{year:04}-{month:02}-{day:02}")
