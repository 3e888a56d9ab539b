"""Several programs at once, and a store on a server: nobody's change is lost there either."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from certtrack.web.app import make_app
from certtrack.web.desk import Desk
from certtrack.web.signing_in import Doorkeeper
from tests.web.api.conftest import CHANGES, CODE, HOST, SAMPLES, faults_of

A1 = "/api/v1/people/1/activity/1"
MANY = 6


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, _filled_once, home, run):
    """Ana's record in a file, and on a server."""
    if request.param == "sqlite":
        target = home / "store.db"
        target.write_bytes(_filled_once.read_bytes())
        return target
    database = request.getfixturevalue("database")
    assert run("db", "copy", _filled_once, database).code == 0
    return database


@pytest.fixture
def app(store, home, tokens):
    desk = Desk(store=str(store), uploads=home / "uploads", tokens=tokens)
    return make_app(desk, Doorkeeper(b"a secret of thirty-two bytes ...", CODE), [f"http://{HOST}"])


def test_of_many_who_change_the_same_at_once_one_is_heard(client, token):
    secret = token("write")
    clients = [client(secret) for _ in range(MANY)]
    tag = clients[0].get(A1).headers["etag"]

    def change(number: int):
        sent = {"notes": f"Written by {number}."}
        return clients[number].patch(A1, json=sent, headers={"If-Match": tag})

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(change, range(MANY)))
    (heard,) = [one for one in answers if one.status_code == 200]
    for late in answers:
        if late is not heard:
            faults_of(late, 412)
    now = clients[0].get(A1)
    assert now.json()["notes"] == heard.json()["entry"]["notes"]
    assert now.headers["etag"] == heard.headers["etag"]


def test_of_many_who_add_at_once_everybody_is_heard(client, token):
    secret = token("write")
    clients = [client(secret) for _ in range(MANY)]

    def add(number: int):
        sent = {**SAMPLES["activity"], "title": f"Update number {number} of many"}
        return clients[number].post("/api/v1/people/1/activity", json=sent)

    with ThreadPoolExecutor(MANY) as pool:
        answers = list(pool.map(add, range(MANY)))
    assert {one.status_code for one in answers} == {201}
    places = {one.headers["location"] for one in answers}
    assert len(places) == MANY
    for one in answers:
        found = clients[0].get(one.headers["location"])
        assert found.json()["title"] == one.json()["entry"]["title"]


@pytest.mark.parametrize("section", SAMPLES)
def test_an_entry_comes_changes_and_goes(writer, section):
    listed = f"/api/v1/people/1/{section}"
    before = writer.get(listed).json()
    added = writer.post(listed, json=SAMPLES[section])
    place, tag = added.headers["location"], added.headers["etag"]
    entry = writer.get(place).json()
    assert {key: entry[key] for key in SAMPLES[section]} == SAMPLES[section]
    assert writer.get(listed).json() == [*before, entry]
    changed = writer.patch(place, json=CHANGES[section], headers={"If-Match": tag})
    now = writer.get(place).json()
    wanted = {key: value for key, value in {**entry, **CHANGES[section]}.items() if value}
    assert {key: value for key, value in now.items() if value} == wanted
    gone = writer.delete(place, headers={"If-Match": changed.headers["etag"]})
    assert (gone.status_code, gone.content) == (204, b"")
    faults_of(writer.get(place), 404)
    assert writer.get(listed).json() == before


def test_a_search_for_what_no_server_can_hold_is_refused(reader):
    faults_of(reader.get("/api/v1/people?q=%00"), 422)
    assert reader.get("/api/v1/people?q=ana%20f").json()["count"] == 1
