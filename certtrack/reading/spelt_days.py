"""Days as people and certificates spell them; where two could be meant, both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
SPELT = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    rf"|\b(?P<month>{MONTH})\.?\s+(?P<day>{NUMBER})"
    rf"(?:\s*(?:-|–|to|and|&|through)\s*(?:(?P<to_month>{MONTH})\.?\s+)?(?P<to_day>{NUMBER}))?"
    r",?\s+(?P<year>\d{4})\b"
    rf"|\b(?P<day_first>{NUMBER})\s+(?:day\s+of\s+)?(?P<then_month>{MONTH})\.?,?"
    r"\s+(?P<then_year>\d{4})\b"
    r"|\b(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<short_year>\d{4}|\d{2})\b",
    re.IGNORECASE,
)
CENTURY = 2000


@dataclass(frozen=True, slots=True)
class SpeltDay:
    """A day in a text.

    Args:
        at: Where it begins in the text.
        written: As it stands there.
        readings: Every day that it can be; of several days the last.
        first: The first of several days.
        short: Whether its year has two digits, so that even a single reading is a guess.
    """

    at: int
    written: str
    readings: tuple[date, ...]
    first: date | None = None
    short: bool = False

    @property
    def sure(self) -> bool:
        """Whether only one day can be meant."""
        return len(self.readings) == 1 and not self.short


def spelt_days(text: str) -> Iterator[SpeltDay]:
    """Every day that a text names, in order; what is in no calendar is none."""
    for found in SPELT.finditer(text):
        day = _read(found)
        if day.readings:
            yield day


def _read(found: re.Match[str]) -> SpeltDay:
    at, written = found.start(), found[0]
    if found["iso"]:
        year, month, day = found["iso"].split("-")
        return SpeltDay(at, written, _days((year, month, day)))
    if found["month"]:
        return _in_words(found)
    if found["then_month"]:
        parts = (found["then_year"], _number(found["then_month"]), found["day_first"])
        return SpeltDay(at, written, _days(parts))
    one, two, year = found["one"], found["two"], found["short_year"]
    short = len(year) == len("26")
    full = str(CENTURY + int(year)) if short else year
    readings = _days((full, one, two), (full, two, one))
    return SpeltDay(at, written, readings, short=short)


def _in_words(found: re.Match[str]) -> SpeltDay:
    year, month = found["year"], _number(found["month"])
    first = _days((year, month, found["day"]))
    if not found["to_day"]:
        return SpeltDay(found.start(), found[0], first)
    last_month = _number(found["to_month"]) if found["to_month"] else month
    last = _days((year, last_month, found["to_day"]))
    return SpeltDay(found.start(), found[0], last, first[0] if first and last else None)


def _number(month: str) -> str:
    return str(MONTHS.index(month[:3].lower()) + 1)


def _days(*parts: tuple[str, str, str]) -> tuple[date, ...]:
    """The days that years, months and days in figures are, without what is in no calendar."""
    days = []
    for year, month, day in parts:
        try:
            days.append(date(int(year), int(month), int(re.sub(r"\D", "", day))))
        except ValueError:
            continue
    return tuple(dict.fromkeys(days))
