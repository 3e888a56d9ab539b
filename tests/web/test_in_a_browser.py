"""As people use it, in a real browser: by mouse, by keyboard, on a telephone, without script."""

from __future__ import annotations

import re
import socket
import time
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from certtrack.services import accounts
from certtrack.services.persons import import_record
from certtrack.services.rules import books
from tests.web.chromium import Dashboard, faults_of, visiting
from tests.web.conftest import ANA, MOMENT
from tests.web.test_activities import PROOF

PAGES = (
    "/people", "/people/new", "/people/1", "/people/1/cycles/0", "/people/1/activities",
    "/people/1/activities/new", "/people/1/activities/1", "/people/1/activities/import",
    "/people/1/record",
    "/people/1/record/education/1", "/people/1/record/credential/new", "/people/1/person",
    "/people/1/eligibility", "/people/1/eligibility/RHIA?add=education", "/people/1/plan",
    "/people/1/plan/CCS", "/people/1/reminders", "/people/1/reports", "/people/1/history",
    "/history", "/roster",
    "/roster/heat", "/roster/import", "/settings", "/settings/backups", "/people/77", "/rules",
    "/rules/RHIT", "/rules/RHIT/diff",
    "/programs", "/programs?q=florida", "/programs/rasmussen-college-florida", "/careers",
)  # fmt: skip
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "telephone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_on_any_page_keeps_anybody_out(chromium, dashboard, look):
    with visiting(chromium, dashboard, bypass_csp=True, **LOOKS[look]) as page:
        for path in PAGES:
            page.goto(path)
            assert faults_of(page) == [], path
            wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not page.evaluate(wider), f"{path} is wider than the window"
        page.goto("/people/1/activities/new")
        page.get_by_label("Title").fill("Talk")
        page.get_by_role("button", name="Log it").and_(page.locator(":not(.default)")).evaluate(
            "button => { button.form.noValidate = true; button.click() }"
        )
        page.get_by_text("is missing").first.wait_for()
        assert faults_of(page) == []


def test_the_first_visit(chromium, home):
    dashboard = Dashboard(home)
    with visiting(chromium, dashboard) as page:
        page.get_by_label("Name", exact=True).fill("Bo Li")
        page.get_by_role("button", name="Begin").click()
        page.get_by_role("link", name="Add a credential that you hold").click()
        page.get_by_label("Code").fill("RHIT")
        page.get_by_label("Passed on").fill("2025-01-10")
        page.get_by_role("button", name="Add").click()
        page.get_by_role("link", name="Cycles").click()
        expect(page.get_by_text("0 of 20 CEUs", exact=True).first).to_be_visible()
    dashboard.stop()


def test_a_certificate_is_logged_and_a_mistake_is_put_right(chromium, dashboard, tmp_path):
    with visiting(chromium, dashboard) as page:
        page.get_by_role("link", name="Log CEUs").click()
        file = {"name": "sepsis.pdf", "mimeType": "application/pdf", "buffer": PROOF}
        page.locator("#certificate").set_input_files(file)
        page.get_by_role("button", name="Read the certificate").click()
        assert page.get_by_label("Title").input_value() == "Coding of sepsis"
        page.get_by_label("Domain").fill("clinical-coding")
        page.get_by_label("Domain").blur()
        page.get_by_text("This will count 3 of 3 CEUs towards RHIT").wait_for()
        page.get_by_label("CEUs", exact=True).fill("33")
        page.get_by_label("CEUs", exact=True).blur()
        page.get_by_text("This will count 33 of 33 CEUs").wait_for()
        page.locator(".buttons").get_by_role("button", name="Log it").click()
        expect(page.get_by_text("Coding of sepsis is on record").first).to_be_visible()
        page.get_by_role("link", name="Coding of sepsis").click()
        page.get_by_label("CEUs", exact=True).fill("4")
        page.locator(".buttons").get_by_role("button", name="Save").click()
        expect(page.get_by_text("It counts 4 of 4 CEUs towards RHIT").first).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="Coding of sepsis").click()
            page.get_by_role("link", name="sepsis.pdf").click()
        assert download.value.path().read_bytes() == PROOF
        page.get_by_role("link", name="Cycles").click()
        expect(page.get_by_text("Complete").first).to_be_visible()


