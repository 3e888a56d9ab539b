"""A holder sees in a browser what was changed in their record, and undoes their own mistake."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import expect

from certtrack.services import accounts
from certtrack.services.edit import add, listed
from certtrack.services.facts import Who
from certtrack.services.persons import add as add_person
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from tests.web.chromium import Dashboard, chromium, faults_of
from tests.web.conftest import ANA, MOMENT
from tests.web.test_in_a_browser import LOOKS

__all__ = ["chromium"]

PASSWORD = "a sentence that is long"


@pytest.fixture
def store(home):
    """Ana's record, and Bo in nobody's care."""
    store = str(home / "store.db")
    import_record(store, ANA, books(()), MOMENT, replace=False)
    add_person(store, {"name": "Bo"}, books(()), MOMENT, force=False)
    return store


@pytest.fixture
def dashboard(home, store):
    """A dashboard with accounts, of which Ana has one."""
    folder = home / "data" / "certtrack" / "dashboard" / "accounts"
    accounts.add(folder, "ana", "holder", 1, None, PASSWORD)
    one = Dashboard(home, options=("--accounts",))
    yield one
    one.stop()
    assert "Traceback" not in one.errors


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
@pytest.mark.parametrize("look", LOOKS)
def test_a_holder_undoes_their_own_mistake(chromium, dashboard, store, look, script):
    settings = {"base_url": dashboard.address, "bypass_csp": True, **LOOKS[look]}
    with closing(chromium.new_context(**settings, java_script_enabled=script)) as context:
        page = context.new_page()
        page.goto("/people/1/activities/1")
        page.get_by_label("Name").fill("ana")
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/people/1/activities/1")
        before = listed(Who(person="1", store=store), "activity")
        page.get_by_text("Take this activity away").click()
        page.get_by_role("button", name="Remove").click()
        page.wait_for_url("**/people/1/activities*")
        page.get_by_role("link", name="Changes").wait_for()
        gone = listed(Who(person="1", store=store), "activity")
        assert len(gone) == len(before) - 1
        # Somebody else's record changes meanwhile: that is nobody's business here.
        exam = {"credential": "CCS", "taken_on": "2026-01-05", "passed": False}
        add(Who(person="2", store=store), "exam", exam, books(()), MOMENT, force=False)
        page.get_by_role("link", name="Changes").click()
        expect(page.get_by_role("heading", name="What was changed")).to_be_visible()
        expect(page.get_by_text("taken away").first).to_be_visible()
        assert "exam add" not in page.content()
        if script:
            assert faults_of(page) == []
        page.get_by_role("button", name="Take back the last: ceu remove").click()
        expect(page.get_by_text("undo: ceu remove").first).to_be_visible()
        assert sorted(listed(Who(person="1", store=store), "activity")) == sorted(before)
        assert len(listed(Who(person="2", store=store), "exam")) == 1
        page.get_by_text("Only an admin can take back the last change").wait_for()
        if script:
            assert faults_of(page) == []
        page.get_by_role("link", name="CEUs", exact=True).click()
        expect(page.get_by_text("Annual coding update").first).to_be_visible()
