"""Whatever is wrong is told as a problem: all of it, where it is, and what to do."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.web.api.conftest import ADDRESS, SAMPLES, faults_of

ACTIVITIES = "/api/v1/people/1/activity"
JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v2/people",
        "/api/v1/nothing",
        "/api/v1/people/2",
        "/api/v1/people/0",
        "/api/v1/people/-1",
        "/api/v1/people/1_0",
        "/api/v1/people/1.0",
        "/api/v1/people/ana",
        "/api/v1/people/99999999999999999999999",
        "/api/v1/people/1/nothing",
        "/api/v1/people/1/activity/99",
        "/api/v1/people/1/activity/a1",
        "/api/v1/people/1/plan/RHIX",
        "/api/v1/rules/RHIX",
    ],
)
def test_what_is_not_there(reader, path):
    faults_of(reader.get(path), 404)


def test_a_misspelt_credential_gets_a_suggestion(reader):
    (fault,) = faults_of(reader.get("/api/v1/rules/RHTI"), 404)
    assert fault["hint"] == "Did you mean 'RHIT'?"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/people", "GET, HEAD"),
        ("PUT", "/people/1/activity", "GET, HEAD, POST"),
        ("DELETE", "/people/1/activity", "GET, HEAD, POST"),
        ("POST", "/people/1/activity/1", "DELETE, GET, HEAD, PATCH"),
        ("POST", "/rules", "GET, HEAD"),
        ("POST", "/openapi.json", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take(writer, method, path, allowed):
    answer = writer.request(method, f"/api/v1{path}")
    faults_of(answer, 405)
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("status?on=2026-13-01", "on"),
        ("status?on=today", "on"),
        ("status?on=86400", "on"),
        ("status?on=0001-01-01", "on"),
        ("status?on=", "on"),
        ("status?onn=2026-06-01", "onn"),
        ("status?on=2026-06-01&on=2026-06-02", "on"),
        ("reminders?within=-1", "within"),
        ("reminders?within=3661", "within"),
        ("reminders?within=many", "within"),
        ("eligibility?code=RHIX", None),
        ("activity?q=1", "q"),
    ],
)
def test_a_parameter_that_is_wrong(reader, query, where):
    assert faults_of(reader.get(f"/api/v1/people/1/{query}"), 422)[0]["where"] == where


def test_a_misspelt_parameter_gets_a_suggestion(reader):
    (fault,) = faults_of(reader.get("/api/v1/programs?limt=3"), 422)
    assert fault == {
        "what": "there is no parameter 'limt'",
        "where": "limt",
        "hint": "Did you mean 'limit'?",
    }


def test_every_fault_of_an_entry_is_told_by_its_key(writer, store, dump):
    before = dump(store)
    sent = {"tittle": "x", "completed_on": "2026-02-30", "ceus": 1.125, "minutes": 0}
    faults = faults_of(writer.post(ACTIVITIES, json=sent), 422)
    assert {one["where"] for one in faults} == {
        "title", "tittle", "completed_on", "ceus", "minutes",
    }  # fmt: skip
    assert "Did you mean 'title'?" in [one["hint"] for one in faults]
    assert dump(store) == before


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({}, None),
        ({"id": None}, "id"),
        ({"notess": None}, "notess"),
        ({"title": None}, "title"),
        ({"title": 3}, "title"),
        ({"completed_on": "2999-01-01"}, "completed_on"),
    ],
)
def test_a_change_that_is_wrong(writer, store, dump, sent, where):
    before = dump(store)
    answer = writer.patch(f"{ACTIVITIES}/1", json=sent, headers={"If-Match": "*"})
    assert faults_of(answer, 422)[0]["where"] == where
    assert dump(store) == before


def test_a_repeat_and_a_slip_are_asked_about_and_taken_when_meant(writer):
    again = {"title": "Leading [red]teams[/red]", "completed_on": "2025-03-01", "ceus": 2}
    (fault,) = faults_of(writer.post(ACTIVITIES, json=again), 422)
    assert fault["hint"] == "If it is another one, send it with force=true."
    assert writer.post(ACTIVITIES, json=again, params={"force": True}).status_code == 201
    slip = {**SAMPLES["activity"], "domain": "data-structur"}
    (fault,) = faults_of(writer.post(ACTIVITIES, json=slip), 422)
    assert fault["where"] == "domain"
    assert fault["hint"] == "Did you mean 'data-structure'? If not, send it with force=true."
    assert writer.post(ACTIVITIES, json=slip, params={"force": True}).status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"title"',
        b"\xff\xfe",
        b'{"title": NaN}',
        b'{"title": "x", "title": "y"}',
        b'{"ceus": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"title": ' + b"[" * 100_000,
    ],
    ids=range(11),
)
def test_what_is_no_json_object(writer, store, dump, content):
    before = dump(store)
    faults_of(writer.post(ACTIVITIES, content=content, headers=JSON), 400)
    answer = writer.patch(f"{ACTIVITIES}/1", content=content, headers={**JSON, "If-Match": "*"})
    faults_of(answer, 400)
    assert dump(store) == before


@pytest.mark.parametrize(
    "sent",
    [
        b'{"title": "\\ud800", "completed_on": "2026-05-01", "ceus": 1}',
        b'{"\\ud800": 1, "title": "x", "completed_on": "2026-05-01", "ceus": 1}',
        b'{"title": "\\u0000", "completed_on": "2026-05-01", "ceus": 1}',
        b'{"title": "x", "completed_on": "2026-05-01", "ceus": 1e999999999}',
        b'{"title": "x", "completed_on": "2026-05-01", "ceus": true}',
        b'{"title": ["x"], "completed_on": {"day": 1}, "ceus": null}',
    ],
    ids=range(6),
)
def test_json_that_no_record_can_hold(writer, store, dump, sent):
    before = dump(store)
    faults_of(writer.post(ACTIVITIES, content=sent, headers=JSON), 422)
    assert dump(store) == before


def test_numbers_are_exact(writer):
    sent = b'{"title": "x", "completed_on": "2026-05-01", "ceus": 1.10}'
    answer = writer.post(ACTIVITIES, content=sent, headers=JSON)
    assert b'"ceus": 1.1\n' in answer.content


def test_too_much_is_not_taken(writer):
    large = b'{"title": "' + b"x" * 1_000_001 + b'"}'
    faults_of(writer.post(ACTIVITIES, content=large, headers=JSON), 413)
    told = {**JSON, "Content-Length": "99999999999"}
    faults_of(writer.post(ACTIVITIES, content=b"{}", headers=told), 413)
    huge = (b"x" * 1_000_000 for _ in range(40))
    faults_of(writer.post(ACTIVITIES, content=huge, headers=JSON), 413)


def test_pages_keep_their_own_words(browser):
    for path, status in (("/nothing", 404), ("/people/99", 404)):
        answer = browser.get(path)
        assert answer.status_code == status
        assert answer.headers["content-type"].startswith("text/html")
    other = browser.get("/people", headers={"Host": "elsewhere.example"})
    assert other.text == "The dashboard is not known under this name.\n"


def test_a_defect_is_told_without_what_happened(app, token, monkeypatch):
    """Nothing of ours fails on purpose: the desk is taken away from the app."""
    client = TestClient(app, base_url=ADDRESS, raise_server_exceptions=False)
    client.headers["Authorization"] = f"Bearer {token('read')}"
    del app.state.desk
    (fault,) = faults_of(client.get("/api/v1/rules"), 500)
    assert "defect" in fault["what"]
