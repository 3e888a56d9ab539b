"""A table of CEUs in the browser: looked at first, put right, then all of it or nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from certtrack.services import edit, persons
from certtrack.services.facts import Who
from tests.web.conftest import MOMENT, Page

CEUS = Path(__file__).parents[2] / "examples" / "ceus.csv"
PLACE = "/people/1/activities/import"
STRANGE = "Title,Date,CEUs,Room\nSepsis,2026-05-02,2,R-12\nTotals,,2,\n"
UNCLEAR = "title,completed_on,ceus\nA,03/04/2026,1\nB,01/05/2026,2\n"


def activities(desk, person="1"):
    who = Who(person=person, store=desk.store)
    return [content for _, content in edit.listed(who, "activity")]


def table(content, name="table.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return {"table": (name, content, "text/csv")}


def fields(page: Page) -> dict[str, str]:
    names = dict.fromkeys(re.findall(r'<(?:input|select)[^>]* name="([\w-]+)"', page.html))
    return {name: page.value(name) for name in names if name not in ("table", "write", "force")}


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
    assert send(PLACE).status == 404
    assert send(PLACE, held="../../etc/passwd", write="yes").status == 404
