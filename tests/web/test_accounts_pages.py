"""Accounts in the browser: one's own password, and whoever may sign in."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from certtrack.services import accounts
from certtrack.services.identity import Identity
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.app import make_app
from certtrack.web.identity import IdentityProvider
from certtrack.web.signing_in import TRIES
from tests.web.conftest import BASE, SECRET, browser_of
from tests.web.test_accounts import PASSWORD, app, enter, folder, team

__all__ = ["app", "enter", "folder", "team"]

ANOTHER = "quite another sentence"
NEW = {"current": PASSWORD, "password": ANOTHER, "again": ANOTHER}
MADE = {"name": "zed", "role": "holder", "person": "3", "password": ANOTHER}
PLACE = "/settings/accounts"


def faults(answer):
    """What is said beside the fields, by field."""
    return dict(re.findall(r'id="fault-(\w+)">([^<]+)', html.unescape(answer.text)))


# --- one's own -------------------------------------------------------------------------------


def test_somebody_takes_another_password_and_is_out_elsewhere(enter):
    here, elsewhere = enter("ana"), enter("ana")
    answer = here.post("/account", data=NEW)
    assert "Your password is another one" in answer.text
    assert here.get("/people/1").url.path == "/people/1"
    assert elsewhere.get("/people/1").url.path == "/sign-in"
    enter("ana", ANOTHER)
    enter("dana")


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({"current": "wrong"}, {"current": "This is not your password."}),
        ({"again": "another"}, {"again": "This is not what stands above."}),
        ({"current": "", "again": ""}, {"current": "This is", "again": "This is"}),
        ({"password": "short", "again": "short"}, {"password": "A password has 15 to 256"}),
        ({"password": "x" * 257, "again": "x" * 257}, {"password": "A password has 15 to 256"}),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_password_stays(enter, sent, beside):
    answer = enter("ana").post("/account", data={**NEW, **sent})
    assert answer.status_code == 422
    told = faults(answer)
    assert set(told) == set(beside)
    assert all(told[key].startswith(words) for key, words in beside.items())
    assert ANOTHER not in answer.text
    enter("ana")


def test_an_open_browser_is_no_place_to_guess_a_password(enter):
    client = enter("ana")
    for _ in range(TRIES):
        assert client.post("/account", data={**NEW, "current": "wrong"}).status_code == 422
    answer = client.post("/account", data=NEW)
    assert answer.status_code == 429
    assert "Too many wrong passwords" in faults(answer)["current"]


def test_the_page_says_who_one_is(enter):
    for name, sees in (
        ("ana", "your own record"), ("root", "everything"),
        ("dana", "the people in the care of dana@example.org"),
    ):  # fmt: skip
        page = enter(name).get("/account").text
        assert f"<strong>{name}</strong>" in page
        assert sees in page


def test_without_accounts_there_are_none(ana):
    client = browser_of(ana)
    for path in ("/account", PLACE):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "started without accounts" in answer.text
    assert PLACE not in client.get("/settings").text


# --- everybody's -----------------------------------------------------------------------------


def test_an_admin_makes_an_account_and_ends_it(enter, folder):
    root = enter("root")
    assert PLACE in root.get("/settings").text
    assert root.post(PLACE, data=MADE).url.path == PLACE
    zed = enter("zed", ANOTHER)
    assert zed.get("/people/3").status_code == 200
    assert zed.get("/people/1").status_code == 403
    root.post(f"{PLACE}/password", data={"name": "zed", "password": PASSWORD})
    assert zed.get("/people/3").url.path == "/sign-in"
    zed = enter("zed")
    root.post(f"{PLACE}/remove", data={"name": "zed"})
    assert zed.get("/people/3").url.path == "/sign-in"
    assert [one.name for one in accounts.listed(folder)] == ["ana", "dana", "root"]


@pytest.mark.parametrize(
    ("sent", "beside"),
    [
        ({"name": "Z ed"}, {"name": "'Z ed' is no name"}),
        ({"name": "ana"}, {"name": "There is an account 'ana' already"}),
        ({"role": "owner"}, {"role": "Choose what"}),
        ({"role": ""}, {"role": "Choose what"}),
        ({"person": ""}, {"person": "A holder sees one person"}),
        ({"person": "77"}, {"person": "Nobody in the store has the number 77"}),
        ({"person": "Ana"}, {"person": "'Ana' is no number"}),
        ({"manages": "dana"}, {"manages": "A manager, and nobody else"}),
        ({"password": "short"}, {"password": "A password has 15 to 256"}),
        ({"email": "z@example.org"}, {"email": "Give a password, an e-mail address or a subject"}),
        ({"email": "z", "password": ""}, {"email": "'z' is no e-mail address"}),
        ({"subject": "u 7", "password": ""}, {"subject": "A subject has"}),
        (
            {"name": "Z", "person": "", "password": ""},
            {"name": "'Z' is", "person": "A holder", "password": "A password"},
        ),
    ],
)
def test_what_can_be_no_account_is_told_beside_its_field(enter, folder, sent, beside):
    before = accounts.listed(folder)
    answer = enter("root").post(PLACE, data={**MADE, **sent})
    assert answer.status_code == 422
    told = faults(answer)
    assert set(told) == set(beside)
    assert all(told[key].startswith(words) for key, words in beside.items())
    assert "--" not in "".join(told.values())
    typed = {**MADE, **sent}
    assert f'name="name" value="{typed["name"]}"' in answer.text
    assert ANOTHER not in answer.text
    assert accounts.listed(folder) == before


def test_nobody_removes_the_account_they_are_signed_in_by(enter, folder):
    answer = enter("root").post(f"{PLACE}/remove", data={"name": "root"})
    assert (answer.status_code, "You are signed in by this account" in answer.text) == (422, True)
    assert len(accounts.listed(folder)) == 3


@pytest.mark.parametrize("path", [f"{PLACE}/remove", f"{PLACE}/password"])
def test_an_account_that_is_not_there_is_told(enter, path):
    answer = enter("root").post(path, data={"name": "<b>", "password": ANOTHER})
    assert (answer.status_code, "There is no account" in answer.text) == (422, True)
    assert "<b>" not in answer.text
    assert "&lt;b&gt;" in answer.text


def test_with_a_provider_accounts_need_no_password(team, folder):
    by = IdentityProvider("https://login.example.org", "certtrack", None)
    door = AccountsDoor(SECRET, folder, secure=False, provider=by)
    accounts.add(folder, "root", "admin", None, None, PASSWORD)
    client = TestClient(make_app(team, door, [BASE]), base_url=BASE, headers={"Origin": BASE})
    client.post("/sign-in", data={"name": "root", "password": PASSWORD})
    form = {**MADE, "password": "", "email": "zed@example.org"}
    assert "the provider, as zed@example.org, not yet" in client.post(PLACE, data=form).text
    form = {**MADE, "password": "", "name": "bo", "person": "2", "subject": "u-2"}
    client.post(PLACE, data=form)
    found = {one.name: one.identity for one in accounts.listed(folder)}
    assert found["zed"] == Identity(email="zed@example.org")
    assert found["bo"] == Identity(subject="u-2")
