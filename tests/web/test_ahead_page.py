"""What will be sent when, on a person's page of reminders."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from starlette.testclient import TestClient

from certtrack import clock
from certtrack.reminders.settings import read_settings
from certtrack.services import accounts, persons
from certtrack.services.ahead import Asked, what_will_be_sent
from certtrack.services.edit import add
from certtrack.services.facts import Who, facts_of
from certtrack.web.accounts_door import AccountsDoor
from certtrack.web.app import make_app
from certtrack.web.view import worded
from tests.web.conftest import BASE, MOMENT, ON, SECRET, browser_of

MAIL = (
    'schema = 1\n[channels.mail]\nkind = "smtp"\nhost = "127.0.0.1"\nport = 9\n'
    'security = "none"\nfrom = "reminders@example.org"\n[delivery]\nchannels = ["mail"]\n'
)


@pytest.fixture
def set_(home, monkeypatch):
    """Writes the settings of reminders."""
    path = home / "reminders.toml"
    monkeypatch.setenv("CERTTRACK_SETTINGS", str(path))

    def set__(text=MAIL):
        path.write_text(text, encoding="utf-8")
        return read_settings(path)

    return set__


def rows(page, label):
    """The rows of a table, each as its cells' words."""
    table = re.search(rf'aria-label="{label}">(.*?)</table>', page.html, re.S)
    found = re.findall(r"<tr>(.*?)</tr>", table[1], re.S)[1:] if table else []
    return [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in
         re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)]
        for row in found
    ]  # fmt: skip


def about(one):
    """A message as the page tells it: its subject, and each thing that it tells."""
    items = [
        f"{', '.join(item.credentials)}: {worded(item.kind)}, {item.due}" for item in one.items
    ]
    return " ".join([one.subject, *items])


def test_without_a_channel_it_is_said_what_to_do(get, home):
    page = get("/people/1/reminders")
    assert page.status == 200
    assert "Nothing: no channel is set up" in page.text
    assert str(home / "xdg_config_home" / "certtrack" / "reminders.toml") in page.text
    assert "certtrack remind install" in page.text


def test_it_is_what_the_command_tells(ana, get, set_):
    settings = set_()
    who = Who(person="1", store=ana.store)
    facts = facts_of(who, ana.library(), ON)
    asked = Asked(who, facts, ana.library(), datetime.now(UTC), on=ON)
    found = what_will_be_sent(asked, settings)
    page = get("/people/1/reminders")
    shown = rows(page, "What will be sent next") + rows(page, "What will be sent later")
    assert shown == [[str(one.day), one.channel, about(one)] for one in found.messages]
    assert "RHIT: Fee due, 2026-06-13" in shown[0][2]
    assert f"From 2026-06-01 to {found.last}" in page.text
    assert "as long as nothing changes on record" in page.text


def test_another_day_and_a_silence_make_it_another(get, send, set_):
    set_()
    first = rows(get("/people/1/reminders"), "What will be sent next")
    page = get("/people/1/reminders?on=2026-06-07")
    assert rows(page, "What will be sent next")[0][0] == "2026-06-07"
    reminder = re.search(r'name="reminder" value="(\w+)">(?:(?!</form>).)*Fee due', page.html, re.S)
    send("/people/1/reminders", reminder=reminder[1], manner="acknowledge")
    shown = rows(get("/people/1/reminders"), "What will be sent next")
    assert "Fee due" in first[0][2]
    assert not any("Fee due" in row[2] for row in shown)


def test_nothing_to_come_and_nobody_to_reach_are_told(get, send, set_):
    set_()
    send("/people/new", name="Bo Li")
    page = get("/people/2/reminders")
    assert "Nothing will be sent from 2026-06-01 to 2027-06-01" in page.text
    assert "By mail nothing can reach Bo Li: no e-mail address is on record" in page.text


def test_settings_with_faults_are_told_to_whom_it_concerns(ana, home, get, set_):
    set_()
    (home / "reminders.toml").write_text(MAIL.replace("smtp", "smpt"), encoding="utf-8")
    page = get("/people/1/reminders")
    assert page.status == 200
    assert "Did you mean 'smtp'?" in page.text
    assert "Fee due" in page.text
    folder = home / "accounts"
    accounts.add(folder, "ana", "holder", 1, None, "a sentence that is long")
    app = make_app(ana, AccountsDoor(SECRET, folder, secure=False), [BASE])
    holder = TestClient(app, base_url=BASE, headers={"Origin": BASE})
    holder.post("/sign-in", data={"name": "ana", "password": "a sentence that is long"})
    answer = holder.get("/people/1/reminders")
    assert "Whoever runs certtrack can put them right" in answer.text
    assert "smpt" not in answer.text
    (home / "reminders.toml").unlink()
    answer = holder.get("/people/1/reminders")
    assert "Whoever runs certtrack can set one up" in answer.text
    assert str(home) not in answer.text


def test_today_it_is_told_from_now_on(ana, set_):
    """What was missed this morning is still to come, and nothing of yesterday is."""
    set_(MAIL.replace("[delivery]", '[policy]\nweekdays = ["mon", "thu"]\n[delivery]'))
    desk = replace(ana, on=None)
    number = persons.add(desk.store, {"name": "Bo"}, desk.library(), MOMENT, force=False)
    today = clock.today()
    passed = today - relativedelta(years=2) + timedelta(days=18)
    held = {"code": "RHIT", "passed_on": passed.isoformat()}
    who = Who(person=str(number), store=desk.store)
    add(who, "credential", held, desk.library(), MOMENT, force=False)
    with browser_of(desk) as client:
        page = client.get(f"/people/{number}/reminders").text
    days = re.findall(r'<tr><td class="day">(\d{4}-\d\d-\d\d)</td><td>mail</td>', page)
    assert days
    assert today <= date.fromisoformat(min(days)) <= today + timedelta(days=7)
    assert {date.fromisoformat(one).strftime("%a") for one in days} <= {"Mon", "Thu"}
