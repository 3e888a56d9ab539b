"""No page is heavy, also of a person with ten years of records among many people."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from certtrack.rules.facts import Activity, Education, Holding, Person
from certtrack.services.roster_page import CHOICES
from certtrack.store import people
from certtrack.store.history import recorded
from certtrack.store.location import locate
from tests.web.conftest import MOMENT, ON, browser_of
from tests.web.test_in_a_browser import PAGES

MOST = 150_000
"""Bytes that a page may have with all that it needs, as they are sent, without plots."""

YEARS = 10


def of_ten_years() -> Person:
    """Somebody with two credentials and an activity in every month."""
    first = ON - timedelta(days=YEARS * 365)
    log = tuple(
        Activity(
            id=f"a{month}",
            title=f"Monthly meeting {month}: what changed in the guidelines, and what it means",
            provider="State association",
            completed_on=first + timedelta(days=30 * month),
            minutes=60 + month % 7 * 15,
        )
        for month in range(YEARS * 12)
    )
    return Person(
        name="Ana Flores",
        education=(Education(level="associate", status="completed"),),
        credential=tuple(Holding(code=code, passed_on=first) for code in ("RHIT", "CPC")),
        activity=log,
    )


@pytest.fixture
def client(desk):
    """A browser that is signed in, and as many people as a list of managers may have."""
    with recorded(locate(desk.store), "people", MOMENT.made_at, may_create=True) as work:
        people.add_person(work, of_ten_years())
        for one in range(CHOICES):
            held = Holding(code="RHIT", passed_on=ON - timedelta(days=700 - one))
            person = Person(
                name=f"Maria Magdalena Oduya-Whitfield {one}",
                department=f"Health information management, site {one}",
                manager=f"manager.number.{one}@hospital.example.org",
                credential=(held,),
            )
            people.add_person(work, person)
    with browser_of(desk) as one:
        one.headers["Accept-Encoding"] = "gzip"
        yield one


def test_pages_are_light(client):
    weights = {}
    for path in PAGES:
        page = client.get(path)
        needed = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text))
        assert needed
        sent = (page, *(client.get(one) for one in needed))
        weights[path] = sum(one.num_bytes_downloaded for one in sent)
    assert {path: weight for path, weight in weights.items() if weight >= MOST} == {}
    # Else the people and the years are not on these pages, and nothing was shown.
    assert "Monthly meeting 119" in client.get("/people/1/activities").text
    assert "manager.number.99@" in client.get("/roster?within=400").text
