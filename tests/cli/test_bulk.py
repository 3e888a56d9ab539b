"""Activities by the file: all or none, each row held to what one added by hand is held to."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

ON = ("--on", "2025-06-01")
PEOPLE = ("Bo Li", "Cy Ng", "Cy Ng")


@pytest.fixture
def crowd(store, run):
    """Ana is number 1; beside her are three, two of whom have one name."""
    for number, name in enumerate(PEOPLE):
        email = f"{name.split()[0]}{number}@example.org"
        assert run("person", "add", "--name", name, "--email", email, "--force").code == 0
    return store


@pytest.fixture
def sheet(home):
    """Writes a CSV and gives its path."""

    def sheet_(*rows: str, header: str = "person,title,completed_on,ceus"):
        path = home / "log.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return path

    return sheet_


def activities(run, person):
    return run("ceu", "list", "--person", person, "--json").json


def test_nothing_is_written_without_being_asked_for(run, crowd, sheet, facts):
    before = facts(crowd)
    answer = run("ceu", "import", sheet("1,Talk,2025-02-03,1"), *ON)
    assert answer.code == 0
    assert answer.out == (
        "1 row read, no fault found: 1 to add. Nothing is written yet: add --write.\n"
    )
    assert facts(crowd) == before


def test_a_file_is_added_once_and_taken_back_at_once(run, crowd, sheet, facts):
    before = facts(crowd)
    path = sheet(
        "Ana Flores,Talk,2025-02-03,1.25",
        "bo0@EXAMPLE.org,Talk,2025-02-03,2",
        "4,Talk,2025-02-03,3",
    )
    assert run("ceu", "import", path, "--write", *ON).out == (
        "3 rows read: 3 added. To take it back: certtrack undo.\n"
    )
    talk = {"id": "a1", "title": "Talk", "completed_on": "2025-02-03", "ceus": 2}
    assert activities(run, "2") == [{"entry": 4, "number": 4, **talk}]
    assert activities(run, "1")[-1]["ceus"] == 1.25
    after = facts(crowd)
    assert run("ceu", "import", path, "--write", *ON).out == (
        "3 rows read: 0 added; 3 on record already.\n"
    )
    assert facts(crowd) == after
    assert run("undo").out.startswith("Taken back: ceu import log.csv, rows added: 3, made at")
    assert facts(crowd) == before


def test_every_key_of_the_record_file_is_taken(run, store, sheet, exported):
    header = (
        "id,title,provider,source,started_on,completed_on,minutes,ceus,kind,domain,audience,"
        "for,next_cycle,reference,evidence,notes"
    )
    row = (
        'n1,"Talk, long",AHIMA,ahima,2025-02-01,2025-02-03,2000,,webinar,data-structure,'
        'technicians,RHIT; ahima:CCS,true,R1,c.pdf,"One.\nTwo."'
    )
    path = sheet(row, header=header)
    assert run("ceu", "import", path, "--write", *ON).code == 0
    assert exported()["activity"][-1] == {
        "id": "n1",
        "title": "Talk, long",
        "provider": "AHIMA",
        "source": "ahima",
        "started_on": "2025-02-01",
        "completed_on": "2025-02-03",
        "minutes": 2000,
        "kind": "webinar",
        "domain": "data-structure",
        "audience": "technicians",
        "for": ["RHIT", "ahima:CCS"],
        "next_cycle": True,
        "reference": "R1",
        "evidence": "c.pdf",
        "notes": "One.\nTwo.",
    }


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,Talk,03/02/2025,1", "row 2: completed_on: 03/02/2025 is not a date like 2026-03-31."),
        ("1,Talk,2025-02-30,1", "row 2: completed_on: 2025-02-30 is not in the calendar."),
        ("1,Talk,,1", "row 2: 'completed_on' is missing."),
        ("1,,2025-02-03,1", "row 2: 'title' is missing."),
        ("1,Talk,2025-02-03,", "row 2: it needs minutes or ceus, exactly one of them; neither is"),
        ("1,Talk,2025-02-03,1e2", "row 2: ceus: 1e2 is not a plain number like 1.5."),
        ("1,Talk,2025-02-03,0", "row 2: ceus: input should be greater than 0"),
        ("1,Talk,2025-02-03,200", "row 2: ceus: input should be less than or equal to 100"),
        ("1,Talk,2025-02-03,1.005", "row 2: ceus: 1.005 has more than two decimals"),
        ("1,Talk,2027-02-03,1", "row 2: completed_on: 2027-02-03 is in the future."),
        ("1,Ta\x07lk,2025-02-03,1", "must be text on one line without control characters."),
        ("1,Talk,2025-02-03", "row 2: it has 3 cells, but there are 4 columns."),
        (",Talk,2025-02-03,1", "row 2: 'person' is missing."),
        ("99,Talk,2025-02-03,1", "row 2: person: nobody is called '99'."),
        ("Cy Ng,Talk,2025-02-03,1", "'Cy Ng' is the name of several people. Give a number: 3, 4."),
        ('1,"Talk" 2,2025-02-03,1', "row 2: this is not CSV: ',' expected after '\"'."),
        ("1,LEADING [RED]TEAMS[/red],2025-03-01,1", "this looks like entry golf: the same day"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_nothing_is_written(
    run, crowd, sheet, facts, row, said
):
    before = facts(crowd)
    answer = run("ceu", "import", sheet(row, "1,Right,2025-02-04,1"), "--write", *ON)
    assert answer.code == 2
    assert said in answer.err
    assert answer.err.startswith("log.csv, row 2: ")
    assert facts(crowd) == before


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("kind", "in-servce", "kind: 'in-servce' is a new word here. Did you mean"),
        ("for", "RHTI", "log.csv, row 2: the credential 'RHTI' is not known. Did you mean 'RHIT'?"),
        ("started_on", "2025-02-09", "log.csv, row 2: 2025-02-03 comes before 2025-02-09."),
        ("next_cycle", "yes", "log.csv, row 2: next_cycle: input should be a valid boolean"),
        ("minutes", "60", "exactly one of them; both are given."),
        ("id", "golf", "log.csv, row 2: the id 'golf' is used twice."),
    ],
)
def test_other_columns_are_held_to_their_rules_too(run, store, sheet, header, row, said):
    path = sheet(f"Talk,2025-02-03,1,{row}", header=f"title,completed_on,ceus,{header}")
    answer = run("ceu", "import", path, *ON)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("title,title,completed_on,ceus", "the column 'title' is there twice."),
        ("title,completed_on", "the column 'minutes' or 'ceus' or 'credits' is missing."),
        ("", "the column 'title' is missing."),
    ],
)
def test_the_header_is_checked_first(run, store, sheet, header, said):
    answer = run("ceu", "import", sheet("x,y,z", header=header))
    assert answer.code == 2
    assert f"log.csv, row 1: {said}" in answer.err


def test_a_college_course_may_give_its_credits_alone(run, store, sheet, exported):
    path = sheet("Anatomy,2025-02-03,3,B+", header="title,completed_on,credits,grade")
    assert run("ceu", "import", path, "--write", *ON).code == 0
    course = exported()["activity"][-1]
    assert (course["credits"], course["grade"], "ceus" in course) == (3, "B+", False)


def test_what_the_roster_says_follows_what_was_imported(run, store, sheet):
    def earned():
        answer = run("roster", "status", "--json", *ON)
        assert answer.code == 0, answer.err
        return answer.out

    before = earned()
    header = "title,completed_on,ceus,domain"
    path = sheet("Talk,2025-02-03,1,data-structure", header=header)
    assert run("ceu", "import", path, "--write", *ON).code == 0
    assert earned() != before
    assert run("undo").code == 0
    assert earned() == before


def test_minutes_of_many_days_need_the_first_of_them(run, store, sheet):
    header = "title,completed_on,minutes"
    answer = run("ceu", "import", sheet("Talk,2025-02-03,2000", header=header), *ON)
    assert "33 hours in 1 day cannot be. If it took longer, give the day" in answer.err


def test_only_the_first_faults_are_shown_and_the_rest_counted(run, store, sheet):
    rows = [f"{n},Talk,2025-02-03,1" for n in range(100, 150)]
    answer = run("ceu", "import", sheet(*rows), *ON)
    told = answer.err.splitlines()
    assert len(told) == 21
    assert told[0].startswith("log.csv, row 2: ")
    assert told[-1] == "log.csv: and 30 faults more."


@pytest.mark.parametrize("write", [(), ("--write",)])
def test_a_row_is_compared_with_the_rows_before_it(run, store, sheet, write):
    again = sheet("1,Talk,2025-02-03,1", "1,Talk,2025-02-03,1")
    assert "1 on record already" in run("ceu", "import", again, *ON).out
    alike = sheet("1,Talk,2025-02-03,1", "1,TALK,2025-02-03,2")
    answer = run("ceu", "import", alike, *write, *ON)
    assert answer.err == (
        "log.csv, row 3: this looks like an earlier row: the same day, and the same title. "
        "If it is another one, add --force.\n"
    )
    assert run("ceu", "import", alike, *write, "--force", *ON).code == 0


def test_a_word_of_ones_own_is_no_slip(run, store, sheet):
    header = "title,completed_on,ceus,kind"
    first = sheet("Talk,2025-02-03,1,in-servce", header=header)
    assert run("ceu", "import", first, "--write", "--force", *ON).code == 0
    second = sheet("Other talk,2025-02-04,1,in-servce", header=header)
    assert run("ceu", "import", second, *ON).code == 0


def test_whoever_had_none_has_some_until_it_is_taken_back(run, crowd, sheet, facts):
    assert run("person", "edit", "2", "--none", "activity").code == 0
    before = facts(crowd)
    path = sheet("2,Talk,2025-02-03,1")
    assert run("ceu", "import", path, "--write", *ON).code == 0
    assert run("ceu", "list", "--person", "2", "--json").json
    assert facts(crowd) != before
    assert run("undo").code == 0
    assert facts(crowd) == before


def test_one_file_is_of_one_person_or_says_whose_each_row_is(run, crowd, sheet):
    mine = sheet("Talk,2025-02-03,1", header="title,completed_on,ceus")
    assert run("ceu", "import", mine, *ON).err.startswith("the store has several people.")
    assert run("ceu", "import", mine, "--person", "Bo Li", "--write", *ON).code == 0
    assert len(activities(run, "2")) == 1
    both = run("ceu", "import", sheet("2,Talk,2025-02-03,1"), "--person", "Bo Li", *ON)
    assert both.err == (
        "--person: the file has a column 'person' already. Leave one of them out.\n"
    )


def test_names_in_use_are_passed_over(run, store, sheet):
    assert run("ceu", "remove", "golf", "--yes").code == 0
    assert run("ceu", "edit", "a1", "--id", "a2").code == 0
    path = sheet("Talk,2025-02-03,1", header="title,completed_on,ceus")
    assert run("ceu", "import", path, "--write", *ON).code == 0
    assert [one["id"] for one in activities(run, "1")] == ["a2", "a3"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "log.csv: the file is empty."),
        (b"title,completed_on,ceus\nTalk\xff,2025-02-03,1\n", ""),
    ],
)
def test_what_is_no_text_is_refused(run, store, home, content, said):
    path = home / "log.csv"
    path.write_bytes(content)
    answer = run("ceu", "import", path)
    assert answer.code == 2
    assert said in answer.err


def test_a_missing_file_is_refused(run, store, home):
    assert run("ceu", "import", home / "no.csv").err.endswith("no.csv: there is no such file.\n")


def test_for_programs_it_answers_in_json(run, store, sheet):
    path = sheet("1,Talk,2025-02-03,1")
    assert run("ceu", "import", path, "--json", *ON).json == {
        "rows": 1,
        "added": 1,
        "known": 0,
        "written": False,
    }


def test_a_terminal_sees_how_far_it_is(store, sheet):
    path = sheet("1,Talk,2025-02-03,1")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "certtrack", "ceu", "import", str(path), *ON],
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=False,
    )
    os.close(theirs)
    assert done.returncode == 0
    assert b"100%" in os.read(ours, 10_000)
    os.close(ours)


@pytest.mark.parametrize("write", [(), ("--write",)])
def test_an_id_that_a_later_row_has_is_given_to_no_other(run, store, sheet, write):
    header = "id,title,completed_on,ceus"
    path = sheet(",One,2025-02-01,1", "a3,Two,2025-02-02,1", ",Three,2025-02-03,1", header=header)
    answer = run("ceu", "import", path, *write, *ON)
    assert answer.code == 0, answer.err
    if write:
        named = {one["title"]: one["id"] for one in activities(run, "1")[2:]}
        assert named == {"One": "a4", "Two": "a3", "Three": "a5"}


def test_ids_of_one_person_are_free_to_another(run, crowd, sheet):
    header = "person,id,title,completed_on,ceus"
    path = sheet(
        "Bo Li,,One,2025-02-01,1", "1,a1b,Two,2025-02-02,1", "3,a1,X,2025-02-03,1", header=header
    )
    assert run("ceu", "import", path, "--write", *ON).code == 0
    assert [one["id"] for one in activities(run, "2")] == ["a1"]


@pytest.mark.parametrize("write", [(), ("--write",)])
def test_an_id_is_used_once_also_in_the_file(run, store, sheet, facts, write):
    before = facts(store)
    header = "id,title,completed_on,ceus"
    path = sheet(
        "x1,One,2025-02-01,1", "x1,Two,2025-02-02,1", "a1,Three,2025-02-03,1", header=header
    )
    answer = run("ceu", "import", path, *write, *ON)
    assert answer.err.splitlines() == [
        "log.csv, row 3: the id 'x1' is used twice.",
        "log.csv, row 4: the id 'a1' is used twice.",
    ]
    assert facts(store) == before


def test_what_can_be_read_only_once_must_not_have_ids(run, store, home):
    pipe = home / "log.csv"
    os.mkfifo(pipe)
    for header, code in (("id", 2), ("provider", 0)):
        with ThreadPoolExecutor() as other:
            text = f"title,completed_on,ceus,{header}\nTalk,2025-02-03,1,x\n"
            other.submit(pipe.write_text, text)
            answer = run("ceu", "import", pipe, "--write", *ON)
        assert answer.code == code, answer.err
        if code:
            assert "log.csv: with a column 'id' it must be read twice" in answer.err


def test_people_are_found_by_number_where_some_were_removed(run, crowd, sheet):
    assert run("person", "remove", "3", "--yes").code == 0
    path = sheet(
        "4,Talk,2025-02-03,1", "Cy Ng,Talk,2025-02-04,1", "CY2@example.org,Talk,2025-02-05,1"
    )
    assert run("ceu", "import", path, "--write", *ON).code == 0
    assert len(activities(run, "4")) == 3
    answer = run("ceu", "import", sheet("3,Talk,2025-02-03,1", f"{'9' * 5000},T,2025-02-03,1"), *ON)
    assert "log.csv, row 2: person: nobody is called '3'." in answer.err
    assert "log.csv, row 3: person: nobody is called '9999" in answer.err
