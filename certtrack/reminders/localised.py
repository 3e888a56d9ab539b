"""Dates, numbers, money and lists as the readers of a language write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from certtrack.errors import did_you_mean, refuse

MORE_THAN_ANY_DAYS = 10**6
"""Of a unit: below so many, the next smaller one is counted in; so it is always days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language in which messages are written, and how its readers write things.

    The readers live in the United States: a point stands before decimals in Spanish, too.

    Args:
        code: Its code, as settings and the `lang` of HTML have it.
        name: What it calls itself.
        locale: Where babel finds its dates, numbers and money.
        list_locale: Where babel finds its lists: English here has no comma before "and".
        days: What the day itself is called, the one before and the one after.
        ceu: What one CEU is called.
        ceus: What several are called, and parts of one.
    """

    code: str
    name: str
    locale: str
    list_locale: str
    days: dict[int, str]
    ceu: str
    ceus: str

    def date(self, day: date) -> str:
        """A day with its month in words, for example June 13, 2026."""
        from babel.dates import format_date

        return format_date(day, "long", self.locale)

    def away(self, days: int) -> str:
        """How far away a day is: today, tomorrow, in 12 days, 3 days ago.

        Args:
            days: From today on; negative when it is past.
        """
        if days in self.days:
            return self.days[days]
        from babel.dates import format_timedelta

        return format_timedelta(
            timedelta(days=days),
            granularity="day",
            threshold=MORE_THAN_ANY_DAYS,
            add_direction=True,
            locale=self.locale,
        )

    def number(self, number: Decimal | int) -> str:
        """A number with all of its decimals, but no zeros that say nothing."""
        from babel.numbers import format_decimal

        return format_decimal(number, locale=self.locale, decimal_quantization=False)

    def ceu_words(self, ceus: Decimal | int) -> str:
        """A number of CEUs: 1 CEU, 2 CEUs, 0.5 CEUs."""
        return f"{self.number(ceus)} {self.ceu if ceus == 1 else self.ceus}"

    def money(self, amount: Decimal | int, currency: str | None) -> str:
        """An amount of money.

        Args:
            amount: How much.
            currency: Its code, for example USD; None when it is not told.
        """
        if currency is None:
            return self.number(amount)
        from babel.numbers import format_currency

        return format_currency(amount, currency, locale=self.locale)

    def listed(self, words: Iterable[str]) -> str:
        """Words one after the other: a, b and c."""
        from babel.lists import format_list

        return format_list(list(words), locale=self.list_locale)


LANGUAGES = {
    one.code: one
    for one in (
        Language(
            code="en",
            name="English",
            locale="en_US",
            list_locale="en_GB",
            days={-1: "yesterday", 0: "today", 1: "tomorrow"},
            ceu="CEU",
            ceus="CEUs",
        ),
        Language(
            code="es",
            name="español",
            locale="es_US",
            list_locale="es_US",
            days={-1: "ayer", 0: "hoy", 1: "mañana"},
            ceu="CEU",
            ceus="CEU",
        ),
    )
}


def language_of(code: str) -> Language:
    """The language with a code.

    Raises:
        Refused: When messages are not written in it.
    """
    if found := LANGUAGES.get(code):
        return found
    known = ", ".join(f"{one.code} ({one.name})" for one in LANGUAGES.values())
    near = did_you_mean(code, LANGUAGES)
    hint = f"{near or ''} Known are: {known}.".strip()
    raise refuse(f"language: there are no messages in {code[:40]!r}", hint=hint)
