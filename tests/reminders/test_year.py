"""A year, day by day: whatever is due is told once, in its time; nothing else is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from certtrack.reminders.reminder import KINDS
from tests.reminders.accounts import Accounts, Told, Turn
from tests.reminders.staff import staff
from tests.reminders.year import DOWN_FROM, DOWN_UNTIL, live

SEED = 1


@pytest.fixture(scope="module")
def year(library, tmp_path_factory):
    return live(tmp_path_factory.mktemp("year"), staff(), library, Random(SEED))


def days(year, name, kind):
    """The days on which somebody heard of a kind, in order."""
    return sorted(one.day for one in year.accounts.received if (one.name, one.kind) == (name, kind))


def test_every_reminder_of_a_year_is_told_once_in_its_time_and_nothing_else(year):
    assert year.accounts.differences() == []
    assert year.accounts.expected.total() > 150
    assert {one.kind for one in year.accounts.received} == set(KINDS)


def test_of_every_lead_time_it_is_known_what_became_of_it(year):
    fates = year.accounts.fates()
    assert fates.total() == len(year.accounts.turns)
    assert set(fates) == {"on the day", "later", "overtaken", "silenced", "no longer due"}
    assert fates["on the day"] > fates.total() / 2


def test_while_the_server_is_down_nothing_arrives_and_soon_after_the_rest_does(year):
    moments = [now for now, _ in year.letters]
    assert not [now for now in moments if DOWN_FROM <= now.date() < DOWN_UNTIL]
    after = [now for now in moments if 0 <= (now.date() - DOWN_UNTIL).days <= 2]
    assert len(after) >= 3


def test_who_is_refused_stands_in_the_log_for_each_reminder_and_hears_nothing(year):
    assert {one.name for one in year.accounts.failed} == {"Refused"}
    assert year.accounts.failed == year.accounts.refused
    assert "Refused" not in {one.name for one in year.accounts.received}


def test_ceus_and_a_fee_of_mid_year_end_their_reminders_and_a_new_cycle_tells_its_rules(year):
    last = date(2026, 6, 13)
    assert [one for one in days(year, "Finishes", "ceu-shortfall") if one <= last][-1] < date(
        2026, 4, 21
    )
    assert [one for one in days(year, "Finishes", "fee-due") if one <= last][-1] < date(2026, 5, 20)
    assert days(year, "Finishes", "ready-to-renew")
    (began,) = days(year, "Finishes", "cycle-started")
    (text,) = [
        letter.mail.get_body(("plain",)).get_content()
        for now, letter in year.letters
        if letter.recipients == ["finishes@example.org"] and now.date() == began
    ]
    assert "At least 40% of the required CEUs" in " ".join(text.split())


def test_a_cycle_that_ends_unmet_is_told_as_inactive_until_it_is_revoked(year):
    heard = days(year, "Lapses", "inactive")
    assert heard[0] == date(2026, 4, 1)
    assert heard[-1] == date(2026, 9, 27)
    assert len(heard) > 20


def test_what_was_told_on_friday_and_put_off_over_the_weekend_is_told_on_monday(year):
    assert {date(2026, 7, 3), date(2026, 7, 6)} <= set(days(year, "Works", "ceu-shortfall"))


def test_what_is_muted_is_told_no_more(year):
    assert days(year, "Mutes", "ceu-shortfall")
    assert not [one for one in days(year, "Mutes", "fee-due") if one >= date(2026, 2, 1)]


TOLD = Told(date(2026, 6, 1), "Ana", "fee-due", "9a59d6ae")
LATE = TOLD._replace(day=date(2026, 6, 2))
BOOK = Accounts(expected=Counter([TOLD]), received=Counter([TOLD]))


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({}, []),
        ({"received": Counter()}, ["06-01 missed"]),
        ({"received": Counter([TOLD, TOLD])}, ["06-01 doubled", "06-01 not due"]),
        ({"received": Counter([LATE])}, ["06-01 missed", "06-02 not due"]),
        ({"expected": Counter()}, ["06-01 not due"]),
        ({"refused": Counter([TOLD])}, ["06-01 missed"]),
        ({"failed": Counter([TOLD])}, ["06-01 not due"]),
    ],
)
def test_the_accounts_tell_what_is_wrong(changes, wrong):
    told = replace(BOOK, **changes).differences()
    assert [
        one.removeprefix("2026-").replace(" Ana: fee-due 9a59d6ae", "") for one in told
    ] == wrong


def test_the_fate_of_a_lead_time_is_told_by_what_followed():
    turns = {Turn("Ana", "a", lead): date(2026, 6, 1) for lead in (30, 14, 7, 3)}
    told = {Turn("Ana", "a", 30): date(2026, 6, 1), Turn("Ana", "a", 7): date(2026, 6, 4)}
    fates = Accounts(turns=turns, told_at=told, silenced={Turn("Ana", "a", 3)}).fates()
    assert fates == {"on the day": 1, "overtaken": 1, "later": 1, "silenced": 1}
