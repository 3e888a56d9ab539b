"""A roster in the browser: looked at first, put right, then all of it or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certtrack.services import persons
from certtrack.services.past import history
from certtrack.web.desk import Desk
from certtrack.web.long_work import Works
from certtrack.web.pages import roster_import
from tests.web.conftest import MOMENT, Page, browser_of
from tests.web.tables import columns, fields, saying, table, workbook

ROSTER = Path(__file__).parents[2] / "examples" / "roster.csv"
PLACE = "/roster/import"
HEAD = "name,email,department,code,passed_on\n"
STAFF = (
    "Full Name,Dept,Shoe,Dept,Certification,Date Passed\n"
    "Bo Li,Coding,38,C-7,CCA,2024-01-31\nCy Ott,Records,41,R-2,RHIT,2024-02-29\n"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, home):
    """A store of each kind; the file is not there yet."""
    store = str(home / "store.db")
    if request.param == "postgresql":
        store = request.getfixturevalue("database")
    return Desk(store=store, uploads=home / "uploads", on=MOMENT.latest)


def settled(answer, client) -> Page:
    """The page once nothing goes on any more."""
    for _ in range(600):
        if "is done. Other pages" not in answer.text:
            return Page(answer.status_code, answer.text, str(answer.url))
        answer = client.get(re.search(r'href="(/roster/import\?held=[^"]+)"', answer.text)[1])
    raise AssertionError("it goes on for ever")


@pytest.fixture
def give(client):
    """Sends the form, and gives the page that it leads to in the end."""

    def give_(files=None, **told) -> Page:
        parts = {key: (None, value) for key, value in told.items()} | (files or {})
        return settled(client.post(PLACE, files=parts or None), client)

    return give_


def names(desk):
    return [one["name"] for one in persons.listed(desk.store)]


def test_a_roster_is_looked_at_and_then_taken_in_once(kept):
    with browser_of(kept) as client:
        assert client.get(PLACE).status_code == 200
        page = settled(client.post(PLACE, files=table(ROSTER.read_bytes(), "roster.csv")), client)
        assert page.status == 200, page.text
        assert "New: 24" in page.text
        assert "Marcus Bell: CCS" in page.text
        assert "Credentials: 27 new, 0 changed, 0 the same" in page.text
        assert "Take in 24 people" in page.text
        if kept.store.endswith(".db"):
            assert not Path(kept.store).exists()
        page = settled(client.post(PLACE, data={**fields(page), "write": "yes"}), client)
        assert "roster.csv: 24 people added, 0 changed." in page.text
        assert len(names(kept)) == 24
        assert list(kept.uploads.iterdir()) == []
        page = settled(client.post(PLACE, files=table(ROSTER.read_bytes(), "roster.csv")), client)
        assert "The same: 24" in page.text
        assert 'value="yes">Take in' not in page.html
        assert len(history(kept.store, None, 10, 5)) == 1
        changed = ROSTER.read_text().replace("Inpatient Coding", "Coding", 1)
        page = settled(client.post(PLACE, files=table(changed, "roster.csv")), client)
        # Other rows of hers say otherwise, or none does.
        assert "Ana Flores: department Inpatient Coding → Coding" in page.text


def test_what_is_wrong_is_told_by_rows_and_nothing_is_written(ana, give):
    page = give(table(f"{HEAD}Bo,bo@example.org,,XYZ,2024-01-31\nCy,,,CCA,2024-02-33\nDi,,,,\n"))
    assert page.status == 422
    assert "table.csv, row 2, column code: The credential 'XYZ' is not known." in page.text
    assert "row 3, column passed_on: 2024-02-33 is not in the calendar." in page.text
    # The columns may be to blame: they can still be said otherwise.
    assert columns(page)["code"] == "code"
    page = give(**fields(page), write="yes")
    assert page.status == 422
    assert names(ana) == ["Ana Flores"]
    page = give(**{**fields(page), "skip": "2, 3"})
    assert (page.status, "New: 1" in page.text) == (200, True)
    give(**fields(page), write="yes")
    assert names(ana) == ["Ana Flores", "Di"]


def test_columns_that_are_not_known_are_said(ana, give):
    page = give(table(STAFF))
    assert page.status == 422
    assert "Unknown column 'Shoe'." in page.text
    assert "The column department is there twice." in page.text
    assert "--map" not in page.text
    assert "38 41" in page.text
    page = give(**saying(page, **{"Dept #2": "ignore"}))
    assert page.status == 200, page.text
    assert "Take in 2 people" in page.text
    page = give(**fields(page), write="yes")
    assert "2 people added" in page.text
    told = {one["name"]: one.get("department") for one in persons.listed(ana.store)}
    assert (told["Bo Li"], told["Cy Ott"]) == ("Coding", "Records")


def test_columns_are_remembered(ana, give):
    page = give(table(STAFF))
    page = give(**{**saying(page, Dept="ignore"), "save_profile": "staff-list"})
    assert "remembered as staff-list" in page.text
    assert "C-7" in page.text
    page = give(table(STAFF.replace(",Dept,C", ",Group,C")), profile="staff-list")
    # Group is new; what is remembered is known, also of two columns with one name.
    assert "Unknown column 'Group'." in page.text
    assert "Unknown column 'Shoe'." not in page.text
    page = give(table(STAFF), profile="staff-list")
    assert (page.status, columns(page)["Dept"], columns(page)["Dept #2"]) == (
        200, "ignore", "department",
    )  # fmt: skip


def test_somebody_of_the_same_name_is_another_only_if_that_is_said(ana, give):
    page = give(table(f"{HEAD}Ana Flores,other@example.org,,,\n"))
    assert page.status == 422
    assert "'ana flores' is in the store without this e-mail, as number 1." in page.text
    page = give(**fields(page), force="yes")
    assert page.status == 200
    page = give(**fields(page), force="yes", write="yes")
    assert names(ana) == ["Ana Flores", "Ana Flores"]


def test_a_sheet_and_the_order_of_days_are_asked(ana, give):
    rows = [["name", "code", "passed_on"], ["Bo Li", "CCA", "03/04/2024"]]
    page = give(workbook(Staff=rows, Codes=[["a"], ["b"]]))
    assert "Several sheets have something in them" in page.fault("sheet")
    page = give(**{**fields(page), "sheet": "Staff"})
    assert "03/04/2024 may be March 4 or April 3" in page.fault("dates")
    page = give(**{**fields(page), "dates": "dmy"})
    assert page.value("sheet") == "Staff"
    assert "New: 1 Bo Li: CCA" in page.text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.csv", "The file is empty"),
        (b"\x00\x01\x02" * 50, "x.csv", ""),
        (b"PK\x03\x04 nonsense", "x.xlsx", ""),
        (HEAD.encode(), "x.csv", "no row under the header"),
        (HEAD.encode(), "x.pdf", "x.pdf: A roster is a .csv or .xlsx file"),
    ],
)
def test_what_is_no_roster_is_told(ana, give, content, name, said):
    page = give(table(content, name))
    assert page.status == 422
    assert said in page.text
    assert str(ana.uploads) not in page.html
    assert names(ana) == ["Ana Flores"]


def test_without_a_file_nothing_is_done(give):
    assert give().fault("table").startswith("Choose a file")
    assert give(held="../../etc/passwd", write="yes").status == 422


# --- one that takes long --------------------------------------------------------------------

MANY = 3000


@pytest.fixture
def long(ana, monkeypatch):
    """A roster for which nobody waits; the page tells at once how far it is."""
    monkeypatch.setattr(roster_import, "PATIENCE", 0)
    return table(HEAD + "".join(f"P{n},p{n}@example.org,,CCA,2024-01-31\n" for n in range(MANY)))


def test_a_large_roster_is_taken_in_while_pages_are_served(ana, client, long):
    answer = client.post(PLACE, files=long)
    assert answer.url.path == PLACE
    assert "is done. Other pages" in answer.text
    assert client.get("/people").status_code == 200
    page = settled(answer, client)
    assert f"New: {MANY:,}" in page.text
    assert "P0: CCA" in page.text
    told = {**fields(page), "write": "yes"}
    # Pressed twice it is done once, and both are told of it.
    answers = [client.post(PLACE, data=told) for _ in range(2)]
    assert "is done. Other pages" in answers[0].text
    assert client.get("/people").status_code == 200
    for answer in answers:
        assert f"{MANY:,} people added, 0 changed" in settled(answer, client).text
    assert len(names(ana)) == MANY + 1
    assert len(history(ana.store, None, 10, 5)) == 2


def test_what_is_wrong_with_a_large_one_is_told_in_the_end(ana, client, long):
    _, content, _ = long["table"]
    page = settled(client.post(PLACE, files=table(content + b"Bo,,,XYZ,2024-01-31\n")), client)
    assert page.status == 422
    assert f"row {MANY + 2}, column code: The credential 'XYZ' is not known." in page.text
    page = settled(client.post(PLACE, data={**fields(page), "write": "yes"}), client)
    assert page.status == 422
    assert names(ana) == ["Ana Flores"]


def test_of_a_roster_that_nobody_remembers_the_file_still_waits(client, give, monkeypatch):
    page = give(table(f"{HEAD}Bo,,,CCA,2024-01-31\n"))
    held = page.value("held")
    # As after the dashboard was started again.
    monkeypatch.setattr(roster_import, "works", Works())
    page = settled(client.get(PLACE, params={"held": held}), client)
    assert page.value("held") == held
    assert "New: 1" in give(**fields(page)).text
