"""Nobody sees anything who did not give the code; whoever did stays signed in."""

from __future__ import annotations

import stat
import time

import pytest
from itsdangerous import TimestampSigner

from certtrack.web.app import make_app
from certtrack.web.signing_in import COOKIE, DAY, DAYS, TRIES, Doorkeeper, kept_secret
from tests.web.conftest import BASE, CODE, SECRET, browser_of


def _addresses(desk):
    """Every address of the dashboard, with a person's number and words where it takes some."""
    for route in make_app(desk, Doorkeeper(SECRET, CODE), [BASE]).routes:
        routes = getattr(route, "routes", None) or getattr(
            getattr(route, "original_router", None), "routes", None
        )
        for one in routes or [route]:
            for method in sorted(getattr(one, "methods", None) or ()):
                path = one.path.replace("{number}", "1").replace("{entry}", "1")
                yield method, path.replace("{section}", "exam").replace("{label}", "RHIT")


def test_there_is_no_address_that_a_stranger_can_use(ana, stranger):
    seen = set(_addresses(ana))
    assert ("GET", "/people/1/activities") in seen
    assert ("POST", "/people/1/activities/new") in seen
    for method, path in seen:
        answer = stranger.request(method, path, follow_redirects=False)
        open_ = path.startswith(("/sign-in", "/static", "/calendar/"))
        if not open_ and not path.startswith("/api/"):
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith("/sign-in")
            assert "Ana" not in answer.text


def test_after_the_code_the_page_is_shown_that_was_asked_for(stranger):
    asked = stranger.get("/people/1/activities?q=privacy")
    assert asked.url.path == "/sign-in"
    answer = stranger.post("/sign-in", data={"code": "1234 5678", "to": asked.url.params["to"]})
    assert answer.url.path == "/people/1/activities"
    assert answer.url.params["q"] == "privacy"


@pytest.mark.parametrize(
    "to",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\n"],
)
def test_a_link_does_not_lead_elsewhere_after_signing_in(stranger, to):
    answer = stranger.post("/sign-in", data={"code": CODE, "to": to}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_a_wrong_code_is_told_and_many_are_not_taken(stranger):
    for _ in range(TRIES):
        answer = stranger.post("/sign-in", data={"code": "00000000"})
        assert answer.status_code == 422
        assert "This is not the code" in answer.text
    answer = stranger.post("/sign-in", data={"code": CODE})
    assert answer.status_code == 429
    assert "Too many wrong codes" in answer.text
    assert COOKIE not in stranger.cookies


@pytest.mark.parametrize("code", ["", "ñ", "1234567", "٠١٢٣٤٥٦٧"])
def test_whatever_is_no_code_is_refused(stranger, code):
    assert stranger.post("/sign-in", data={"code": code}).status_code == 422


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger):
    answer = stranger.post("/sign-in", data={"code": CODE}, follow_redirects=False)
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_a_browser_stays_signed_in_when_the_dashboard_is_started_again(ana, client):
    cookie = client.cookies[COOKIE]
    again = browser_of(ana, signed_in=False)
    again.cookies.set(COOKIE, cookie, domain="127.0.0.1")
    assert again.get("/people/1").status_code == 200


class Earlier(TimestampSigner):
    """Signs as if so many days had not passed yet."""

    def get_timestamp(self) -> int:
        return int(time.time()) - (DAYS + 1) * DAY


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "nonsense",
        TimestampSigner(b"another secret", salt="dashboard").sign("x").decode(),
        TimestampSigner(SECRET, salt="something else").sign("x").decode(),
        Earlier(SECRET, salt="dashboard").sign("x").decode(),
    ],
    ids=("empty", "nonsense", "another secret", "another purpose", "too old"),
)
def test_a_cookie_that_is_made_up_or_old_is_none(stranger, cookie):
    answer = stranger.get("/people/1", headers={"Cookie": f"{COOKIE}={cookie}"})
    assert answer.url.path == "/sign-in"


def test_the_code_is_another_each_time():
    assert Doorkeeper(SECRET).code != Doorkeeper(SECRET).code


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    folder = tmp_path / "kept" / "here"
    secret = kept_secret(folder)
    assert kept_secret(folder) == secret
    assert len(secret) == 32
    assert stat.S_IMODE((folder / "dashboard.secret").stat().st_mode) == 0o600
    assert kept_secret(tmp_path / "elsewhere") != secret
