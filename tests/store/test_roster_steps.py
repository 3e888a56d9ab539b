"""A page of a roster costs a large store no more than a small one; nothing is timed.

SQLite counts the steps of its machine, in which looking a row up by an index is one however
many rows there are, and going through rows is some for each.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from certtrack.services.card_makers import maker
from certtrack.services.persons import listed
from certtrack.services.roster_page import CHOICES, roster_page, words
from certtrack.store.card_page import FEW, page_of, words_of
from certtrack.store.cards import some_without
from certtrack.store.dialect import Connection
from certtrack.store.location import locate
from certtrack.store.sessions import reading, unit_of_work
from tests.postgres import Running

ON = date(2026, 6, 1)
SMALL, LARGE = 5_000, 20_000
PAGE = 50
AS_GOOD_AS = 1.25
"""How much more the larger store may cost: pages are filled by other cycles."""

PEOPLE = (
    "INSERT INTO person (id, name, department, manager, state, memberships, none_of) "
    "VALUES (:id, 'N', :department, :manager, :state, '[]', '[]')"
)
COUNTED = (
    "INSERT INTO counted (id, rules, valid_from, valid_until) "
    "VALUES (:id, :rules, '2026-01-01', '2026-12-31')"
)
CARDS = (
    "INSERT INTO card (counted_id, first_day, last_day, body, credentials, standing, counted, "
    "lacking) VALUES (:id, '2024-01-01', :last_day, :body, '[\"X\"]', :standing, 0, '[]')"
)


def filled(store: str, number: int, rules: str) -> str:
    """A store with so many people, each with a cycle; some of everything is rare."""
    rows = [
        {
            "id": one,
            "department": "Rare" if one % (number // 10) == 0 else f"Department {one % 4}",
            "manager": f"manager {one // 10}@example.org",
            "state": "FL" if one % 3 else None,
            "rules": rules,
            "last_day": (ON + timedelta(days=one * 37 % 401 - 150)).isoformat(),
            "body": "NCRA" if one % (number // 10) == 1 else "AHIMA",
            "standing": "grace" if one % (number // 10) == 2 else "active",
        }
        for one in range(1, number + 1)
    ]
    with unit_of_work(locate(store), may_create=True) as session:
        for query in (PEOPLE, COUNTED, CARDS):
            session.connection().execute(text(query), rows)
    return store


@pytest.fixture(scope="module")
def rules(library) -> str:
    return maker(library, ON).rules


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory, rules: str) -> list[str]:
    """A small store and a large one."""
    folder: Path = tmp_path_factory.mktemp("stores")
    return [filled(str(folder / f"{number}.db"), number, rules) for number in (SMALL, LARGE)]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts the steps that SQLite takes from now on."""
    taken: Counter[str] = Counter()
    connect = sqlite3.connect

    def connected(*args: object, **options: object) -> sqlite3.Connection:
        connection = connect(*args, **options)  # type: ignore[call-overload]
        connection.set_progress_handler(lambda: taken.update(["steps"]), 1)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connected)
    return taken


def costs(steps: Counter[str], ask: Callable[..., object], store: str, *asked: object) -> int:
    """The steps that a question takes in a store."""
    steps.clear()
    assert ask(store, *asked)
    return steps["steps"]


def as_much(steps: Counter[str], stores: list[str], ask: Callable[..., object], *asked: object):
    """Whether a question costs as much in the larger store."""
    small, large = (costs(steps, ask, store, *asked) for store in stores)
    return large <= AS_GOOD_AS * small


NARROWED = [
    {},
    {"department": "department 1"},
    {"department": "rare"},
    {"manager": "Manager 7@example.org"},
    {"manager": "nobody of the name"},
    {"state": "fl"},
    {"body": "NCRA"},
    {"standing": "grace"},
    {"body": "AHIMA", "standing": "active"},
    {"department": "rare", "standing": "active"},
    {"manager": "manager 7@example.org", "state": "FL", "body": "AHIMA"},
]


@pytest.mark.parametrize("filters", NARROWED, ids=lambda one: " ".join(one.values()) or "all")
def test_a_page_costs_as_much_in_a_large_store(filters, stores, library, steps):
    assert as_much(steps, stores, roster_page, library, ON, 400, filters, "", PAGE)


@pytest.mark.parametrize("filters", [{}, {"standing": "active"}, {"department": "department 1"}])
def test_so_does_a_page_in_the_middle(filters, stores, library, steps):
    middle = f"{ON + timedelta(days=20)}.1.1"
    assert as_much(steps, stores, roster_page, library, ON, 400, filters, middle, PAGE)


@pytest.mark.parametrize("manager", [None, "manager 7@EXAMPLE.org"])
def test_so_does_what_can_be_chosen(manager, stores, steps):
    assert as_much(steps, stores, words, manager)


def test_so_does_a_page_for_which_somebody_must_be_counted_first(stores, library, steps):
    for store in stores:
        with unit_of_work(locate(store)) as session:
            session.connection().execute(text("UPDATE counted SET rules = '' WHERE id = 7"))
    assert as_much(steps, stores, roster_page, library, ON, 400, {}, "", PAGE)
    with reading(locate(stores[1])) as connection:
        assert some_without(connection, maker(library, ON).rules, ON, 1) == []


def test_the_stores_have_words_of_many_and_of_few(stores):
    """A page is found in two ways: both must be looked at in both stores."""
    query = "SELECT count(*) AS number FROM person WHERE department = ?"
    for store in stores:
        with reading(locate(store)) as connection:
            many, few = (
                connection.execute(query, (word,)).fetchone()["number"]
                for word in ("Department 1", "Rare")
            )
        assert few < FEW < many


def test_steps_tell_what_goes_through_all_people(stores, steps):
    """So that the tests above would see it."""
    assert not as_much(steps, stores, listed)


# --- on a server --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(server: Running, rules: str) -> Iterator[str]:
    """The same on a server, which knows how its rows are spread."""
    name = f"steps_{uuid.uuid4().hex}"
    url = filled(server.make(name), LARGE, rules)
    with unit_of_work(locate(url)) as session:
        session.connection().execute(text("ANALYZE"))
    yield url
    server.drop(name)


class Explained:
    """A connection that tells how it goes about everything that it is asked.

    Args:
        connection: The connection.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.plans: list[str] = []

    def execute(self, query, values=()):
        rows = self.connection.execute(f"EXPLAIN {query}", values)
        self.plans.append("\n".join(str(dict(row)) for row in rows))
        return self.connection.execute(query, values)


def test_a_server_finds_words_and_who_is_not_counted_by_indexes(served, rules):
    with reading(locate(served)) as connection:
        asked = Explained(connection)
        assert some_without(asked, rules, ON, PAGE) == []
        assert len(words_of(asked, "manager", CHOICES + 1)) == CHOICES + 1
        assert words_of(asked, "department", CHOICES + 1)[-1] == "Rare"
        assert words_of(asked, "state", CHOICES + 1) == ["FL"]
    assert len(asked.plans) == 4
    by_indexes_alone(asked.plans)


@pytest.mark.parametrize("filters", NARROWED, ids=lambda one: " ".join(one.values()) or "all")
def test_a_server_finds_a_page_by_indexes(filters, served, rules):
    with reading(locate(served)) as connection:
        asked = Explained(connection)
        page_of(asked, rules, ON, ON + timedelta(days=400), filters, None, PAGE)
    # That many people have a word is found by reading some of them, too.
    by_indexes_alone(asked.plans[-1:])


def by_indexes_alone(plans: list[str]) -> None:
    for plan in plans:
        assert "Seq Scan" not in plan, plan
        assert "Index" in plan, plan
