"""HEAD is answered as GET is, without the content; what takes no method says which it takes."""

from __future__ import annotations

import http.client
import re

import pytest
from starlette.testclient import TestClient

from certtrack.services import tokens
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.app import make_app
from tests.web.chromium import Dashboard
from tests.web.conftest import ANA, BASE, MOMENT, ON, SECRET
from tests.web.test_accounts import NAMES, enter, folder, place_of, routes, team
from tests.web.test_accounts import app as app_for_all

__all__ = ["app_for_all", "enter", "folder", "team"]

LENGTH = re.compile(r"^[1-9]\d*$")


@pytest.fixture
def app(team, folder, app_for_all):
    """The dashboard with accounts of each role, and with tokens."""
    desk = team.__class__(
        store=team.store, uploads=team.uploads, on=ON, tokens=folder.parent / "tokens"
    )
    return make_app(desk, AccountsDoor(SECRET, folder, secure=False), [BASE])


def addresses(app):
    """Every address that takes GET, filled for a person who is there, and one who is not."""
    samples = {"label": "RHIT", "code": "RHIT", "section": "credential", "kind": "transcript.html"}
    for method, path in sorted(set(routes(app))):
        if method == "GET" and path != "/static":
            for number in ("1", "3", "99") if "{number}" in path else ("1",):
                told = {**samples, "number": number}
                yield re.sub(r"\{(\w+)\}", lambda it, t=told: t.get(it[1], "1"), path)
    yield "/static/certtrack.css"
    yield "/nothing"


def same(client, path, **headers):
    """Both answers, which must be the same but for the content."""
    # No plot is drawn twice with the same names in it, so that packed it is not as long.
    headers = {"Accept-Encoding": "identity", **headers}
    got = client.get(path, headers=headers, follow_redirects=False)
    head = client.head(path, headers=headers, follow_redirects=False)
    assert head.status_code == got.status_code, path
    assert dict(head.headers) == dict(got.headers), path
    assert head.content == b"", path
    return got


@pytest.mark.parametrize("name", NAMES)
def test_an_account_is_answered_and_refused_as_with_get(app, enter, name):
    client = enter(name)
    found = {path: same(client, path) for path in addresses(app)}
    assert len(found) > 60
    statuses = {one.status_code for one in found.values()}
    assert {200, 404} <= statuses
    assert (403 in statuses) == (name != "root")


def test_who_is_not_signed_in_learns_nothing(app):
    client = TestClient(app, base_url=BASE)
    for path in addresses(app):
        answer = same(client, path)
        if place_of(re.sub(r"(?<=people/)\d+", "{number}", path)) != ["open"]:
            assert answer.status_code in ((401,) if path.startswith("/api/") else (200, 303, 404))
        if answer.status_code == 200:
            assert path.startswith(("/static/", "/sign-in"))


@pytest.mark.parametrize("scope", ["read", "write"])
def test_a_token_reads_by_either(app, folder, scope):
    secret = tokens.add(folder.parent / "tokens", "one", scope, None, ON)
    client = TestClient(app, base_url=BASE, headers={"Authorization": f"Bearer {secret}"})
    told = [path for path in addresses(app) if path.startswith("/api/")]
    found = {path: same(client, path) for path in told}
    assert {one.status_code for one in found.values()} >= {200, 404}
    for path, answer in found.items():
        if answer.status_code == 200 and not path.endswith("openapi.json"):
            assert LENGTH.match(answer.headers["content-length"])
            known = same(client, path, **{"If-None-Match": answer.headers["etag"]})
            assert known.status_code == 304
    client.headers["Authorization"] = "Bearer nothing"
    assert same(client, "/api/v1/rules").status_code == 401


def test_what_is_packed_is_told_as_packed(app, enter):
    answer = same(enter("ana"), "/people/1/record", **{"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


def test_another_name_is_refused_by_either(app):
    client = TestClient(app, base_url=BASE)
    assert same(client, "/sign-in", Host="elsewhere.example").status_code == 421


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/people/1/record", "GET, HEAD"),
        ("/people/1/history", "GET, HEAD, POST"),
        ("/people/1/activities/1", "GET, HEAD, POST"),
        ("/settings/backup", "POST"),
        ("/static/certtrack.css", "GET, HEAD"),
        ("/api/v1/rules", "GET, HEAD"),
        ("/api/v1/openapi.json", "GET, HEAD"),
        ("/api/v1/people/1/exam", "GET, HEAD, POST"),
        ("/api/v1/people/1/exam/1", "DELETE, GET, HEAD, PATCH"),
    ],
)
def test_what_takes_no_method_says_which_it_takes(app, enter, path, allowed):
    client = enter("root")
    for method in ("OPTIONS", "PUT"):
        answer = client.request(method, path)
        assert answer.status_code == 405, (method, path)
        assert answer.headers["allow"] == allowed, (method, path)


def test_as_it_is_served(home):
    import_record(str(home / "store.db"), ANA, books(()), MOMENT, replace=False)
    dashboard = Dashboard(home)
    try:
        host = dashboard.address.removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=30)
        for path, status in (
            ("/sign-in", 200), ("/people/1", 303), ("/api/v1/people", 401), ("/sign-in", 200),
        ):  # fmt: skip
            # On one connection: a content that came after all would be taken for the next answer.
            connection.request("HEAD", path)
            with connection.getresponse() as answer:
                assert (answer.status, answer.read()) == (status, b"")
        connection.close()
    finally:
        dashboard.stop()
    assert "Traceback" not in dashboard.errors
