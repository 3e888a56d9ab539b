"""What a page of another site, or another name of this machine, may not do."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from certtrack.services.edit import listed
from certtrack.services.facts import Who
from certtrack.web.app import LARGEST, make_app
from certtrack.web.guard import HEADERS
from certtrack.web.signing_in import Doorkeeper
from tests.web.conftest import BASE, CODE, SECRET

TALK = {"title": "Talk", "completed_on": "2026-05-02", "ceus": "1"}


def count(desk):
    return len(listed(Who(store=desk.store), "activity"))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:8351."])
def test_another_name_is_not_answered(client, host):
    """A name of somebody else that leads here would make their pages ours (DNS rebinding)."""
    answer = client.get("/people/1", headers={"Host": host})
    assert answer.status_code == 421
    assert "Ana" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "https://127.0.0.1:8351"},
    ],
)
def test_what_another_site_sends_is_not_taken(ana, client, headers):
    before = count(ana)
    answer = client.post("/people/1/activities/new", data=TALK, headers=headers)
    assert answer.status_code == 403
    assert count(ana) == before


def test_without_an_origin_the_browser_must_say_that_it_is_ours(ana, client):
    before = count(ana)
    del client.headers["Origin"]
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/people/1/activities/new", data=TALK, headers=elsewhere).status_code == 403
    assert count(ana) == before
    assert client.post("/people/1/activities/new", data=TALK).status_code == 200
    assert count(ana) == before + 1


@pytest.mark.parametrize("path", ["/people/1", "/nothing", "/sign-in", "/static/htmx.min.js"])
def test_every_answer_tells_the_browser_to_be_strict(client, path):
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_defect_is_told_as_one_and_shows_nothing_else(ana):
    """Whatever a defect has in its words may be about somebody: the browser is not told it."""
    app = make_app(ana, Doorkeeper(SECRET, CODE), [BASE])

    @app.get("/sign-in/broken")
    def broken():
        raise ValueError("a secret of Ana's")

    client = TestClient(app, base_url=BASE, raise_server_exceptions=False)
    answer = client.get("/sign-in/broken")
    assert answer.status_code == 500
    assert "This is a defect of certtrack" in answer.text
    assert "secret" not in answer.text
    assert answer.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_pages_are_not_kept_and_files_are(client):
    assert client.get("/people/1").headers["Cache-Control"] == "no-store"
    assert "immutable" in client.get("/static/pico.min.css").headers["Cache-Control"]
    assert client.get("/static/nothing.css").headers["Cache-Control"] == "no-store"


def test_too_much_is_not_taken(ana, client):
    answer = client.post("/people/1/activities/new", content=b"x" * (LARGEST + 1))
    assert answer.status_code == 413
    assert "30 MB" in answer.text


def test_too_much_is_not_taken_where_nobody_says_how_much_it_is(ana, client):
    def pieces():
        for _ in range(LARGEST // 1_000_000 + 1):
            yield b"x" * 1_000_000

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/people/1/activities/new", content=pieces(), headers=kind)
    assert answer.status_code == 413


def test_pages_use_nothing_from_elsewhere_and_no_script_of_their_own(client):
    import re

    for path in ("/people/1", "/people/1/activities/new", "/people/1/reminders", "/settings"):
        page = client.get(path).text
        used = re.findall(r'(?:src|href|action)="([^"]+)"', page)
        loaded = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="([^"]+)"', page)
        assert loaded
        assert all(one.startswith("/static/") for one in loaded)
        assert BASE not in "".join(used)
        assert "style=" not in page
        assert not re.findall(r"<script(?![^>]*src)", page)
        assert not re.findall(r"\son\w+=", page)
