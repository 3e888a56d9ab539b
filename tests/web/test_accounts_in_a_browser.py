"""Accounts in a real browser: made by an admin, used by whoever they are for."""

from __future__ import annotations

from contextlib import closing, contextmanager

import pytest
from playwright.sync_api import expect

from certtrack.services import accounts
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from tests.web.chromium import Dashboard, chromium, faults_of
from tests.web.conftest import ANA, MOMENT
from tests.web.test_in_a_browser import LOOKS

__all__ = ["chromium"]

FIRST, SECOND = "a sentence that is long", "quite another sentence"


@pytest.fixture
def dashboard(home):
    """A dashboard with Ana in its store, and an admin."""
    import_record(str(home / "store.db"), ANA, books(()), MOMENT, replace=False)
    folder = home / "data" / "certtrack" / "dashboard" / "accounts"
    accounts.add(folder, "root", "admin", None, None, FIRST)
    one = Dashboard(home, options=("--accounts",))
    yield one
    one.stop()
    assert "Traceback" not in one.errors


@contextmanager
def signed_in(chromium, dashboard, name, password, **settings):
    with closing(chromium.new_context(base_url=dashboard.address, **settings)) as context:
        page = context.new_page()
        page.goto("/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill(password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/1")
        yield page


def test_an_admin_makes_an_account_whose_holder_takes_another_password(chromium, dashboard):
    with signed_in(chromium, dashboard, "root", FIRST) as page:
        page.get_by_role("link", name="Settings").click()
        page.get_by_role("link", name="Accounts of whoever may sign in").click()
        page.get_by_label("Name").fill("ana")
        page.get_by_label("Password", exact=True).fill("too short")
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_text("A password has 15 to 256")).to_be_visible()
        page.get_by_label("Person").fill("1")
        page.get_by_label("Password", exact=True).fill(FIRST)
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_role("heading", name="ana")).to_be_visible()
    with signed_in(chromium, dashboard, "ana", FIRST) as page:
        page.get_by_role("link", name="Account").click()
        page.get_by_label("Your password now").fill(FIRST)
        page.get_by_label("Your new password").fill(SECOND)
        page.get_by_label("The new one once more").fill(SECOND)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Your password is another one")
    with signed_in(chromium, dashboard, "ana", SECOND) as page:
        expect(page.get_by_role("button", name="Sign out ana")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_about_accounts_keeps_anybody_out(chromium, dashboard, look):
    with signed_in(chromium, dashboard, "root", FIRST, bypass_csp=True, **LOOKS[look]) as page:
        page.goto("/account")
        assert faults_of(page) == []
        page.get_by_role("button", name="Change it").click()
        expect(page.get_by_text("This is not your password")).to_be_visible()
        assert faults_of(page) == []
        page.goto("/settings/accounts")
        page.get_by_role("button", name="Add it").click()
        expect(page.get_by_text("A holder sees one person")).to_be_visible()
        assert faults_of(page) == []
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wider)
