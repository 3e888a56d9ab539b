"""Tables taken in as people do it, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.chromium import faults_of, visiting

CEUS = b"Alpha,Beta,Gamma,Delta\n2026-05-02,Sepsis,2,R-12\n2026-05-03,Privacy,1,R-13\n"
HEAD = "Full Name,E-mail,Shoe,Dept,Dept,Certification,Date Passed\n"
STAFF = f"{HEAD}Bo Li,bo@example.org,38,Coding,C-7,CCA,2024-01-31\n"
MANY = 9000
IMPATIENT = (
    "from certtrack.web.pages import roster_import; roster_import.PATIENCE = 0.0; "
    "from certtrack.__main__ import main; main()"
)
"""The same program, but that it shows how far a roster is however quick the machine is."""


def choose(page, name, content):
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("#table").set_input_files(file)
    page.get_by_role("button", name="Look what it would do").click()


def test_columns_that_nobody_can_guess_are_said(chromium, dashboard):
    with visiting(chromium, dashboard, bypass_csp=True) as page:
        page.goto("/people/1/activities")
        page.get_by_role("link", name="Take in a table").click()
        choose(page, "report.csv", CEUS)
        expect(page.get_by_text("No column tells the title.")).to_be_visible()
        expect(page.get_by_text("Sepsis")).to_be_visible()
        assert faults_of(page) == []
        page.get_by_label("Beta").select_option("Title")
        page.get_by_label("Gamma").select_option("CEUs")
        page.get_by_label("Remember the columns under the name").fill("state-report")
        page.get_by_role("button", name="Look again").click()
        expect(page.get_by_text("New: 2")).to_be_visible()
        expect(page.get_by_text("is remembered as state-report")).to_be_visible()
        assert faults_of(page) == []
        page.get_by_role("button", name="Take in 2 rows").click()
        expect(page.get_by_text("2 added, 0 changed")).to_be_visible()
        # The next file of the kind needs no word more.
        page.get_by_label("Columns are those remembered as").select_option("state-report")
        choose(page, "next.csv", CEUS.replace(b"05-", b"04-"))
        page.get_by_role("button", name="Take in 2 rows").click()
        page.get_by_role("link", name="To the CEUs").click()
        expect(page.get_by_role("link", name="Sepsis")).to_have_count(2)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_roster_is_put_right_and_taken_in(chromium, dashboard, script):
    with visiting(chromium, dashboard, java_script_enabled=script) as page:
        page.goto("/people")
        page.get_by_role("link", name="Take in a roster").click()
        choose(page, "staff.csv", STAFF.encode())
        expect(page.get_by_text("Unknown column 'Shoe'.")).to_be_visible()
        page.get_by_label("Dept #2").select_option("leave out")
        page.get_by_role("button", name="Look again").click()
        expect(page.get_by_text("Bo Li: CCA")).to_be_visible()
        dashboard.stop()
        dashboard.start()
        page.get_by_role("button", name="Take in 1 person").click()
        expect(page.get_by_text("staff.csv: 1 person added, 0 changed.")).to_be_visible()
        page.get_by_role("link", name="To the people").click()
        expect(page.get_by_role("link", name="Bo Li")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_of_a_large_roster_it_is_told_how_far_it_is(chromium, dashboard, script):
    dashboard.stop()
    dashboard.program = ("-c", IMPATIENT)
    dashboard.start()
    rows = "".join(f"P {n},p{n}@example.org,,,,CCA,2024-01-31\n" for n in range(MANY))
    content = HEAD.replace("Shoe", "State").replace(",Dept,Dept", ",Dept,Manager") + rows
    with visiting(chromium, dashboard, java_script_enabled=script, bypass_csp=True) as page:
        page.goto("/roster/import")
        choose(page, "staff.csv", content.encode())
        expect(page.get_by_text("Other pages can be used meanwhile")).to_be_visible()
        assert not script or faults_of(page) == []
        ready = page.get_by_role("button", name=f"Take in {MANY:,} people")
        for _ in range(200):
            if script or ready.is_visible():
                break
            page.get_by_role("link", name="Look again").click()
            page.wait_for_timeout(200)
        expect(ready).to_be_visible(timeout=60_000)
        assert not script or faults_of(page) == []
