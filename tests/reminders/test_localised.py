"""Dates, numbers, money and lists read as the readers of each language write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.errors import Refused
from certtrack.reminders.localised import LANGUAGES, language_of

ENGLISH, SPANISH = LANGUAGES["en"], LANGUAGES["es"]


def test_a_day_has_its_month_in_words():
    day = date(2026, 6, 13)
    assert (ENGLISH.date(day), SPANISH.date(day)) == ("June 13, 2026", "13 de junio de 2026")


@pytest.mark.parametrize(
    ("days", "english", "spanish"),
    [
        (-400, "400 days ago", "hace 400 días"),
        (-2, "2 days ago", "hace 2 días"),
        (-1, "yesterday", "ayer"),
        (0, "today", "hoy"),
        (1, "tomorrow", "mañana"),
        (2, "in 2 days", "dentro de 2 días"),
        (30, "in 30 days", "dentro de 30 días"),
        (3660, "in 3660 days", "dentro de 3660 días"),
    ],
)
def test_how_far_a_day_is_away_is_told_in_days(days, english, spanish):
    assert (ENGLISH.away(days), SPANISH.away(days)) == (english, spanish)


@pytest.mark.parametrize(
    ("ceus", "english", "spanish"),
    [
        ("1", "1 CEU", "1 CEU"),
        ("1.0", "1 CEU", "1 CEU"),
        ("2", "2 CEUs", "2 CEU"),
        ("0", "0 CEUs", "0 CEU"),
        ("0.5", "0.5 CEUs", "0.5 CEU"),
        ("8.00", "8 CEUs", "8 CEU"),
        ("12.25", "12.25 CEUs", "12.25 CEU"),
        ("1E+1", "10 CEUs", "10 CEU"),
        ("0.3333333333", "0.3333333333 CEUs", "0.3333333333 CEU"),
    ],
)
def test_ceus_are_exact_without_zeros_that_say_nothing(ceus, english, spanish):
    told = Decimal(ceus)
    assert (ENGLISH.ceu_words(told), SPANISH.ceu_words(told)) == (english, spanish)


@pytest.mark.parametrize(
    ("amount", "currency", "english", "spanish"),
    [
        ("218", "USD", "$218.00", "$218.00"),
        ("1050.5", "USD", "$1,050.50", "$1,050.50"),
        ("10", "CAD", "CA$10.00", "CAD10.00"),
        ("10", None, "10", "10"),
    ],
)
def test_money_has_its_currency(amount, currency, english, spanish):
    told = Decimal(amount)
    assert ENGLISH.money(told, currency) == english
    assert SPANISH.money(told, currency).replace("\xa0", "") == spanish


@pytest.mark.parametrize(
    ("words", "english", "spanish"),
    [("a", "a", "a"), ("ab", "a and b", "a y b"), ("abc", "a, b and c", "a, b y c"), ("", "", "")],
)
def test_words_are_listed(words, english, spanish):
    assert (ENGLISH.listed(words), SPANISH.listed(words)) == (english, spanish)


@pytest.mark.parametrize("code", ["EN", "fr", "", "english" * 100])
def test_an_unknown_language_is_refused_in_one_sentence(code):
    with pytest.raises(Refused, match=r"Known are: en \(English\), es \(español\)\.$") as caught:
        language_of(code)
    assert len(str(caught.value)) < 200


@given(st.decimals(0, 10_000, places=2), st.sampled_from(sorted(LANGUAGES)))
def test_no_number_is_rounded(number, code):
    assert Decimal(LANGUAGES[code].number(number).replace(",", "")) == number
