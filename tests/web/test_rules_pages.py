"""The rules in the browser: each rule with its source, on any day, and what differs between two."""

from __future__ import annotations

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

import certtrack.rulebooks
from certtrack.rules.outline import changes
from tests.web.browsing import Browser, text_of

SHIPPED = Path(certtrack.rulebooks.__file__).parent
FILES = {
    tomllib.loads(path.read_text(encoding="utf-8"))["code"]: path
    for path in sorted(SHIPPED.rglob("*.toml"))
    if path.name != "body.toml"
}
TODAY = date(2026, 6, 1)
NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}|\d+(?:,\d{3})*(?:\.\d+)?")

each_code = pytest.mark.parametrize("code", FILES)


@pytest.fixture
def browser(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Browser(tmp_path, on=TODAY)


def both(code):
    """The texts of a credential's file and of its body's."""
    path = FILES[code]
    return [each.read_text(encoding="utf-8") for each in (path, path.with_name("body.toml"))]


# --- every credential -------------------------------------------------------------------


def test_every_credential_is_listed_under_its_body(browser):
    page = browser.get("/rules")
    assert page.status == 200
    told = {
        text_of(row.find("th/a")): text_of(row)
        for row in page.all("tr")
        if row.find("td") is not None
    }
    assert set(told) == set(FILES)
    for code, path in FILES.items():
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        body = tomllib.loads(path.with_name("body.toml").read_text(encoding="utf-8"))
        row = told[code]
        assert file["name"] in row
        assert ("Not covered." not in row) == ("eligibility" in file)
        assert str(min(file["review_by"], body["review_by"])) in row
        assert page.links[code] == f"/rules/{code}"
    headings = page.texts("h2")
    assert len(headings) == len({path.parent for path in FILES.values()})


def test_rules_that_should_have_been_looked_at_again_are_marked(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    late = Browser(tmp_path, on=date(2030, 1, 1))
    assert late.get("/rules").text.count("past: may be out of date") == len(FILES)
    assert "they may be out of date" in late.get("/rules/RHIT").text
    early = Browser(tmp_path, on=TODAY)
    assert "out of date" not in early.get("/rules").text + early.get("/rules/RHIT").text


def test_rule_files_are_checked_when_asked(browser, same_letters, tmp_path):
    page = browser.get("/rules")
    asked = browser.get(page.links["Check the rule files, one and all"])
    number = len(list(SHIPPED.rglob("*.toml")))
    assert f"{number} rule files read, no fault found." in asked.text
    own = Browser(tmp_path, same_letters, on=TODAY)
    number += len(list(same_letters.iterdir()))
    assert f"{number} rule files read" in own.get("/rules?files=checked").text


def test_a_faulty_rule_file_is_told_with_file_and_line(tmp_path, same_letters, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = same_letters / "cic.toml"
    file.write_text(file.read_text().replace("name =", "nmae ="))
    page = Browser(tmp_path, same_letters, on=TODAY).get("/rules")
    assert page.status == 422
    assert "cic.toml, line " in page.text
    assert "Did you mean 'name'?" in page.text


def test_a_code_that_is_typed_leads_to_its_page(browser):
    page = browser.get("/rules", code=" rhit ")
    assert (page.status, page.address.split("8351")[1]) == (200, "/rules/RHIT")


@pytest.mark.parametrize("address", ["/rules/RIHT", "/rules/RIHT/diff", "/rules?code=RIHT"])
def test_an_unknown_code_is_told_and_stays_in_the_form(browser, address):
    page = browser.get(address)
    assert page.status == 404
    assert "Did you mean 'RHIT'?" in page.text
    assert page.typed("code") == "RIHT"


# --- one rule file ----------------------------------------------------------------------


@each_code
def test_every_credential_can_be_read_with_each_of_its_sources(browser, code):
    page = browser.get(f"/rules/{code}")
    assert page.status == 200
    assert page.texts("h1") == [code]
    for source in (
        one for text in both(code) for one in tomllib.loads(text).get("sources", {}).values()
    ):
        assert source["title"] in page.text
        if "url" in source:
            assert page.links[source["title"]] == source["url"]
        if "retrieved" in source:
            assert f"{source['title']}, read on {source['retrieved']}" in page.text


@each_code
def test_every_number_on_a_credentials_page_is_one_of_its_rule_file(browser, code):
    page = browser.get(f"/rules/{code}")
    known = {one for text in both(code) for one in NUMBER.findall(text)}
    # So many credentials held: the place of each total in its list.
    for text in both(code):
        for pool in tomllib.loads(text).get("recertification", {}).get("pool", []):
            known |= {str(n) for n, _ in enumerate(pool.get("totals", []), start=1)}
    shown = text_of(page.main).rsplit("Rules ", 1)[0]
    assert set(NUMBER.findall(shown)) - known <= {str(TODAY)}


def editions_of(code):
    """Every edition of a credential's rules; its own rules take the place of its body's."""
    own, shared = map(tomllib.loads, both(code))
    found = {}
    for file in (shared, own):
        mine = {"pathways": file.get("eligibility", [])}
        rules = dict(file.get("recertification", {}))
        named = [*file.get("always", []), *rules.pop("counting", [])]
        rules.pop("not_checked", None)
        mine |= {"exam-window": file.get("exam_window", []), "grade": file.get("grade", [])} | rules
        for one in named:
            mine.setdefault(one["id"], []).append(one)
        found |= {id_: editions for id_, editions in mine.items() if editions}
    return [(id_, one) for id_, editions in found.items() for one in editions]


@each_code
def test_every_edition_of_every_rule_is_told_with_its_days_source_and_certainty(browser, code):
    page = browser.get(f"/rules/{code}")
    entries = [text_of(one) for one in page.all("li") if one.get("class") == "rule"]
    own, shared = map(tomllib.loads, both(code))
    sources = {**shared.get("sources", {}), **own.get("sources", {})}
    for id_, one in editions_of(code):
        last = one.get("until")
        days = f"from {one['effective_from']} {f'to {last}' if last else 'on'}"
        title, certainty = sources[one["source"]]["title"], one["certainty"].capitalize()
        told = [entry for entry in entries if days in entry]
        if id_ == "pathways":
            # Of those in force the days stand above them all.
            told.append(page.text)
        assert any(title in entry and f"{certainty}: " in entry for entry in told), (id_, days)


def first_rule(page, words):
    return next(
        one
        for one in page.all("li")
        if one.get("class") == "rule" and text_of(one).startswith(words)
    )


def test_what_is_assumed_is_said_plainly(browser):
    page = browser.get("/rules/RHIT")
    rule = first_rule(page, "CEUs may not be duplicated")
    assert "Assumed: our reading where the sources are silent." in text_of(rule)
    rule = first_rule(page, "20 CEUs in a cycle.")
    now, _, other = text_of(rule).partition("On other days")
    assert "from 2019-01-01 on.Source: " in now
    assert "Primary: the certifying body says so." in now
    assert "from 2014-06-01 to 2018-12-31" in other
    assert "Assumed" in other


def test_a_page_tells_what_the_rules_were_on_another_day(browser):
    then, now = (browser.get("/rules/RHIT", on=day) for day in ("2020-06-01", "2026-06-01"))
    assert then.typed("on") == "2020-06-01"
    assert "The rules as of 2020-06-01" in then.text
    for page, held, not_held in ((then, "91 days", "90 days"), (now, "90 days", "91 days")):
        (wait,) = (
            one
            for one in page.all("li")
            if text_of(one).startswith(f"{held} since the last failed")
            and one.get("class") == "rule"
            and "On other days" in text_of(one)
        )
        before, _, others = text_of(wait).partition("On other days")
        assert not_held not in before
        assert not_held in others


def test_rules_that_are_not_in_force_stand_apart(browser):
    page = browser.get("/rules/CCS", on="2026-06-01").text
    assert page.index("Rules of other days") < page.index("mandatory coding self-reviews")
    page = browser.get("/rules/CCS", on="2020-06-01").text
    assert page.index("mandatory coding self-reviews") < page.index("Rules of other days")


def test_before_every_rule_none_is_known(browser):
    page = browser.get("/rules/RHIT", on="1950-01-01")
    assert page.status == 200
    assert "No pathway is known for 1950-01-01." in page.text
    assert "No rule is known for 1950-01-01." in page.text


def test_why_there_are_no_pathways_is_told(browser):
    file = tomllib.loads(both("CHTS-TS")[0])
    assert file["not_covered"] in browser.get("/rules/CHTS-TS").text


@each_code
def test_what_is_not_checked_and_where_sources_disagree_is_told(browser, code):
    page = browser.get(f"/rules/{code}").text
    for text in both(code):
        file = tomllib.loads(text)
        assert all(one in page for one in file.get("not_checked", []))
        for conflict in file.get("conflict", []):
            sources = {**tomllib.loads(both(code)[1])["sources"], **file.get("sources", {})}
            for reading in conflict["reading"]:
                assert f"{reading['says']}Source: {sources[reading['source']]['title']}" in page
            assert conflict["taken"] in page
            assert conflict["matters"] in page


def test_a_page_tells_what_to_do_once_a_pathway_is_met_and_what_it_leads_to(browser):
    page = browser.get("/rules/RHIT")
    assert "Do not use the letters until AHIMA has verified" in page.text
    assert page.links["Health information technician"] == "/careers#health-information-technician"
    assert page.links["RHIA"] == "/rules/RHIA"


@pytest.mark.parametrize("day", ["2026-02-30", "soon", "1066-10-14"])
def test_an_impossible_day_is_told_beside_the_field_that_keeps_it(browser, day):
    page = browser.get("/rules/RHIT", on=day)
    assert page.status == 422
    assert page.typed("on") == day
    # A field for days shows nothing where it holds none.
    assert page.field("on").get("type") == "text"
    assert page.field("on").get("aria-describedby") == "fault-on"
    assert day in page.texts("span")[-1]


def test_a_day_may_be_a_word(browser):
    page = browser.get("/rules/RHIT", on="10 days ago")
    assert f"The rules as of {TODAY - timedelta(days=10)}" in page.text


def test_a_code_of_several_bodies_works_by_its_label(tmp_path, same_letters, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    own = Browser(tmp_path, same_letters, on=TODAY)
    page = own.get("/rules/CIC")
    assert page.status == 404
    assert page.links["aapc:CIC"] == "/rules/aapc:CIC"
    for label, name in (
        ("aapc:CIC", "Certified Inpatient Coder"),
        ("bay-infection:CIC", "Certified in Infection Control"),
    ):
        assert label in page.links
        one = own.get(page.links[label])
        assert (one.status, one.texts("h1")) == (200, [label])
        assert name in one.text
        assert own.get(one.links["What differs between two days"]).status == 200


# --- what differs -----------------------------------------------------------------------


def test_the_days_are_asked_for(browser):
    page = browser.get(browser.get("/rules/CCS").links["What differs between two days"])
    assert page.status == 200
    assert (page.typed("from"), page.typed("to")) == ("", str(TODAY))
    assert page.texts("h2") == []


def test_a_diff_tells_what_the_rule_files_say_changed(browser):
    page = browser.get("/rules/CCS/diff", **{"from": "2020-06-01", "to": "2026-06-01"})
    assert page.status == 200
    assert page.texts("h2") == [
        "retest-wait: changed",
        "exam-window: new",
        "lapse: changed",
        "coding-self-reviews: gone",
        "fee: new",
        "ahima-share: new",
    ]
    wait, window, lapse, reviews, fee, share = page.texts("section")
    assert wait.index("91 days") < wait.index("30 days")
    assert "within 120 days" in window
    assert lapse.index("3 months of grace") < lapse.index("revoked after 180 days")
    assert "After" not in reviews
    assert "218 USD" in fee
    assert "Before" not in share


@each_code
def test_a_diff_tells_every_change(browser, library, code):
    earlier, later = date(2015, 6, 1), TODAY
    page = browser.get(f"/rules/{code}/diff", **{"from": str(earlier), "to": str(later)})
    found = changes(library.find(code), earlier, later)
    assert page.texts("h2") == [f"{one.id}: {one.what}" for one in found]
    for one in found:
        for entry in (one.before, one.after):
            assert entry is None or entry.words in page.text


def test_the_days_on_which_rules_change_are_linked(browser):
    page = browser.get("/rules/RHIT")
    diff = browser.get(page.links["From 2023-09-11"])
    assert (diff.typed("from"), diff.typed("to")) == ("2023-09-10", "2023-09-11")
    assert diff.texts("h2") == ["exam-window: new"]


def test_a_day_does_not_differ_from_itself(browser):
    page = browser.get("/rules/RHIT/diff", **{"from": "2026-06-01", "to": "2026-06-01"})
    assert "The same rules on 2026-06-01 and 2026-06-01." in page.text


@pytest.mark.parametrize(
    ("earlier", "later", "said"),
    [
        ("2026-06-01", "2020-06-01", "give the earlier day first"),
        ("2026-02-30", "2026-06-01", "2026-02-30 is not in the calendar"),
        ("2020-06-01", "then", "then is not a date"),
        ("", "2026-06-01", "A day is missing"),
    ],
)
def test_days_that_cannot_be_compared_are_told_and_kept(browser, earlier, later, said):
    page = browser.get("/rules/RHIT/diff", **{"from": earlier, "to": later})
    assert page.status == 422
    assert said in page.text
    assert (page.typed("from"), page.typed("to")) == (earlier, later)
    assert page.texts("h2") == []


def test_a_source_that_is_no_address_of_the_web_is_no_link(tmp_path, same_letters, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    file = same_letters / "body.toml"
    title = 'title = "Bay Infection Control Board, handbook (invented)"'
    text = file.read_text(encoding="utf-8")
    assert title in text
    text = text.replace(title, f'{title}\nurl = "javascript:alert(1)"')
    text = text.replace("review_by", 'url = "javascript:alert(2)"\nreview_by', 1)
    file.write_text(text, encoding="utf-8")
    page = Browser(tmp_path, same_letters, on=TODAY).get("/rules/bay-infection:CIC")
    assert "Bay Infection Control Board, handbook (invented)" in page.text
    assert not [to for to in page.links.values() if not to.startswith(("/", "https://"))]
