"""What will be sent, channels and backups as people use them, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from certtrack.services import persons
from certtrack.services.backups import back_up
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from tests.reminders.conftest import for_office, written
from tests.reminders.post_office import PASSWORD, open_office
from tests.web.chromium import Dashboard, chromium, faults_of, visiting
from tests.web.conftest import ANA, MOMENT
from tests.web.test_in_a_browser import LOOKS

__all__ = ["chromium", "for_office", "written"]

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def ana(home):
    """A store with Ana in it."""
    store = str(home / "store.db")
    import_record(store, ANA, books(()), MOMENT, replace=False)
    return store


@pytest.fixture
def served(ana, home):
    """Serves it when the test has made all ready."""
    begun = []

    def served_():
        begun.append(Dashboard(home))
        return begun[-1]

    yield served_
    for one in begun:
        one.stop()
        assert one.errors == ""


def well(page):
    """Nothing keeps anybody out, and nothing is wider than the window."""
    assert faults_of(page) == []
    assert not page.evaluate(WIDER)


@pytest.mark.parametrize("look", LOOKS)
def test_a_reminder_is_seen_to_come_and_no_more(chromium, served, for_office, monkeypatch, look):
    with open_office() as office:
        settings = for_office(office, '[delivery]\nchannels = ["mail"]')
        monkeypatch.setenv("CERTTRACK_SETTINGS", str(settings))
        with visiting(chromium, served(), bypass_csp=True, **LOOKS[look]) as page:
            page.goto("/people/1/reminders")
            table = page.get_by_role("region", name="What will be sent next")
            expect(table.get_by_text("RHIT: 4 CEUs missing, 12 days left")).to_be_visible()
            well(page)
            page.get_by_text("more, up to").click()
            later = page.get_by_role("region", name="What will be sent later")
            expect(later.get_by_text("RHIT: revoked")).to_be_visible()
            well(page)
            expect(table.get_by_text("Fee due").first).to_be_visible()
            page.get_by_text("Hear of it later, or no more").last.click()
            page.get_by_role("button", name="No more of RHIT: Fee due").click()
            expect(page.get_by_text("Not told: acknowledge")).to_be_visible()
            expect(table.get_by_text("Fee due")).to_have_count(0)
    assert office.connections == 0


@pytest.mark.parametrize("look", LOOKS)
def test_a_channel_is_tried(chromium, served, for_office, monkeypatch, look):
    with open_office(
        encryption="starttls", login=True, manners={"bo@example.org": "refuse the recipient"}
    ) as office:
        monkeypatch.setenv("CERTTRACK_SETTINGS", str(for_office(office)))
        with visiting(chromium, served(), bypass_csp=True, **LOOKS[look]) as page:
            page.get_by_role("link", name="Settings").click()
            page.get_by_label("Send it to").fill("ana@")
            page.get_by_role("button", name="Send a test message by mail").click()
            expect(page.get_by_text("'ana@' is not an e-mail address")).to_be_visible()
            assert page.get_by_label("Send it to").input_value() == "ana@"
            well(page)
            page.get_by_label("Send it to").fill("bo@example.org")
            page.get_by_label("Send it to").press("Enter")
            expect(page.get_by_text("Not delivered.")).to_be_visible()
            well(page)
            page.get_by_label("Send it to").fill("ana@example.org")
            page.get_by_role("button", name="Send a test message by mail").click()
            expect(page.get_by_text("Delivered. A test message was handed to")).to_be_visible()
            well(page)
            assert PASSWORD not in page.content()
    assert [one.recipients for one in office.letters] == [["ana@example.org"]]


@pytest.mark.parametrize("look", LOOKS)
def test_a_backup_is_verified_put_back_and_taken_back(chromium, ana, served, look):
    word = "correct horse battery"
    back_up(ana, None, None, word, "2026-06-01T12:30:00+00:00")
    persons.add(ana, {"name": "Bo Li"}, books(()), MOMENT, force=False)
    with visiting(chromium, served(), bypass_csp=True, **LOOKS[look]) as page:
        page.get_by_role("link", name="Settings").click()
        page.get_by_role("link", name="The backups that there are").click()
        well(page)
        page.get_by_role("link", name="2026-06-01 12:30").click()
        well(page)
        page.get_by_label("Passphrase").first.fill("wrong")
        page.get_by_role("button", name="Verify").click()
        expect(page.get_by_text("the passphrase is another one", exact=False)).to_be_visible()
        well(page)
        page.get_by_label("Passphrase").first.fill(word)
        page.get_by_role("button", name="Verify").click()
        expect(page.get_by_text("It is whole. It holds 1 person")).to_be_visible()
        page.get_by_label("Passphrase").last.fill(word)
        page.get_by_role("button", name="Put it back").click()
        # The browser itself asks for the tick, and nothing was sent.
        expect(page.get_by_text("is now as the backup")).to_have_count(0)
        page.get_by_label("Replace what is in").check()
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_text("is now as the backup")).to_be_visible()
        well(page)
        assert word not in page.url + page.content()
        page.get_by_role("link", name="People").click()
        expect(page.get_by_text("1 person", exact=False).first).to_be_visible()
        page.goto("/settings/backups")
        page.get_by_role("link", name="before-restore").click()
        page.get_by_label("Replace what is in").check()
        page.get_by_role("button", name="Put it back").click()
        expect(page.get_by_text("is now as the backup")).to_be_visible()
        page.goto("/people")
        expect(page.get_by_text("Bo Li")).to_be_visible()


def test_without_script_it_is_the_same(chromium, ana, served, for_office, monkeypatch):
    back_up(ana, None, None, None, "2026-06-01T12:30:00+00:00")
    persons.add(ana, {"name": "Bo Li"}, books(()), MOMENT, force=False)
    with open_office() as office:
        monkeypatch.setenv("CERTTRACK_SETTINGS", str(for_office(office)))
        with visiting(chromium, served(), java_script_enabled=False) as page:
            page.goto("/settings")
            page.get_by_role("button", name="Send a test message by mail").click()
            expect(page.get_by_text("Delivered. A test message was handed to")).to_be_visible()
            page.goto("/settings/backups")
            page.get_by_role("link", name="2026-06-01 12:30").click()
            page.get_by_label("Replace what is in").check()
            page.get_by_role("button", name="Put it back").click()
            expect(page.get_by_text("is now as the backup")).to_be_visible()
            page.goto("/people/2")
            expect(page.get_by_text("Not found").first).to_be_visible()
    assert len(office.letters) == 1