def test_a_verdict_changes_when_a_fact_is_told(chromium, dashboard):
    with visiting(chromium, dashboard) as page:
        page.get_by_role("link", name="Eligibility").click()
        page.get_by_role("link", name="RHIA").click()
        expect(page.get_by_text("No: not eligible").first).to_be_visible()
        page.get_by_role("link", name="Education", exact=True).click()
        page.get_by_label("Level").select_option("bachelor")
        page.get_by_label("Status").select_option("completed")
        page.get_by_label("Field").fill("health-information-management")
        page.get_by_label("Completed on").fill("2026-05-08")
        page.get_by_text("More", exact=True).click()
        page.get_by_label("Accreditation").fill("CAHIIM=2012-01-01..2030-12-31")
        page.get_by_role("button", name="Add, and judge anew").click()
        expect(page.get_by_text("Yes: eligible").first).to_be_visible()


def test_by_keyboard_alone(chromium, dashboard):
    with visiting(chromium, dashboard) as page:
        page.goto("/people/1")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        page.keyboard.press("Enter")
        for _ in range(6):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Log CEUs":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/activities/new")
        page.get_by_label("Title").focus()
        page.keyboard.type("By keyboard")
        page.keyboard.press("Tab")
        page.keyboard.type("05022026")
        page.get_by_label("CEUs", exact=True).focus()
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        page.wait_for_url("**/activities?added=*")
        expect(page.get_by_text("By keyboard is on record").first).to_be_visible()


FOCUS = """() => {
  const seen = [];
  for (const one of document.querySelectorAll("a, button, input, select, textarea, summary")) {
    if (!one.checkVisibility() || one.tabIndex < 0 || one.disabled) continue;
    one.focus();
    if (document.activeElement !== one) continue;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const shown = style.outlineStyle !== "none" || style.boxShadow !== "none";
    if (!shown) seen.push("no focus: " + one.outerHTML.slice(0, 120));
    const small = box.width < 24 || box.height < 24;
    if (small && style.display !== "inline") seen.push("small: " + one.outerHTML.slice(0, 120));
  }
  return seen;
}"""


def test_where_the_focus_is_can_be_seen_and_nothing_is_too_small_to_touch(chromium, dashboard):
    with visiting(chromium, dashboard, **LOOKS["telephone"]) as page:
        for path in ("/people/1", "/people/1/activities", "/people/1/activities/new", "/roster"):
            page.goto(path)
            page.keyboard.press("Tab")
            assert page.evaluate(FOCUS) == [], path


def test_on_a_telephone(chromium, dashboard):
    with visiting(chromium, dashboard, **LOOKS["telephone"], has_touch=True) as page:
        page.get_by_role("link", name="Log CEUs").tap()
        page.get_by_label("Title").fill("On the way")
        page.get_by_label("Completed on").fill("2026-05-02")
        page.get_by_label("CEUs", exact=True).fill("1")
        page.locator(".buttons").get_by_role("button", name="Log it").tap()
        expect(page.get_by_text("On the way is on record").first).to_be_visible()


def test_without_script(chromium, dashboard):
    with visiting(chromium, dashboard, java_script_enabled=False) as page:
        page.get_by_role("link", name="Log CEUs").click()
        file = {"name": "sepsis.pdf", "mimeType": "application/pdf", "buffer": PROOF}
        page.locator("#certificate").set_input_files(file)
        page.get_by_role("button", name="Read the certificate").click()
        assert page.get_by_label("Title").input_value() == "Coding of sepsis"
        page.locator(".buttons").get_by_role("button", name="Log it").click()
        expect(page.get_by_text("Coding of sepsis is on record").first).to_be_visible()
        for path in PAGES:
            page.goto(path)
            assert page.locator("h1").count() == 1


