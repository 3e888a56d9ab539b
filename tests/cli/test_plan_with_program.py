"""plan --with-program: the plan as if the person enrolled in a listed program today."""

from __future__ import annotations

import shutil

import pytest

DAY = "2026-06-01"
CY = """
schema = 1
[person]
name = "Cy Ng"
[[education]]
level = "high-school"
status = "completed"
completed_on = 2020-06-01
"""
HEADER = (
    "id,school,program,level,field,credits,months,tuition,tuition_per,tuition_year,"
    "accreditation,source,looked_up_on\n"
)
HIM = "health-information-management"
PROGRAMS = (
    f"river-hit,River College,HIT,associate,{HIM},61-64,21-24,100,credit,2025/26,"
    "CAHIIM=2014-02-01..,CAHIIM directory,2026-05-01\n"
    f"ending-hit,Ending College,HIT,associate,{HIM},,24,5000,year,2025/26,"
    "CAHIIM=2014-02-01..2027-12-31,CAHIIM directory,2026-05-01\n"
    f"lake-hit,Lake College,HIT,associate,{HIM},,12,,,,none,CAHIIM directory,2026-05-01\n"
    "pond-hit,Pond College,,associate,,,,,,,,A brochure,2026-05-01\n"
    "pond-coding,Pond College,Coding,certificate,,,,,,,,A brochure,2026-05-01\n"
)


@pytest.fixture
def record(home):
    path = home / "cy.toml"
    path.write_text(CY, encoding="utf-8")
    return path


@pytest.fixture
def listed(run, home):
    """A store whose directory has the programs above."""
    path = home / "programs.csv"
    path.write_text(HEADER + PROGRAMS, encoding="utf-8")
    how = ("--write", "--on", "2026-05-02", "--db", home / "store.db")
    assert run("programs", "import", path, *how).code == 0


@pytest.fixture
def told(run, record, listed):
    """Gives the answer with a program, its routes under their ids."""

    def told_(program, *args, code="RHIT"):
        how = ("plan", code, "--from", record, "--on", DAY, "--with-program", program, *args)
        answer = run(*how, "--json")
        assert answer.code == 0, answer.err
        return answer.json | {"routes": {one["id"]: one for one in answer.json["routes"]}}

    return told_


def test_an_accredited_program_is_the_route_with_its_own_months_and_tuition(told):
    answer = told("river-hit")
    route = answer["routes"]["cahiim-associate"]
    assert route["steps"] == ["Complete HIT at River College."]
    assert route["find_out"] == []
    assert (route["months"]["least"], route["months"]["most"]) == (21, 24)
    assert (route["exam_from"], route["exam_by"]) == ("2028-03-01", "2028-06-01")
    # 61 to 64 credits at 100 dollars.
    assert (route["tuition"]["least"], route["tuition"]["most"]) == (6100, 6400)
    assert route["parts"][0]["tuition"]["charges"][0]["year"] == "2025/26"
    assert route["this_week"][0] == "Ask River College when you can enroll."
    assert answer["with_program"]["id"] == "river-hit"
    assert answer["with_program"]["find_out"] == []


def test_beside_it_stands_the_plan_without_it(told, run, record):
    without = run("plan", "RHIT", "--from", record, "--on", DAY, "--json").json
    assert told("river-hit")["without_program"] == without
    assert "with_program" not in without


def test_for_people_both_stand_side_by_side(run, record, listed):
    how = ("plan", "RHIT", "--from", record, "--on", DAY, "--with-program", "river-hit")
    words = " ".join(run(*how).out.split())
    assert "As if you enrolled in River College, HIT on 2026-06-01; nothing is written." in words
    assert "With it: Complete HIT at River College. Months: 21 to 24." in words
    assert "Without it: Obtain: An associate's degree" in words
    assert "Without it" in run(*how, "--compare").out


def test_nothing_is_written(run, record, listed, home, dump):
    before, text = dump(home / "store.db"), record.read_bytes()
    how = ("--on", DAY, "--with-program", "river-hit")
    assert run("plan", "RHIT", "--from", record, *how).code == 0
    assert (dump(home / "store.db"), record.read_bytes()) == (before, text)
    assert run("import", record).code == 0
    before = dump(home / "store.db")
    from_file = run("plan", "RHIT", "--from", record, *how, "--json").json
    assert run("plan", "RHIT", "--person", "Cy Ng", *how, "--json").json == from_file
    assert dump(home / "store.db") == before


def test_on_a_server_it_is_the_same(run, record, listed, home, database):
    path = home / "programs.csv"
    assert (
        run("programs", "import", path, "--write", "--on", "2026-05-02", "--db", database).code == 0
    )
    assert run("import", record, "--db", database).code == 0
    how = ("--on", DAY, "--with-program", "river-hit", "--json")
    from_file = run("plan", "RHIT", "--from", record, *how).json
    assert run("plan", "RHIT", "--db", database, *how).json == from_file


def test_a_program_known_to_have_no_accreditation_does_not_serve(told):
    route = told("lake-hit")["routes"]["cahiim-associate"]
    assert any("Choose a program that CAHIIM accredits" in step for step in route["steps"])
    assert route["months"]["known"] is False
    assert route["exam_from"] is None


def test_what_the_directory_does_not_know_must_be_found_out(told):
    answer = told("pond-hit")
    route = answer["routes"]["cahiim-associate"]
    assert any(text.startswith("whether CAHIIM accredited") for text in route["find_out"])
    assert any(text.startswith("the field of study of") for text in route["find_out"])
    assert route["months"]["most"] is route["tuition"]["most"] is None
    wanting = " ".join(answer["with_program"]["find_out"])
    for words in ("the field of study", "how long", "costs", "who accredits"):
        assert words in wanting


