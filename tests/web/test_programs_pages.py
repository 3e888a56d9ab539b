"""Programs and careers in the browser: what is not known is said, and nothing is guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from certtrack.programs import shipped
from certtrack.programs.timeline import Stretch
from certtrack.services.program_imports import import_files
from certtrack.web.accreditation_figure import accreditation_figure
from tests.web.browsing import Browser, Page, text_of

TODAY = date(2026, 6, 1)
SVG = "{http://www.w3.org/2000/svg}svg"
LISTED = Path(__file__).parents[2] / "examples" / "programs.csv"
INSTITUTIONS = """\
DapipId,OpeId,IpedsUnitIds,LocationName,ParentName,ParentDapipId,LocationType,Address,\
GeneralPhone,AdminName,AdminPhone,AdminEmail,Fax,UpdateDate
100200,00100200,100654,Riverbend College,-,-,Institution,"1 Main St, Ocala, FL 34470",\
-,-,-,-,-,7/1/2023 12:00:00 AM
100201,00100201,-,Riverbend East,Riverbend College,100200,Additional Location,\
"2 East St, Ocala, FL 34470",-,-,-,-,-,7/1/2023 12:00:00 AM
"""
RECORDS = """\
DapipId,AgencyId,AgencyName,ProgramId,ProgramName,SequentialId,InitialDateFlag,\
AccreditationDate,AccreditationStatus,ReviewDate,DepartmentDescription,\
AccreditationEndDate,EndingActionId
100200,25,Example Association,1,Institutional Accreditation,1,Actual,\
1/1/1960 12:00:00 AM,Accredited,12/31/2028 12:00:00 AM,-,-,-
100200,60,Example <Nursing> Commission,45,Nursing,1,Actual,\
3/15/2001 12:00:00 AM,Accredited,-,-,06/30/2019,7
100200,61,Example Dental Commission,46,Dental Hygiene,1,Actual,-,Accredited,-,-,-,-
"""


@pytest.fixture
def browser(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Browser(tmp_path, on=TODAY)


@pytest.fixture
def filled(tmp_path, browser):
    """The same with programs and schools in the store."""
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    one.write_text(INSTITUTIONS)
    other.write_text(RECORDS)
    for files in ([LISTED], [one, other]):
        import_files(str(tmp_path / "store.db"), files, date(2026, 5, 2), write=True)
    return browser


def rows(page: Page) -> dict[str, list[str]]:
    """The cells of every row, by the words of its heading."""
    return {
        text_of(row.find("th")): [text_of(cell) for cell in row.findall("td")]
        for row in page.all("tr")
        if row.find("td") is not None
    }


def bars(page: Page) -> dict[str, Element]:
    """The pictures of the timeline by what stands in their place."""
    return {one.get("aria-label", ""): one for one in page.main.iter(SVG)}


# --- search -----------------------------------------------------------------------------


def test_a_school_is_found_by_a_name_misspelt(browser):
    page = browser.get("/programs", q="st petersberg")
    assert page.status == 200
    assert list(rows(page)) == ["St. Petersburg College"]
    cells = rows(page)["St. Petersburg College"]
    assert cells == ["not known"] * 4 + ["$11,607 a year, out-of-state, 2017/18"]
    assert page.typed("q") == "st petersberg"
    assert shipped.programs().sources["overview"].title in page.text


def test_what_was_imported_is_found_too(filled):
    page = filled.get("/programs", q="rivrbend")
    assert page.links["Riverbend College, Health Information Technology"].endswith("riverbend-hit")
    assert page.links["Riverbend College"] == "/programs/dapip-100200"
    assert rows(page)["Riverbend College"] == ["FL", "DAPIP", "dapip-100200"]


REPORTED = {
    "HD2023.csv": "UNITID,INSTNM,CITY,STABBR,OPEID,WEBADDR,CLOSEDAT\n"
    "100654,Stonebridge College,Ocala,FL,00900900,www.stone.example/,-2\n",
    "C2023_A.csv": 'UNITID,CIPCODE,MAJORNUM,AWLEVEL,XCTOTALT,CTOTALT\n100654,"51.0707",1,3,R,12\n',
    "IC2023_AY.csv": "UNITID,TUITION1,FEE1,TUITION2,FEE2,TUITION3,FEE3\n"
    "100654,3085,406,3390,406,6170,406\n",
}


def test_what_a_school_reported_is_told_with_its_year_and_never_as_accreditation(tmp_path, browser):
    files = [tmp_path / name for name in REPORTED]
    for file in files:
        file.write_text(REPORTED[file.name])
    import_files(str(tmp_path / "store.db"), files, date(2026, 5, 2), write=True)
    page = browser.get("/programs", q="stonebridge")
    assert rows(page)["Stonebridge College"] == ["FL", "IPEDS 2023", "ipeds-100654"]
    page = browser.get("/programs/ipeds-100654")
    assert page.status == 200
    assert "$3,390 and $406 of fees a year, in-state" in page.text
    assert "12" in page.text
    assert "Not known: what a school reports of itself says nothing of it." in page.text
    assert "Accredited" not in page.text.replace("Accreditation", "")


def test_without_a_name_all_of_the_directory_is_told(browser):
    found = rows(browser.get("/programs"))
    data = shipped.programs()
    for one in (*data.program, *data.typical):
        assert any(one.name in name for name in found)


def test_a_search_is_narrowed_down(filled):
    page = filled.get("/programs", q="", state="oh", level="certificate")
    assert list(rows(page)) == ["Lakeside University, Coding Certificate"]
    assert (page.typed("state"), page.typed("level")) == ("OH", "certificate")


def test_a_search_by_an_agency_tells_of_how_many_it_is_not_known(filled):
    page = filled.get("/programs", agency="cahiim")
    assert set(rows(page)) == {
        "Riverbend College, Health Information Technology",
        "Lakeside University, Health Information Management",
    }
    assert "more programs it is not known who accredited them" in page.text
    assert "No agency that accredited schools is known here by 'cahiim'." in page.text
    assert set(rows(filled.get("/programs", agency="example dental"))) == {"Riverbend College"}


def test_that_nothing_is_like_it_is_said(browser):
    page = browser.get("/programs", q="zzzzzz")
    assert (page.status, rows(page)) == (200, {})
    assert "The directory has nothing like that." in page.text


def test_that_there_are_more_than_are_shown_is_said(browser, tmp_path):
    head, first, *_ = LISTED.read_text(encoding="utf-8").splitlines()
    many = [first.replace("riverbend-hit", f"many-{number}") for number in range(51)]
    file = tmp_path / "many.csv"
    file.write_text("\n".join([head, *many]))
    import_files(str(tmp_path / "store.db"), [file], TODAY, write=True)
    page = browser.get("/programs", q="riverbend")
    assert "Only 50 of a kind are shown." in page.text
    assert sum(1 for row in page.all("tr") if row.find("td") is not None) == 50
    assert "are shown" not in browser.get("/programs", q="st petersburg").text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"state": "ZZ"}, "'ZZ' is not a US state or territory by its two letters."),
        ({"level": "asociate"}, "There is no award 'asociate'. Did you mean 'associate'?"),
    ],
)
def test_what_cannot_be_looked_for_is_told_beside_its_field(browser, query, said):
    page = browser.get("/programs", q="river", agency="<b>", **query)
    ((name, typed),) = query.items()
    assert page.status == 422
    assert page.typed(name) == typed
    assert page.field(name).get("aria-describedby") == f"fault-{name}"
    (fault,) = (one for one in page.all("p") if one.get("id") == f"fault-{name}")
    assert text_of(fault) == said
    assert (page.typed("q"), page.typed("agency")) == ("river", "<b>")
    assert rows(page) == {}


# --- one program, one school ------------------------------------------------------------


@pytest.mark.parametrize("id_", [one.id for one in shipped.listed()])
def test_every_shipped_program_can_be_read_with_its_source(browser, id_):
    page = browser.get(f"/programs/{id_}")
    one = next(each for each in shipped.listed() if each.id == id_)
    assert page.status == 200
    assert one.name in page.texts("h1")[0]
    assert shipped.programs().sources[one.source].title in page.text
    for each in one.charges:
        assert f"{each.amount:,.0f}" in page.text
        assert (each.year or "year not told") in page.text


def test_what_is_not_known_is_said_plainly(browser):
    page = browser.get("/programs/trident-university")
    assert "Award: not known" in page.text
    assert (
        "Not known: ask the school, or look it up in the accreditor's own directory." in page.text
    )
    assert bars(page) == {}


def test_a_program_is_told_with_its_accreditation_in_time(filled):
    page = filled.get("/programs/lakeside-him", on="2019-08-31")
    assert page.status == 200
    assert rows(page)["CAHIIM"] == ["2009-09-01", "2019-08-31", "in force"]
    assert list(bars(page)) == ["CAHIIM: from 2009-09-01 to 2019-08-31; in force on 2019-08-31."]
    assert page.links["An example of an accreditor's directory"] == "https://example.org/programs"
    assert "read on 2026-05-01" in page.text
    later = filled.get("/programs/lakeside-him", on="2019-09-01")
    assert rows(later)["CAHIIM"][-1] == "over"


def test_a_school_is_told_with_every_agency(filled):
    page = filled.get("/programs/dapip-100200", on="2019-07-01")
    assert page.texts("h1") == ["Riverbend College"]
    told = rows(page)
    assert told["Example Association"] == [
        "the school", "Accredited", "1960-01-01", "none told: still running", "in force",
    ]  # fmt: skip
    assert told["Example <Nursing> Commission"][2:] == ["2001-03-15", "2019-06-30", "over"]
    assert told["Example Dental Commission"][2] == "not told"
    assert told["Example Dental Commission"][-1] == "not known"
    assert len(bars(page)) == 3
    assert any("from a day not told on; not known on 2019-07-01" in one for one in bars(page))
    assert "CAHIIM is not one of them" in page.text


def test_a_school_of_which_no_accreditation_is_told_says_so(filled):
    page = filled.get("/programs/dapip-100201")
    assert "No file that was imported tells of any." in page.text
    assert page.links["dapip-100200"] == "/programs/dapip-100200"


def test_what_was_told_otherwise_before_is_told(filled, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(INSTITUTIONS.replace("Riverbend College,-", "River Bend College,-"))
    import_files(str(tmp_path / "store.db"), [file], date(2026, 5, 20), write=True)
    page = filled.get("/programs/dapip-100200")
    assert page.texts("h1") == ["River Bend College"]
    assert "Until 2026-05-20: Riverbend College, 1 Main St, Ocala, FL 34470" in page.text


def test_nobody_guesses_which_program_is_meant(browser):
    page = browser.get("/programs/rasmusen")
    assert page.status == 404
    assert page.typed("q") == "rasmusen"
    assert "The directory has no program 'rasmusen'." in page.text
    assert any("Rasmussen College-Florida" in one for one in page.links)
    (address,) = (to for one, to in page.links.items() if "Rasmussen College-Florida" in one)
    assert browser.get(address).texts("h1")[0].startswith("Rasmussen College-Florida")


def test_a_program_that_is_not_there_is_told_and_stays_in_the_form(browser):
    page = browser.get("/programs/zzzzzz")
    assert page.status == 404
    assert "The directory has no program 'zzzzzz'." in page.text
    assert "certtrack programs" not in page.text
    assert page.typed("q") == "zzzzzz"


@pytest.mark.parametrize("name", ["%00", "a%0Ab", "%E2%80%AE"])
def test_signs_that_nobody_can_read_name_no_program(filled, name):
    page = filled.get(f"/programs/{name}")
    assert page.status == 404
    assert "No program is called by signs that nobody can read." in page.text


def test_an_impossible_day_is_told_beside_the_field_that_keeps_it(filled):
    page = filled.get("/programs/riverbend-hit", on="2026-13-01")
    assert page.status == 422
    assert page.typed("on") == "2026-13-01"
    assert "2026-13-01 is not in the calendar." in page.text
    assert bars(page) == {}


def test_bars_lie_where_their_days_are():
    first, last = date(2001, 1, 1), date(2100, 12, 31)
    whole = Stretch(agency="A", first_day=first, last_day=last)
    half = Stretch(agency="B", first_day=date(2051, 1, 1))
    unknown = Stretch(agency="C", last_day=date(2050, 12, 31))
    figure = accreditation_figure([whole, half, unknown], date(2051, 1, 1))
    assert figure is not None
    assert (figure.first, figure.last, figure.day) == (first, last, 500)
    assert [(one.left, one.width) for one in figure.bars] == [(0, 1000), (500, 500), (0, 500)]
    assert [one.now for one in figure.bars] == ["in force", "in force", "over"]
    assert accreditation_figure([], TODAY) is None


# --- careers ----------------------------------------------------------------------------


def test_every_career_is_told_with_its_figures_and_source(browser):
    page = browser.get("/careers")
    assert page.status == 200
    cards = {one.get("id"): text_of(one) for one in page.all("article")}
    data = shipped.careers()
    assert set(cards) == {one.id for one in data.career}
    for one in data.career:
        card = cards[one.id]
        assert one.name in card
        assert data.sources[one.source].title in card
        assert ("No figures of its own are known." in card) == (not one.outlook)
        assert (one.note or "") in card
        for each in one.outlook:
            for pay in (each.median_pay, each.mean_pay):
                assert pay is None or f"pay ${pay:,.0f} a year" in card
            if each.growth is not None:
                assert f"{each.growth:.0f}% from {each.from_year} to {each.until_year}" in card
    assert cards["medical-and-health-services-manager"].count("year not told") == 1


def test_credentials_that_serve_a_career_lead_to_their_rules(browser):
    page = browser.get("/careers")
    codes = {code for one in shipped.careers().career for code in one.credentials}
    assert codes
    for code in codes:
        assert browser.get(page.links[code]).texts("h1") == [code]
