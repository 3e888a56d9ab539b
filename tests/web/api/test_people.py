"""The people in the store, page by page."""

from __future__ import annotations

import pytest

from tests.web.api.conftest import faults_of


@pytest.fixture
def many(run, store):
    for number in range(2, 8):
        name = f"Person {number}" if number % 2 else f"Ümit {number}"
        assert run("person", "add", "--name", name).code == 0


def names(page):
    return [one["name"] for one in page["people"]]


def test_next_leads_through_all_of_them_once(reader, many):
    page = reader.get("/api/v1/people", params={"limit": 3}).json()
    found, pages = names(page), 1
    while page["next"]:
        assert page["count"] == 7
        page = reader.get(page["next"]).json()
        found += names(page)
        pages += 1
    assert pages == 3
    assert found == [
        "Ana Flores", "Ümit 2", "Person 3", "Ümit 4", "Person 5", "Ümit 6", "Person 7",
    ]  # fmt: skip


def test_a_part_of_a_name_is_kept_from_page_to_page(reader, many):
    first = reader.get("/api/v1/people", params={"q": "person", "limit": 2}).json()
    assert (names(first), first["count"]) == (["Person 3", "Person 5"], 3)
    second = reader.get(first["next"]).json()
    assert (names(second), second["next"]) == (["Person 7"], None)
    assert reader.get("/api/v1/people?q=%25").json()["people"] == []


def test_somebody_called_like_a_number_is_not_the_one_with_that_number(writer, run):
    assert run("person", "add", "--name", "99").code == 0
    for path in ("", "/status", "/activity"):
        faults_of(writer.get(f"/api/v1/people/99{path}"), 404)
    sent = {"title": "x", "completed_on": "2026-05-01", "ceus": 1}
    faults_of(writer.post("/api/v1/people/99/activity", json=sent), 404)


def test_before_there_is_a_store_there_is_nobody(client, token, app, home):
    (home / "store.db").unlink()
    reader = client(token("read"))
    assert reader.get("/api/v1/people").json() == {"people": [], "count": 0, "next": None}
    faults_of(reader.get("/api/v1/people/1"), 404)
    assert not (home / "store.db").exists()


def test_a_store_that_cannot_be_read_is_no_fault_of_whoever_asks(reader, store):
    store.write_bytes(b"this is no store, and longer than a hundred bytes " * 40)
    for path in ("people", "people/1", "people/1/status", "people/1/activity"):
        assert "damaged" in faults_of(reader.get(f"/api/v1/{path}"), 503)[0]["what"]