def test_an_award_that_is_not_known_is_asked_for_and_not_assumed(told):
    """Ultimate Medical Academy: 17 months, $27,090; the source tells no award."""
    answer = told("ultimate-medical-academy")
    assert answer["verdict"] == "not-eligible"
    route = answer["routes"]["cahiim-associate"]
    assert route["find_out"][0] == (
        "whether Ultimate Medical Academy gives an associate's degree (the directory does not tell)"
    )
    assert any(text.startswith("whether CAHIIM accredited") for text in route["find_out"])
    assert route["months"] == {"known": True, "least": 17, "most": 17, "if_found_out": True}
    assert route["tuition"]["most"] == 27090
    assert answer["with_program"]["level"] is None
    assert answer["with_program"]["find_out"][0] == "which award Ultimate Medical Academy gives"


def test_tuition_by_the_year_of_a_program_whose_length_is_not_known_is_not_summed(told):
    answer = told("st-petersburg-college")
    route = answer["routes"]["cahiim-associate"]
    assert route["months"]["most"] is route["tuition"]["most"] is None
    assert route["parts"][0]["tuition"]["charges"][0]["amount"] == 11607


def test_accreditation_that_ends_before_the_study_does_is_pointed_out(told):
    (caution,) = told("ending-hit")["with_program"]["cautions"]
    assert "CAHIIM accredits it until 2027-12-31" in caution
    assert "completed on 2028-06-01 at the earliest" in caution
    assert told("river-hit")["with_program"]["cautions"] == []


def test_studies_before_it_that_are_not_on_record_are_asked_for(told, record):
    record.write_text('schema = 1\n[person]\nname = "Cy Ng"\n')
    (open_,) = told("river-hit")["with_program"]["find_out"]
    assert open_ == "what you studied before: no education is on record"


def test_it_is_as_if_enrolled_on_the_day_asked_about(run, record, listed):
    how = ("plan", "RHIT", "--from", record, "--with-program", "river-hit", "--json")
    route = run(*how, "--on", "2027-09-01").json["routes"][0]
    assert (route["exam_from"], route["exam_by"]) == ("2029-06-01", "2029-09-01")


def test_a_program_that_a_list_tells_of_no_more_is_pointed_out(run, record, listed, home):
    path = home / "programs.csv"
    kept = [line for line in PROGRAMS.splitlines() if "lake-hit" in line or "ending" in line]
    path.write_text(HEADER + "\n".join(kept) + "\n", encoding="utf-8")
    assert run("programs", "import", path, "--write", "--on", "2026-05-20").code == 0
    how = ("plan", "RHIT", "--from", record, "--on", DAY, "--with-program", "river-hit", "--json")
    (caution,) = run(*how).json["with_program"]["cautions"]
    assert caution == "The list read on 2026-05-20 tells of it no more."


def test_for_a_credential_that_is_held_it_changes_nothing(told, run, record):
    record.write_text(f'{CY}[[credential]]\ncode = "RHIT"\npassed_on = 2025-01-05\n')
    answer = told("river-hit")
    assert answer["routes"] == {}
    # The number of an answer is that of the facts, and there is one more of them.
    with_it, without = answer["cycle"], answer["without_program"]["cycle"]
    assert with_it | {"answer_id": None} == without | {"answer_id": None}
    how = ("plan", "RHIT", "--from", record, "--on", DAY, "--with-program", "river-hit")
    assert "RHIT is held: no program of study changes its renewal." in run(*how).out


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("no-such-program", "the directory has no program 'no-such-program'"),
        ("Pond College", "several programs are called 'Pond College'"),
        ("associate-degree", "is no program but a kind of them"),
    ],
)
def test_what_is_no_single_program_is_refused(run, record, listed, program, words):
    answer = run("plan", "RHIT", "--from", record, "--with-program", program)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    if program == "Pond College":
        assert "pond-hit" in answer.err
        assert "pond-coding" in answer.err


def test_a_whole_name_will_do_where_only_one_is_called_so(told):
    assert told("River College")["with_program"]["id"] == "river-hit"


BEGINNERS = """\
schema = 1
code = "LBS"
name = "Lakeside Beginning Steward"
review_by = 2027-12-31
[sources.notice]
title = "Lakeside notice 14 (invented)"
retrieved = 2026-11-24
[[eligibility]]
effective_from = 2024-01-01
source = "notice"
certainty = "primary"
[[eligibility.pathway]]
id = "begun"
words = "Enrolled in an associate's program"
source = "notice"
certainty = "primary"
[[eligibility.pathway.requires]]
kind = "education"
level = "associate"
status = ["enrolled", "final-term"]
[[recertification.required]]
required = 10
effective_from = 2024-01-01
binds = "cycle-start"
source = "notice"
certainty = "primary"
"""


def test_where_having_begun_will_do_the_award_alone_is_to_be_found_out(told, home):
    """A hospital that takes whoever is enrolled; its rulebook is the person's own."""
    folder = home / "rules" / "lakeside"
    shutil.copytree("examples/rulebooks/hospital", folder)
    (folder / "lbs.toml").write_text(BEGINNERS, encoding="utf-8")
    how = ("--rulebooks", home / "rules")
    sure = told("river-hit", *how, code="LBS")
    assert sure["routes"]["begun"]["outcome"] == "met"
    assert sure["verdict"] == "eligible"
    assert sure["without_program"]["verdict"] == "not-eligible"
    perhaps = told("trident-university", *how, code="LBS")["routes"]["begun"]
    (open_,) = perhaps["find_out"]
    assert open_.startswith("whether Trident University gives an associate's degree")
    assert (perhaps["outcome"], perhaps["months"]["if_found_out"]) == ("unknown", True)
