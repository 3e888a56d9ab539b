"""Nobody is let in without a credential, and a token allows what it was made for, no more."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from certtrack.services import tokens as service
from tests.web.api.conftest import ADDRESS, CHANGES, SAMPLES, faults_of

ROUTES = [
    "/people",
    "/people/1",
    "/people/1/status",
    "/people/1/eligibility",
    "/people/1/plan/RHIA",
    "/people/1/reminders",
    "/rules",
    "/rules/RHIT",
    "/programs",
    "/openapi.json",
]
SECTIONS = list(SAMPLES)
UNSAFE = [
    *(("POST", f"/people/1/{one}", SAMPLES[one]) for one in SECTIONS),
    *(("PATCH", f"/people/1/{one}/1", CHANGES[one]) for one in SECTIONS),
    *(("DELETE", f"/people/1/{one}/1", None) for one in SECTIONS),
]


def called(client, method, path, body=None, **headers):
    sent = {} if body is None else {"json": body}
    return client.request(method, f"/api/v1{path}", headers={"If-Match": "*", **headers}, **sent)


def test_every_route_is_among_those_tried(app):
    told = {
        (method.upper(), re.sub(r"\{(number|entry)\}", "1", path).replace("{code}", "*"))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    reads = [re.sub("RHI[AT]", "*", path) for path in ROUTES if path != "/openapi.json"]
    reads += [f"/people/1/{one}{end}" for one in SECTIONS for end in ("", "/1")]
    tried = {("GET", f"/api/v1{path}") for path in reads}
    assert told == tried | {(method, f"/api/v1{path}") for method, path, _ in UNSAFE}


@pytest.mark.parametrize("path", [*ROUTES, *(f"/people/1/{one}" for one in SECTIONS), "/nothing"])
def test_a_stranger_reads_nothing_and_is_sent_nowhere(stranger, path):
    answer = called(stranger, "GET", path)
    faults_of(answer, 401)
    assert answer.headers["www-authenticate"] == 'Bearer realm="certtrack"'
    assert "location" not in answer.headers


@pytest.mark.parametrize(("method", "path", "body"), UNSAFE)
def test_a_stranger_changes_nothing(stranger, store, dump, method, path, body):
    before = dump(store)
    faults_of(called(stranger, method, path, body), 401)
    assert dump(store) == before


@pytest.mark.parametrize("path", [*ROUTES, *(f"/people/1/{one}" for one in SECTIONS)])
def test_either_token_and_a_browser_read_everything(reader, writer, browser, path):
    answers = [called(one, "GET", path) for one in (reader, writer, browser)]
    assert [one.status_code for one in answers] == [200, 200, 200]
    assert len({one.content for one in answers}) == 1


def test_a_token_to_read_changes_nothing(reader, store, dump):
    before = dump(store)
    for method, path, body in UNSAFE:
        answer = called(reader, method, path, body)
        faults_of(answer, 403)
        assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert dump(store) == before


@pytest.mark.parametrize("section", SECTIONS)
def test_a_token_to_write_and_a_browser_change_everything(writer, browser, section):
    for client, headers in ((writer, {}), (browser, {"Origin": ADDRESS})):
        added = called(client, "POST", f"/people/1/{section}", SAMPLES[section], **headers)
        assert added.status_code == 201, added.text
        place = added.headers["location"].removeprefix("/api/v1")
        changed = called(client, "PATCH", place, CHANGES[section], **headers)
        assert changed.status_code == 200, changed.text
        assert called(client, "DELETE", place, **headers).status_code == 204


def test_another_site_changes_nothing_with_the_cookie_of_a_browser(browser, store, dump):
    before = dump(store)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        for method, path, body in UNSAFE:
            faults_of(called(browser, method, path, body, **headers), 403)
    assert dump(store) == before


def test_a_form_of_another_site_is_no_json(browser, store, dump):
    before = dump(store)
    text = json.dumps(SAMPLES["activity"])
    for kind in ("text/plain", "application/x-www-form-urlencoded", ""):
        answer = browser.post(
            "/api/v1/people/1/activity", content=text, headers={"Content-Type": kind}
        )
        faults_of(answer, 415)
    assert dump(store) == before


@pytest.mark.parametrize(
    "given",
    [
        "Bearer certtrack_nothing",
        "Bearer ",
        "Bearer \xfc",
        "Bearer",
        "",
        "Basic YW5hOmFuYQ==",
    ],
)
def test_what_is_no_token_lets_nobody_in(stranger, token, given):
    token("write")
    answer = stranger.get("/api/v1/people", headers={"Authorization": given.encode("latin-1")})
    faults_of(answer, 401)
    assert answer.headers["www-authenticate"].startswith("Bearer ")


def test_a_wrong_token_is_not_mended_by_a_cookie(browser):
    answer = browser.get("/api/v1/people", headers={"Authorization": "Bearer nothing"})
    faults_of(answer, 401)


def test_a_token_in_an_address_lets_nobody_in(stranger, token):
    secret = token("read")
    for key in ("token", "access_token", "authorization"):
        answer = stranger.get("/api/v1/people", params={key: secret})
        faults_of(answer, 401)
        assert secret not in answer.text


def test_a_token_is_taken_on_its_last_day_and_not_after(client, tokens):
    today = date.today()  # noqa: DTZ011 - as the clock of the machine says it
    before = date.fromordinal(today.toordinal() - 1)
    over = service.add(tokens, "over", "read", before, date(2026, 1, 1))
    last = service.add(tokens, "last", "read", today, today)
    answer = client(over).get("/api/v1/people")
    faults_of(answer, 401)
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert client(last).get("/api/v1/people").status_code == 200


def test_a_token_that_was_taken_back_lets_nobody_in_at_once(reader, run):
    assert reader.get("/api/v1/rules").status_code == 200
    assert run("serve", "token", "remove", "the-read-one").code == 0
    faults_of(reader.get("/api/v1/rules"), 401)


def test_a_damaged_token_keeps_nobody_out(reader, tokens):
    (tokens / "damaged.json").write_text("{", encoding="utf-8")
    (tokens / "other.json").write_text('{"scope": "write"}', encoding="utf-8")
    assert reader.get("/api/v1/rules").status_code == 200


def test_a_token_opens_no_page(reader):
    assert reader.get("/people").status_code == 303


def test_another_name_of_this_machine_is_no_way_in(reader):
    faults_of(reader.get("/api/v1/people", headers={"Host": "elsewhere.example:8351"}), 421)
