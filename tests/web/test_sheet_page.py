"""A table of CEUs in the browser: looked at first, put right, then all of it or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certtrack.services import edit, persons
from certtrack.services.facts import Who
from tests.web.conftest import MOMENT
from tests.web.tables import columns, fields, saying, table, workbook

CEUS = Path(__file__).parents[2] / "examples" / "ceus.csv"
PLACE = "/people/1/activities/import"
STRANGE = "Title,Date,CEUs,Room\nSepsis,2026-05-02,2,R-12\nTotals,,2,\n"
UNCLEAR = "title,completed_on,ceus\nA,03/04/2026,1\nB,01/05/2026,2\n"


def activities(desk, person="1"):
    who = Who(person=person, store=desk.store)
    return [content for _, content in edit.listed(who, "activity")]


def test_a_table_is_looked_at_and_then_taken_in(ana, get, send):
    before = len(activities(ana))
    assert get(PLACE).status == 200
    page = send(PLACE, table(CEUS.read_bytes(), "ceus.csv"))
    rows = len(CEUS.read_text().splitlines()) - 1
    assert page.status == 200
    assert f"New: {rows}" in page.text
    assert f"Take in {rows} rows" in page.text
    assert len(activities(ana)) == before
    page = send(PLACE, **fields(page), write="yes")
    assert f"{rows} added, 0 changed, 0 on record already" in page.text
    assert len(activities(ana)) == before + rows
    assert list(ana.uploads.iterdir()) == []
    page = send(PLACE, table(CEUS.read_bytes(), "ceus.csv"))
    assert f"On record already: {rows}" in page.text
    assert 'value="yes">Take in' not in page.html


def test_what_columns_are_is_put_right_and_rows_are_left_out(ana, send):
    page = send(PLACE, table(STRANGE))
    told = {**fields(page), "skip": "3"}
    names = {page.value(f"name-{number}"): number for number in range(1, 5)}
    assert page.status == 422
    assert page.value(f"column-{names['Title']}") == "title"
    told[f"column-{names['Room']}"] = "reference"
    page = send(PLACE, **told)
    assert page.status == 200, page.text
    assert "row 2: 2026-05-02 Sepsis, 2 CEUs" in page.text
    # What was said stays said when it is written.
    page = send(PLACE, **fields(page), write="yes")
    assert "1 added" in page.text
    last = activities(ana)[-1]
    assert (last["title"], last["reference"]) == ("Sepsis", "R-12")


def test_rows_with_faults_are_told_and_nothing_is_written(ana, send):
    before = activities(ana)
    page = send(PLACE, table("title,completed_on,ceus\nA,2026-05-02,1\nB,2026-05-33,1\n"))
    assert page.status == 422
    assert "Refused: 1 row 3" in page.text
    page = send(PLACE, **fields(page), write="yes")
    assert page.status == 422
    assert activities(ana) == before


def test_what_a_day_means_is_asked_and_never_guessed(ana, send):
    page = send(PLACE, table(UNCLEAR))
    assert page.status == 422
    assert page.value("dates") == ""
    page = send(PLACE, **{**fields(page), "dates": "dmy"})
    assert "2026-04-03 A" in page.text
    send(PLACE, **fields(page), write="yes")
    days = [str(one["completed_on"]) for one in activities(ana)]
    assert days[-2:] == ["2026-04-03", "2026-05-01"]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "x.csv", "empty"),
        (b"\x00\x01\x02" * 50, "x.csv", ""),
        (b"PK\x03\x04 nonsense", "x.xlsx", ""),
        (b"person,title,completed_on,ceus\nBo Li,A,2026-05-02,1\n", "x.csv", "tells the person"),
    ],
)
def test_what_cannot_be_taken_in_is_told(ana, send, content, name, said):
    persons.add(ana.store, {"name": "Bo Li"}, ana.library(), MOMENT, force=False)
    before = activities(ana)
    page = send(PLACE, table(content, name), write="yes")
    assert page.status in (404, 422)
    assert said in page.text
    assert activities(ana) == before
    assert activities(ana, "2") == []


def test_without_a_file_nothing_is_done(send):
    for told in ({}, {"held": "../../etc/passwd", "write": "yes"}):
        page = send(PLACE, **told)
        assert page.status == 422
        assert page.fault("table").startswith("Choose a file")


# --- what nobody can guess ------------------------------------------------------------------

FOREIGN = "Alpha,Beta,Gamma,Delta\n2026-05-02,Sepsis,2,R-12\n2026-05-03,Privacy,1,R-13\n"
MEANT = {"Beta": "title", "Gamma": "ceus", "Delta": "reference"}


def test_columns_that_cannot_be_guessed_are_shown_and_said(ana, send):
    before = len(activities(ana))
    page = send(PLACE, table(FOREIGN))
    assert page.status == 422
    assert "table.csv, row 1: No column tells the title." in page.text
    assert "--map" not in page.text
    assert "Sepsis Privacy" in page.text
    assert columns(page) == {
        "Alpha": "completed_on", "Beta": "ignore", "Gamma": "ignore", "Delta": "ignore"
    }  # fmt: skip
    # What is said stays said while something else is still open.
    page = send(PLACE, **saying(page, Beta="title"))
    assert page.status == 422
    assert "how much it was" in page.text
    assert "No column tells the title" not in page.text
    page = send(PLACE, **saying(page, **MEANT))
    assert (page.status, len(activities(ana))) == (200, before)
    page = send(PLACE, **fields(page), write="yes")
    assert "2 added" in page.text
    told = [(one["title"], float(one["ceus"]), one["reference"]) for one in activities(ana)[-2:]]
    assert told == [("Sepsis", 2, "R-12"), ("Privacy", 1, "R-13")]


def test_two_columns_cannot_be_the_same(send):
    page = send(PLACE, table(FOREIGN))
    page = send(PLACE, **saying(page, Beta="title", Delta="title", Gamma="ceus"))
    assert page.status == 422
    assert "Two columns are taken for title." in page.text
    assert columns(page)["Delta"] == "title"
    assert send(PLACE, **saying(page, Delta="ignore")).status == 200


def test_what_columns_are_is_not_asked_again_with_the_next_question(ana, send):
    unclear = FOREIGN.replace("2026-05-02", "03/04/2026").replace("2026-05-03", "05/04/2026")
    page = send(PLACE, table(unclear))
    page = send(PLACE, **saying(page, **MEANT))
    assert "03/04/2026 may be March 4 or April 3" in page.fault("dates")
    page = send(PLACE, **{**fields(page), "dates": "dmy"})
    assert page.status == 200, page.text
    assert "2026-04-03 Sepsis, 2 CEUs" in page.text
    assert columns(page)["Delta"] == "reference"


def test_rows_that_contradict_each_other_can_be_settled(send):
    text = "title,completed_on,ceus\nA,03/14/2026,1\nB,14/03/2026,2\n"
    page = send(PLACE, table(text))
    assert "is written in two ways" in page.fault("dates")
    page = send(PLACE, **{**fields(page), "dates": "mdy"})
    assert "2026-03-14 A" in page.text
    assert "Refused: 1 row 3" in page.text


def test_one_sheet_of_several_is_chosen(ana, send):
    rows = [["Title", "Date", "CEUs"], ["Sepsis", "2026-05-02", 2]]
    page = send(PLACE, workbook(Rates=[["x", "y"], [1, 2]], **{"Log ": rows}))
    assert page.status == 422
    assert "several sheets have something in them" in page.fault("sheet").lower()
    page = send(PLACE, **{**fields(page), "sheet": "Log "})
    assert "New: 1" in page.text
    page = send(PLACE, **fields(page), write="yes")
    assert "1 added" in page.text
    assert activities(ana)[-1]["title"] == "Sepsis"


def test_a_column_that_tells_the_person_is_left_out(ana, send):
    page = send(PLACE, table("person,title,date,ceus\nAna Flores,A,2026-05-02,1\n"))
    assert "A column of the file tells the person. Leave one of them out." in page.text
    assert columns(page)["person"] == "person"
    page = send(PLACE, **saying(page, person="ignore"))
    send(PLACE, **fields(page), write="yes")
    assert activities(ana)[-1]["title"] == "A"


def test_columns_are_remembered_for_the_next_file(ana, send, home):
    page = send(PLACE, table(FOREIGN))
    page = send(PLACE, **saying(page, **MEANT))
    told = {**fields(page), "save_profile": "State Report"}
    # Nothing is done by halves: the name is wrong, so nothing is written either.
    before = activities(ana)
    page = send(PLACE, **told, write="yes")
    assert page.status == 422
    assert "is no name for a profile" in page.fault("save_profile")
    assert page.value("save_profile") == "State Report"
    assert columns(page)["Delta"] == "reference"
    assert activities(ana) == before
    page = send(PLACE, **{**fields(page), "save_profile": "state-report"})
    assert "remembered as state-report" in page.text
    assert page.value("save_profile") == ""
    page = send(PLACE, table(FOREIGN.replace("05-", "04-")), profile="state-report")
    assert (page.status, page.value("profile")) == (200, "state-report")
    assert "New: 2" in page.text
    page = send(PLACE, table(FOREIGN), profile="nothing")
    assert "There is no profile 'nothing'" in page.fault("profile")
    assert "state-report" in page.html


def test_a_mended_file_keeps_what_was_said_and_another_one_does_not(send):
    page = send(PLACE, table(FOREIGN))
    told = {**saying(page, **MEANT), "skip": "2"}
    mended = send(PLACE, table(FOREIGN.replace("Sepsis", "Sepsis 2"), "mended.csv"), **told)
    assert mended.status == 200
    assert columns(mended)["Delta"] == "reference"
    # Row 2 may be another one by now.
    assert mended.value("skip") == ""
    assert "New: 2" in mended.text
    other = send(PLACE, table(STRANGE.replace("Totals,,2,\n", "")), **told)
    assert other.status == 200
    assert "there is no column" not in other.text.lower()


def test_nothing_is_written_that_nobody_has_seen(ana, send):
    before = activities(ana)
    page = send(PLACE, table(CEUS.read_bytes(), "ceus.csv"), write="yes")
    assert "Nothing is written yet" in page.text
    page = send(PLACE, **{**fields(page), "skip": "2"}, write="yes")
    assert page.status == 200
    assert "Nothing is written yet" in page.text
    assert activities(ana) == before
    page = send(PLACE, **fields(page), write="yes")
    assert len(activities(ana)) == len(before) + 2


def test_what_is_said_of_the_columns_of_one_sheet_is_not_meant_of_another(send):
    rows = [line.split(",") for line in FOREIGN.splitlines()]
    other = [["Title", "Date", "CEUs"], ["Other", "2026-05-02", "2"]]
    page = send(PLACE, workbook(One=rows, Two=other))
    page = send(PLACE, **{**fields(page), "sheet": "One"})
    page = send(PLACE, **saying(page, **MEANT))
    page = send(PLACE, **{**fields(page), "sheet": ""})
    page = send(PLACE, **{**fields(page), "sheet": "Two"})
    assert page.status == 200
    assert "2026-05-02 Other" in page.text
    assert columns(page) == {"Title": "title", "Date": "completed_on", "CEUs": "ceus"}


def test_a_wide_table_can_be_said_too(send):
    names = [f"c{number}" for number in range(400)]
    cells = ["2026-05-02", "Sepsis", "2", *["x"] * 397]
    page = send(PLACE, table(f"{','.join(names)}\n{','.join(cells)}\n"))
    page = send(PLACE, **saying(page, c1="title", c2="ceus"))
    assert (page.status, "New: 1" in page.text) == (200, True)


@pytest.mark.parametrize("skip", ["x", "2;3", "9" * 5000, "-1", "1.5"])
def test_what_is_no_row_is_told_beside_its_field(send, skip):
    page = send(PLACE, table(STRANGE))
    page = send(PLACE, **{**fields(page), "skip": skip})
    assert page.status == 422
    assert "is no number of a row" in page.fault("skip")
    assert page.value("skip") == skip


def test_a_text_that_nobody_can_read_is_told_what_to_do(send):
    page = send(PLACE, table("Date,Title,CEUs\n2026-03-04,Κωδικός,1\n".encode("cp1253")))
    assert "Save it as UTF-8." in page.text
    assert "--encoding" not in page.text


def test_what_is_meant_stays_meant(ana, send):
    rows = "title,completed_on,ceus\nTalk,2026-05-02,1\nTalk,2026-05-02,2\n"
    page = send(PLACE, table(rows))
    assert page.status == 422
    page = send(PLACE, **fields(page), force="yes")
    assert page.status == 200
    assert re.search(r'name="force" value="yes" checked', page.html)
