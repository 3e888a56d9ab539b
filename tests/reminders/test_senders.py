"""Senders in processes of their own: two at once, and some that are killed."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from certtrack.errors import Refused
from certtrack.services.agreed_clock import agreed_clock
from certtrack.services.delivery_log import delivery_log
from certtrack.store.location import locate
from tests.reminders.campaign import campaign
from tests.reminders.post_office import open_office
from tests.reminders.senders import FIRST, address, fill, noon, open_sender, settings_text

PEOPLE = 36
NOW = noon(FIRST)


def test_two_senders_at_once_send_everyone_one_message(empty, tmp_path):
    fill(empty, PEOPLE)
    settings = tmp_path / "reminders.toml"
    with open_office() as office, ExitStack() as stack:
        settings.write_text(settings_text(office), encoding="utf-8")
        pair = [stack.enter_context(open_sender(empty, settings)) for _ in range(2)]
        for day in range(2):
            for one in pair:
                one.begin(NOW + timedelta(days=day))
            assert [one.end() for one in pair] == [0, 0]
    received = Counter(to for one in office.letters for to in one.recipients)
    assert received == {address(number): 2 for number in range(1, PEOPLE + 1)}
    assert len({one.mail["Message-ID"] for one in office.letters}) == 2 * PEOPLE
    # Both had a part in it: it is no test of two when one was done before the other began.
    assert office.connections > 2
    assert {one.state for one, _ in delivery_log(empty, None, failed=False)} == {"sent"}


def test_killed_senders_lose_nothing_and_repeat_nothing_unmarked(empty, tmp_path):
    figures = campaign(empty, tmp_path, kills=6, people=6, chance=Random(5))
    assert figures.kills == 6
    assert len(figures.expected) >= 12
    assert (figures.lost, figures.unmarked, figures.other_keys) == (set(), [], [])
    assert figures.unsettled == 0
    assert figures.received.total() == len(set(figures.received)) + figures.repeats


def test_a_clock_that_is_far_from_the_servers_sends_nothing(database):
    fill(database, 1)
    place = locate(database)
    with pytest.raises(Refused, match=r"this machine's clock is \d+ minutes behind the server's"):
        agreed_clock(place, lambda: NOW)


def test_a_clock_that_is_a_little_wrong_goes_by_the_servers(database):
    fill(database, 1)
    shift = timedelta(minutes=4)
    now = agreed_clock(locate(database), lambda: datetime.now(UTC) - shift)
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=20)


def test_a_file_goes_by_this_machines_clock(tmp_path):
    store = str(tmp_path / "store.db")
    fill(store, 1)
    assert agreed_clock(locate(store), lambda: NOW)() == NOW
