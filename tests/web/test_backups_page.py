"""Backups in the browser: listed, verified, put back; what is served goes on."""

from __future__ import annotations

import http.client
import logging
import os
import re
import threading
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient

from certtrack.services import accounts, persons
from certtrack.services.backups import back_up
from certtrack.services.databases import copy
from certtrack.services.edit import add
from certtrack.services.facts import Who
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.app import make_app
from tests.dumps import statements
from tests.web.chromium import Dashboard
from tests.web.conftest import ANA, BASE, MOMENT, SECRET, browser_of

PASSPHRASE = " correct horse battery "
PLACE = "/settings/backups"
SURE = {"do": "restore", "sure": "yes"}


@pytest.fixture
def made(ana, home):
    """A backup of the store with Ana alone."""
    return back_up(ana.store, None, None, None, "2026-06-01T08:30:00+00:00").path


@pytest.fixture
def sealed(ana, home):
    """The same under a passphrase."""
    return back_up(ana.store, None, None, PASSPHRASE, "2026-06-01T09:00:00+00:00").path


def bo(desk, name="Bo Li", **more):
    """Somebody more."""
    values = {"name": name, **more}
    return persons.add(desk.store, values, desk.library(), MOMENT, force=False)


def on_record(desk):
    """All that is in the store's file but what a look at a roster makes of it."""
    made_of_it = re.compile(r'INSERT INTO "?(card|counted)\b')
    return [one for one in statements(desk.store) if not made_of_it.match(one)]


def of(path):
    return f"{PLACE}/{quote(path.name)}"


def contents(home):
    return {one: one.read_bytes() for one in home.rglob("*") if one.is_file()}


# --- which there are -------------------------------------------------------------------------


def test_without_one_it_is_said_where_to_make_one(get):
    page = get(PLACE)
    assert page.status == 200
    assert "There is none in the usual place" in page.text


def test_each_is_listed_with_when_why_and_what_it_holds(ana, home, get, made, sealed):
    bo(ana)
    cut = made.with_name("store.db.20260601T100000Z.zip")
    cut.write_bytes(made.read_bytes()[:-300])
    (home / "backups" / "other.db.20200101T000000Z.zip").write_text("mine")
    (home / "backups" / "store.db.notes.zip").write_text("mine")
    page = get(PLACE)
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split())
            for row in re.findall(r"<tr><th.*?</tr>", page.html, re.S)]  # fmt: skip
    assert [row[:16] for row in rows[1:]] == [
        "2026-06-01 10:00", "2026-06-01 09:00", "2026-06-01 08:30",
    ]  # fmt: skip
    assert "damaged or cut short" in rows[1]
    assert "Encrypted" in rows[2]
    assert "1 person, 4 activities; the last change was made on 2026-06-01 12:00" in rows[3]
    assert "on request" in rows[3]
    assert f"{made.stat().st_size:,}" in rows[3]
    assert "other.db" not in page.html


@pytest.mark.parametrize(
    "name", ["nothing.zip", "..", "%2e%2e%2fstore.db", "store.db", "other.db.20200101T000000Z.zip"]
)
def test_only_what_is_listed_can_be_asked_for(ana, home, client, made, name):
    (home / "backups" / "other.db.20200101T000000Z.zip").write_bytes(made.read_bytes())
    before = on_record(ana)
    for method, data in (("GET", None), ("POST", {"do": "verify"}), ("POST", SURE)):
        answer = client.request(method, f"{PLACE}/{name}", data=data)
        assert answer.status_code in (404, 405) or answer.url.path == "/settings"
    assert on_record(ana) == before


# --- whether one is whole --------------------------------------------------------------------


def test_one_is_verified_and_nothing_is_changed(ana, home, get, send, made):
    bo(ana)
    before = contents(home)
    page = send(of(made), do="verify")
    assert page.status == 200
    assert "It is whole. It holds 1 person, 4 activities" in page.text
    assert contents(home) == before


