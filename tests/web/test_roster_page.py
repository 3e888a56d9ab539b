"""The roster in the browser: the same lines as everywhere, page by page."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest

from certtrack.reminders.reminder import WORST_FIRST
from certtrack.rules.facts import Holding, Person
from certtrack.services.roster import Wanted, lines
from certtrack.services.roster_heat import heat
from certtrack.services.roster_page import (
    AT_ONCE,
    CHOICES,
    count_everybody,
    roster_page,
    words,
)
from certtrack.services.watching import unwatched
from certtrack.store import people
from certtrack.store.history import recorded
from certtrack.store.location import locate
from certtrack.web.desk import Desk
from tests.web.conftest import MOMENT, ON, browser_of

DEPARTMENTS = ("Coding", "Records [HIM]", "O'Brien's", None)


def fill(store, number):
    with recorded(locate(store), "people", MOMENT.made_at, may_create=True) as work:
        for one in range(number):
            held = Holding(code="RHIT", passed_on=date(2024, 1, 1) + timedelta(days=one * 37 % 900))
            person = Person(
                name=f"P {one}",
                department=DEPARTMENTS[one % 4],
                manager="dana@example.org" if one % 3 else None,
                state="FL" if one % 2 else "GA",
                credential=(held,),
            )
            people.add_person(work, person)


@pytest.fixture(params=["sqlite", "postgresql"])
def many(request, home):
    """A store with more people than are counted while a page is made."""
    store = str(home / "store.db")
    if request.param == "postgresql":
        store = request.getfixturevalue("database")
    fill(store, AT_ONCE + 60)
    return Desk(store=store, uploads=home / "uploads", on=ON)


def all_pages(desk, filters, within=400):
    found, after = [], ""
    while True:
        page = roster_page(desk.store, desk.library(), ON, within, filters, after, 50)
        found += page.lines
        if not page.more:
            return found
        assert len(page.lines) == 50
        after = page.more


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        ({}, Wanted()),
        ({"department": "coding"}, Wanted(departments=frozenset({"coding"}))),
        ({"department": "O'BRIEN'S"}, Wanted(departments=frozenset({"o'brien's"}))),
        ({"state": "fl"}, Wanted(states=frozenset({"FL"}))),
        ({"manager": "Dana@example.org"}, Wanted(managers=frozenset({"dana@example.org"}))),
        ({"standing": "active"}, Wanted(standings=frozenset({"active"}))),
        ({"department": "nowhere"}, Wanted(departments=frozenset({"nowhere"}))),
        ({"body": ""}, Wanted()),
    ],
)
def test_pages_together_are_the_roster(many, filters, wanted):
    count_everybody(many.store, many.library(), ON, unwatched)
    found = all_pages(many, filters)
    whole = list(lines(many.store, many.library(), ON, 400, wanted, today=ON))
    assert sorted(found) == sorted(whole)
    assert [one.until for one in found] == sorted(one.until for one in found)
    assert filters.get("department") == "nowhere" or found


@pytest.mark.parametrize("by", ["department", "manager", "state"])
def test_the_heat_map_counts_what_the_roster_lists(many, by):
    count_everybody(many.store, many.library(), ON, unwatched)
    counted = {row.word: dict(row.cycles) for row in heat(many.store, many.library(), ON, 180, by)}
    whole: dict[str | None, dict[str, int]] = {}
    for line in lines(many.store, many.library(), ON, 180, Wanted(), today=ON):
        if line.standing != "complete":
            row = whole.setdefault(getattr(line, by), dict.fromkeys(WORST_FIRST, 0))
            row[line.severity] += 1
    assert counted == whole
    assert len(counted) > 1
    with browser_of(many) as client:
        page = html.unescape(client.get(f"/roster/heat?by={by}").text)
    for word, row in whole.items():
        numbers = (*row.values(), sum(row.values()))
        cells = "".join(f"<td[^>]*>{number}</td>" for number in numbers)
        assert re.search(rf"{re.escape(word or 'not told')}(</a>)?</th>\s*{cells}", page)


def test_whoever_is_not_counted_yet_is_told_and_can_be_counted(many):
    with browser_of(many) as client:
        page = client.get("/roster")
        assert f"The cycles of {AT_ONCE + 60} people are not counted yet" in page.text
        client.post("/roster")
        for _ in range(300):
            page = client.get("/roster?within=400")
            if "not counted yet" not in page.text:
                break
        assert page.text.count('<th scope="row">') == 50
        following = re.search(r'rel="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
        second = client.get(following)
        names = [re.findall(r'scope="row"><a [^>]+>([^<]+)', one.text) for one in (page, second)]
        assert len(set(names[0] + names[1])) == 100


@pytest.mark.parametrize("manager", [None, "DANA@example.org"])
def test_what_can_be_chosen_is_each_word_once(many, manager):
    with recorded(locate(many.store), "people", MOMENT.made_at) as work:
        for department in ("coding", "CODING", "Zoo"):
            person = Person(name="Eve", department=department, manager="dana@example.org")
            people.add_person(work, person)
    found = words(many.store, manager)
    assert [word.lower() for word in found["department"]] == [
        "coding", "o'brien's", "records [him]", "zoo",
    ]  # fmt: skip
    assert found["manager"] == ["dana@example.org"]
    assert found["state"] == ["FL", "GA"]


def test_among_many_managers_one_is_typed(desk):
    with recorded(locate(desk.store), "people", MOMENT.made_at, may_create=True) as work:
        held = (Holding(code="RHIT", passed_on=date(2024, 6, 14)),)
        for one in range(CHOICES + 1):
            person = Person(name=f"P {one}", manager=f"M {one}", state="FL", credential=held)
            people.add_person(work, person)
    with browser_of(desk) as client:
        page = client.get("/roster?manager=m 7&within=400").text
    assert re.search(r'for="manager">Manager</label>\s*<input type="text" id="manager"', page)
    assert 'name="manager" value="m 7"' in page
    assert re.search(r'<select id="state".*<option value="FL"', page, re.DOTALL)
    assert re.findall(r'scope="row"><a [^>]+>([^<]+)', page) == ["P 7"]


def test_a_few_are_counted_at_once(ana, get):
    page = get("/roster")
    assert "Ana Flores" in page.text
    assert "16 of 20" in page.text
    assert "not counted" not in page.text


@pytest.mark.parametrize(
    "query", ["after=x.y.z", "after=2026-02-30.1.1", "within=-4", "within=99999999", "standing=%27"]
)
def test_whatever_an_address_says_nothing_breaks(get, query):
    assert get(f"/roster?{query}").status == 200


def test_an_address_that_is_no_number_is_told(get):
    assert get("/roster?within=x").status == 404
