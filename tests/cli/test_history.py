"""Whatever is done stays in the history, who did it too; undo is one more deed."""

from __future__ import annotations

import os
import pwd

import pytest

DAY = ("--completed-on", "2025-02-01", "--ceus", "1.25")


@pytest.fixture
def bo(run, home):
    assert run("person", "add", "--name", "Bo Li").code == 0
    return home / "store.db"


def deeds(run, *options):
    answer = run("history", "--json", *options)
    assert answer.code == 0, answer.err
    return answer.json


def test_a_change_tells_who_when_before_and_after(run, bo):
    run("ceu", "add", "--title", "Talk", *DAY)
    run("ceu", "edit", "a1", "--ceus", "2.5")
    edit, add, person = deeds(run)
    assert {one["made_by"] for one in (edit, add, person)} == {pwd.getpwuid(os.getuid()).pw_name}
    assert edit["made_at"].endswith("+00:00")
    (change,) = edit["changes"]
    assert (change["before"]["ceus"], change["after"]["ceus"]) == (1.25, 2.5)
    assert add["changes"][0]["before"] is None
    assert add["changes"][0]["after"]["title"] == "Talk"
    said = run("history").out
    assert "ceus 1.25 → 2.5" in " ".join(said.split())
    assert "ceu add Talk (Bo Li)" in said


def test_undo_is_one_more_deed_and_nothing_is_ever_lost(run, bo):
    run("ceu", "add", "--title", "Talk", *DAY)
    run("ceu", "remove", "a1", "--yes")
    before = deeds(run)
    assert run("undo").code == 0
    after = deeds(run)
    assert [one["number"] for one in after[1:]] == [one["number"] for one in before]
    assert after[1]["undone_by"] == after[0]["number"]
    assert after[0]["undoes"] == after[1]["number"]
    (back,) = after[0]["changes"]
    assert back["before"] is None
    assert back["after"]["title"] == "Talk"
    assert run("undo").code == 0
    assert len(deeds(run)) == len(before) + 2
    assert "taken back by" in run("history").out


def test_the_history_can_be_asked_about_one_person(run, bo):
    run("person", "add", "--name", "Cy")
    run("ceu", "add", "--title", "Talk", "--person", "Cy", *DAY)
    assert [one["what"] for one in deeds(run, "--person", "Cy")] == [
        "ceu add Talk (Cy)",
        "person add Cy",
    ]
    run("undo")
    assert len(deeds(run, "--person", "cy")) == 3
    run("person", "remove", "Cy", "--yes")
    assert len(deeds(run, "--person", "2")) == 4
    assert run("history", "--person", "Cy").code == 2


def test_rows_added_in_bulk_are_told_by_their_number(run, bo, home):
    rows = "".join(f"Talk {n},2025-02-01,1\n" for n in range(9))
    (home / "ceus.csv").write_text(f"title,completed_on,ceus\n{rows}")
    assert run("ceu", "import", home / "ceus.csv", "--write").code == 0
    (first, *_) = deeds(run, "--person", "Bo Li")
    assert first["changes"][0]["rows"] == 9
    assert "9 rows" in run("history").out


def test_the_last_few_are_told_and_how_many_changes_more(run, bo, record):
    run("import", record)
    assert [one["what"] for one in deeds(run, "--last", "1")] == ["import Ana Flores"]
    assert "more" in run("history", "--last", "1").out
    assert deeds(run, "--last", "1")[0]["more"] == 0


def test_of_an_empty_history_it_is_said(run, bo, home):
    assert run("history", "--db", home / "no.db").code == 2