def test_what_is_not_whole_is_told(home, send, made):
    content = bytearray(made.read_bytes())
    content[len(content) // 3] ^= 0x10
    made.write_bytes(content)
    page = send(of(made), do="verify")
    assert page.status == 422
    assert "is damaged" in page.text
    assert "It is whole" not in page.text


# --- one put back ----------------------------------------------------------------------------


def test_nothing_is_put_back_that_is_not_said_for_sure(ana, home, get, send, made):
    number = bo(ana)
    who = Who(person=str(number), store=ana.store)
    talk = {"title": "Talk", "completed_on": "2026-05-02", "ceus": "1"}
    add(who, "activity", talk, ana.library(), MOMENT, force=False)
    before = contents(home)
    page = get(of(made))
    assert f"It takes the place of everything in {ana.store} : 2 people, 5 activities" in page.text
    page = send(of(made), do="restore")
    assert page.status == 422
    assert "Tick this" in page.fault("sure")
    assert contents(home) == before


def test_a_backup_is_put_back_and_what_was_there_can_be_put_back_again(ana, home, get, send, made):
    first = on_record(ana)
    bo(ana, department="Coding", state="FL")
    later = on_record(ana)
    assert "Coding" in get("/roster").html
    page = send(of(made), do="restore", sure="yes")
    assert page.status == 200
    assert f"{ana.store} is now as the backup of 2026-06-01T08:30:00+00:00 has it" in page.text
    assert on_record(ana) == first
    assert "1 person" in get("/people").text
    assert get("/people/2").status == 404
    assert "Coding" not in get("/roster").html
    link = re.search(rf'href="({PLACE}/[^"]*before-restore[^"]*)"', page.html)[1]
    assert "2 people, 4 activities" in get(link).text
    assert send(link, do="restore", sure="yes").status == 200
    assert on_record(ana) == later
    assert "Bo Li" in get("/people/2").text
    assert "Coding" in get("/roster").html
    assert "before a backup was put back" in get(PLACE).text


def test_what_is_written_after_it_gets_a_number_that_nobody_had(ana, send, made):
    """Else the account of somebody who is gone would be that of somebody new."""
    assert bo(ana) == 2
    send(of(made), do="restore", sure="yes")
    assert bo(ana, "Cy Day") > 2


def test_certificates_come_back_where_the_dashboard_keeps_them(ana, home, made):
    vault = home / "elsewhere"
    desk = replace(ana, vault=vault)
    with browser_of(desk) as client:
        proof = {"certificate": ("proof.pdf", b"%PDF-1.7 proof", "application/pdf")}
        answer = client.post("/people/1/activities/1/evidence", files=proof)
        assert answer.status_code == 200, answer.text
        (kept,) = (one for one in vault.rglob("*") if one.is_file())
        assert client.post("/settings/backup").status_code == 200
        kept.unlink()
        newest = max((home / "backups").glob("*.zip"), key=lambda one: one.stat().st_mtime)
        page = client.post(of(newest), data={"do": "restore", "sure": "yes"})
        assert "1 piece of evidence" in page.text
        assert "1 certificate" in client.get(of(newest)).text
    assert kept.read_bytes() == b"%PDF-1.7 proof"
    assert not (home / "evidence").exists()


def test_a_damaged_store_is_put_aside_and_the_dashboard_goes_on(ana, home, get, send, made):
    before, damage = on_record(ana), os.urandom(9000)
    Path(ana.store).write_bytes(damage)
    page = get(of(made))
    assert "a store that cannot be read" in page.text
    page = send(of(made), do="restore", sure="yes")
    assert page.status == 200, page.text
    assert on_record(ana) == before
    assert "Ana Flores" in get("/people/1").text
    (aside,) = (home / "backups").glob("*.damaged")
    assert aside.read_bytes() == damage
    page = get(of(aside))
    assert "it cannot be put back" in page.text
    assert "Put it back" not in page.text
    page = send(of(aside), do="restore", sure="yes")
    assert page.status == 422
    assert on_record(ana) == before


def test_where_there_is_no_store_a_backup_makes_one(ana, get, send, made):
    before = on_record(ana)
    Path(ana.store).unlink()
    assert "nothing, for there is no store" in get(of(made)).text
    page = send(of(made), do="restore", sure="yes")
    assert page.status == 200
    assert "What was there before" not in page.text
    assert on_record(ana) == before
    assert "Ana Flores" in get("/people/1").text


@pytest.mark.parametrize("what", ["verify", "restore"])
def test_an_encrypted_one_asks_for_its_passphrase(ana, home, send, get, sealed, what, caplog):
    caplog.set_level(logging.DEBUG)
    bo(ana)
    before = contents(home)
    how = {"sure": "yes"} if what == "restore" else {}
    page = send(of(sealed), do=what, **how)
    assert page.status == 422
    assert "Type the passphrase" in page.fault(f"passphrase-{what}")
    page = send(of(sealed), do=what, passphrase=PASSPHRASE.strip(), **how)
    assert page.status == 422
    assert "the passphrase is another one" in page.text.lower()
    assert PASSPHRASE.strip() not in page.html
    assert contents(home) == before
    page = send(of(sealed), do=what, passphrase=PASSPHRASE, **how)
    assert page.status == 200, page.text
    assert PASSPHRASE.strip() not in page.html + page.address + caplog.text
    assert ("1 person" in get("/people").text) == (what == "restore")


def test_a_file_that_only_looks_like_a_backup_is_refused(ana, home, get, send, made):
    before = on_record(ana)
    made.write_text("Dear diary")
    assert "it cannot be put back" in get(of(made)).text
    page = send(of(made), do="restore", sure="yes")
    assert page.status == 422
    assert "his is not a certtrack backup" in page.text
    assert on_record(ana) == before


def test_on_a_server_it_is_the_same(ana, home, database):
    copy(ana.store, database)
    desk = replace(ana, store=database)
    with browser_of(desk) as client:
        assert client.post("/settings/backup").status_code == 200
        bo(desk)
        assert "2 people" in client.get("/people").text
        listed = client.get(PLACE).text
        link = re.search(rf'href="({PLACE}/[^"]+)"', listed)[1]
        assert "2 people, 4 activities" in client.get(link).text
        answer = client.post(link, data=SURE)
        assert answer.status_code == 200, answer.text
        assert "1 person" in client.get("/people").text
        before = re.search(rf'href="({PLACE}/[^"]*before-restore[^"]*)"', answer.text)[1]
        assert client.post(before, data=SURE).status_code == 200
        assert "2 people" in client.get("/people").text


def test_only_who_sets_certtrack_up_gets_there(ana, home, made):
    folder, word = home / "accounts", "a sentence that is long"
    bo(ana)
    accounts.add(folder, "ana", "holder", 1, None, word)
    accounts.add(folder, "dana", "manager", None, "dana@example.org", word)
    app = make_app(ana, AccountsDoor(SECRET, folder, secure=False), [BASE])
    before = on_record(ana)
    for name in ("ana", "dana"):
        client = TestClient(app, base_url=BASE, headers={"Origin": BASE})
        client.post("/sign-in", data={"name": name, "password": word})
        assert client.get(PLACE).status_code == 403
        assert client.post(of(made), data=SURE).status_code == 403
        assert client.post("/settings/channels", data={"channel": "x"}).status_code == 403
    assert on_record(ana) == before


# --- while others use it ---------------------------------------------------------------------


class Asking(threading.Thread):
    """Somebody who asks for a page again and again, in their own connection."""

    def __init__(self, port, cookie, path):
        super().__init__(daemon=True)
        self.port, self.cookie, self.path = port, cookie, path
        self.over, self.seen = threading.Event(), []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.over.is_set():
            connection.request("GET", self.path, headers={"Cookie": self.cookie})
            answer = connection.getresponse()
            text = answer.read().decode()
            people = re.search(r"(\d+) (?:person|people)", text)
            self.seen.append((answer.status, people and people[1]))
        connection.close()


def test_who_uses_it_meanwhile_sees_the_one_or_the_other(home):
    store = str(home / "store.db")
    import_record(store, ANA, books(()), MOMENT, replace=False)
    back_up(store, None, None, None, "2026-06-01T08:30:00+00:00")
    for number in range(200):
        persons.add(store, {"name": f"P {number}"}, books(()), MOMENT, force=False)
    dashboard = Dashboard(home)
    try:
        cookie = signed_in(dashboard)
        asking = [
            Asking(dashboard.port, cookie, path) for path in ("/people", "/people", "/roster")
        ]
        for one in asking:
            one.start()
        time.sleep(0.5)
        name = next(one.name for one in (home / "backups").iterdir())
        assert posted(dashboard, cookie, f"{PLACE}/{name}", **SURE) == 200
        time.sleep(0.5)
        for one in asking:
            one.over.set()
            one.join(60)
    finally:
        dashboard.stop()
    assert {status for one in asking for status, _ in one.seen} == {200}
    for one in asking[:2]:
        numbers = [people for _, people in one.seen]
        assert (numbers[0], numbers[-1]) == ("201", "1")
        assert set(numbers) == {"201", "1"}
        assert numbers == sorted(numbers, reverse=True)
    assert dashboard.errors == ""


def signed_in(dashboard):
    connection = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=60)
    body = urlencode({"code": dashboard.code})
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": dashboard.address}
    connection.request("POST", "/sign-in", body, form)
    answer = connection.getresponse()
    cookie = answer.headers["set-cookie"].split(";")[0]
    connection.close()
    return cookie


def posted(dashboard, cookie, path, **fields):
    connection = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=60)
    form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": dashboard.address}
    connection.request("POST", path, urlencode(fields), {**form, "Cookie": cookie})
    status = connection.getresponse().status
    connection.close()
    return status