def test_two_windows_with_one_activity(chromium, dashboard):
    with visiting(chromium, dashboard) as first:
        second = first.context.new_page()
        for page in (first, second):
            page.goto("/people/1/activities/1")
        first.get_by_label("Title").fill("First")
        first.locator(".buttons").get_by_role("button", name="Save").click()
        second.get_by_label("Title").fill("Second")
        second.locator(".buttons").get_by_role("button", name="Save").click()
        expect(second.get_by_text("It was changed meanwhile").first).to_be_visible()
        expect(second.get_by_text("It says by now: First.").first).to_be_visible()
        assert second.get_by_label("Title").input_value() == "Second"
        first.goto("/people/1/activities")
        expect(first.get_by_text("First", exact=True).first).to_be_visible()


def test_the_dashboard_is_started_again_in_the_middle_of_a_form(chromium, dashboard):
    with visiting(chromium, dashboard) as page:
        page.goto("/people/1/activities/new")
        page.get_by_label("Title").fill("Across a restart")
        page.get_by_label("Completed on").fill("2026-05-02")
        page.get_by_label("CEUs", exact=True).fill("1")
        page.get_by_text("This will count 1 of 1").wait_for()
        dashboard.stop()
        dashboard.start()
        page.locator(".buttons").get_by_role("button", name="Log it").click()
        expect(page.get_by_text("Across a restart is on record").first).to_be_visible()


def test_who_goes_away_in_the_middle_of_sending_is_no_defect(dashboard):
    host = dashboard.address.removeprefix("http://")
    with socket.create_connection(("127.0.0.1", dashboard.port)) as gone:
        head = f"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000\r\n"
        kind = "Content-Type: multipart/form-data; boundary=x\r\n\r\n"
        gone.sendall(f"{head}{kind}--x\r\n".encode())
        time.sleep(0.2)
    time.sleep(0.2)
    with urlopen(f"{dashboard.address}/sign-in", timeout=30) as page:
        assert page.status == 200
    # What it said of the other is looked at when it was stopped.


def test_the_entrance_signs_a_browser_in_by_itself(chromium, dashboard):
    entrance = dashboard.folder / "data" / "certtrack" / "dashboard" / "dashboard.html"
    assert entrance.stat().st_mode & 0o077 == 0
    page = chromium.new_page()
    page.goto(entrance.as_uri())
    page.wait_for_url(re.compile("/people/1$"))
    page.context.close()
    dashboard.stop()
    assert not entrance.exists()
    dashboard.start()


def test_somebody_signs_in_by_a_password_and_out_again(chromium, home):
    import_record(str(home / "store.db"), ANA, books(()), MOMENT, replace=False)
    folder = home / "data" / "certtrack" / "dashboard" / "accounts"
    accounts.add(folder, "ana", "holder", 1, None, "a sentence that is long")
    dashboard = Dashboard(home, options=("--accounts",))
    context = chromium.new_context(base_url=dashboard.address, bypass_csp=True)
    page = context.new_page()
    page.goto("/people/1/activities")
    assert faults_of(page) == []
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_text("There is no account of this name")).to_be_visible()
    assert faults_of(page) == []
    assert page.get_by_label("Name").input_value() == "ana"
    page.get_by_label("Password").fill("a sentence that is long")
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/1/activities")
    assert faults_of(page) == []
    page.goto("/roster")
    expect(page.get_by_text("This is not for your account")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_role("button", name="Sign out ana").click()
    page.wait_for_url("**/sign-in")
    context.close()
    dashboard.stop()


WEIGHT = """() => ["navigation", "resource"].flatMap(kind => performance.getEntriesByType(kind))
  .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""


def test_pages_are_light_and_do_not_jump(chromium, dashboard):
    with visiting(chromium, dashboard) as page:
        new = "/people/1/activities/new"
        for path in ("/people/1", "/people/1/cycles/0", new, "/people/1/activities", "/roster"):
            page.goto(path)
            assert page.evaluate(WEIGHT) < 150_000
            assert page.evaluate(SHIFT) == 0, path


def test_nothing_is_asked_of_the_net(chromium, dashboard):
    asked = []
    with visiting(chromium, dashboard) as page:
        page.on("request", lambda request: asked.append(request.url))
        for path in PAGES:
            page.goto(path)
    assert asked
    assert {url.split("/")[2] for url in asked} == {dashboard.address.removeprefix("http://")}
