"""How often somebody may try a password: one name, one address, and many at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from starlette.testclient import TestClient

from certtrack.services import accounts
from certtrack.web import accounts_door, tries
from certtrack.web.accounts_door import AT_ONCE, WAITING, AccountsDoor, MustWait
from certtrack.web.app import make_app
from certtrack.web.signing_in import TRIES
from certtrack.web.tries import PAUSE, Tries
from tests.web.conftest import BASE, SECRET

PASSWORD = "a sentence that is long"


@pytest.fixture
def now(monkeypatch):
    """A clock that is set by hand."""
    told = [1000.0]
    monkeypatch.setattr(tries, "monotonic", lambda: told[0])
    return told


@pytest.fixture
def door(home):
    accounts.add(home / "accounts", "root", "admin", None, None, PASSWORD)
    return AccountsDoor(SECRET, home / "accounts", secure=False)


def test_wrong_tries_count_for_a_while_and_each_by_itself(now):
    mine = Tries(2)
    assert [mine.take("ana"), mine.take("ana"), mine.take("bo")] == [0, 0, 0]
    assert mine.take("ana") == PAUSE + 1
    now[0] += PAUSE - 1
    assert mine.take("ana") == 2
    now[0] += 1
    assert [mine.take("ana"), mine.take("ana")] == [0, 0]
    assert mine.take("ana") > 0


def test_who_must_wait_does_not_wait_longer_for_asking(now):
    mine = Tries(1)
    mine.take("ana")
    for _ in range(10):
        now[0] += 2.9
        assert mine.take("ana") > 0
    now[0] += 1
    assert mine.take("ana") == 0


def test_a_try_that_was_right_does_not_count_and_the_wrong_ones_before_do(now):
    mine = Tries(2)
    mine.take("ana")
    for _ in range(5):
        assert mine.take("ana") == 0
        mine.give_back("ana")
    assert mine.take("ana") == 0
    assert mine.take("ana") > 0


def test_names_that_are_made_up_fill_no_memory(now, monkeypatch):
    monkeypatch.setattr(tries, "MOST_KEYS", 3)
    mine = Tries(2)
    assert [mine.take(name) for name in "abcd"] == [0, 0, 0, PAUSE]
    assert mine.take("a") == 0
    now[0] += PAUSE
    assert mine.take("d") == 0


def test_many_at_once_are_no_more_than_one_after_the_other(door):
    def attempt(_):
        try:
            return door.account("root", "wrong", "192.0.2.7")
        except MustWait:
            return "wait"

    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(attempt, range(12)))
    assert answers.count(None) == TRIES


def wrong(door, name, address):
    try:
        return door.account(name, "wrong", address)
    except MustWait as wait:
        return wait


@pytest.fixture
def few(door, monkeypatch):
    """A door that takes three wrong passwords from one address: each takes its time."""
    monkeypatch.setattr(accounts_door, "TRIES_OF_A_PLACE", 3)
    return AccountsDoor(SECRET, door.folder, secure=False)


@pytest.mark.parametrize(
    ("same", "another"),
    [
        (["192.0.2.7"], "192.0.2.8"),
        (["2001:db8::1", "2001:db8::2", "2001:0db8:0:0:ffff::1"], "2001:db8:0:1::1"),
        (["192.0.2.7", "::ffff:192.0.2.7"], "::ffff:192.0.2.8"),
        (["a socket"], "another"),
    ],
)
def test_an_address_cannot_try_one_name_after_the_other(few, same, another):
    for number in range(3):
        assert wrong(few, f"name-{number}", same[number % len(same)]) is None
    # Those that are not looked at are no wrong ones for the name.
    for _ in range(TRIES + 1):
        assert isinstance(wrong(few, "root", same[-1]), MustWait)
    assert wrong(few, "root", another) is None


def test_who_signs_in_rightly_does_not_wipe_out_wrong_tries(few):
    for name in ("a", "b"):
        wrong(few, name, "192.0.2.7")
    assert few.account("root", PASSWORD, "192.0.2.7")
    assert wrong(few, "c", "192.0.2.7") is None
    assert isinstance(wrong(few, "d", "192.0.2.7"), MustWait)


def test_a_flood_does_not_keep_the_pages_from_being_served(door, desk):
    """Passwords that are looked at take their time; whoever comes on top is sent away at once."""
    client = TestClient(make_app(desk, door, [BASE]), base_url=BASE, headers={"Origin": BASE})
    form = {"name": "root", "password": PASSWORD}
    with ThreadPoolExecutor(WAITING) as pool, ExitStack() as busy:
        for _ in range(AT_ONCE):
            busy.enter_context(door._looked_at)
        waiting = [
            pool.submit(wrong, door, f"name-{number}", f"192.0.2.{number}")
            for number in range(WAITING)
        ]
        for _ in range(1000):
            if not door._room._value:
                break
            time.sleep(0.01)
        answer = client.post("/sign-in", data=form)
        assert answer.status_code == 429
        assert "Many sign in just now. Try again in 1 second." in answer.text
        assert client.get("/sign-in").status_code == 200
        busy.close()
    assert [one.result() for one in waiting] == [None] * WAITING
    assert client.post("/sign-in", data=form, follow_redirects=False).status_code == 303
