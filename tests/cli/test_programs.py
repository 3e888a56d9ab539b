"""Where to study and what it leads to: what is not known is said, and nothing is guessed."""

from __future__ import annotations

import pytest

STUDENT = """
schema = 1
[person]
name = "Cy Ng"
{education}
"""
DIPLOMA = '[[education]]\nlevel = "high-school"\nstatus = "completed"\ncompleted_on = 2020-06-01\n'
ENROLLED = '[[education]]\nlevel = "associate"\nstatus = "enrolled"\nexpected_on = 2027-05-01\n'


def test_a_program_is_found_by_a_name_misspelt(run):
    (one,) = run("programs", "search", "st petersberg", "--json").json
    assert one["name"] == "St. Petersburg College"
    assert one["accreditation"] is None
    assert one["charges"][0]["residency"] == "out-of-state"
    assert "nothing like that" in run("programs", "search", "zzzzzz").out


def test_only_programs_known_to_give_an_award_are_told(run):
    found = run("programs", "search", "--level", "associate", "--json").json
    assert [one["id"] for one in found] == ["associate-degree"]
    assert run("programs", "search", "--level", "asociate").code == 2


def test_a_page_says_what_is_not_known(run):
    out = run("programs", "show", "kaplan university-davenport").out
    for line in ("Award: not known", "Cost: not known", "Accreditation", "Not known: ask"):
        assert line in out
    assert "year not told" in run("programs", "show", "trident-university").out


def test_nobody_guesses_which_program_is_meant(run, store):
    answer = run("programs", "show", "rasmusen")
    assert answer.code == 2
    for name in ("Rasmussen College-Florida", "Rasmussen College-Minnesota"):
        assert name in answer.err
    before = run("education", "list", "--json").json
    for handle, told in (("rasmusen", "Is one of these meant"), ("coding-certificate", "a kind")):
        how = ("--listed", handle, "--level", "associate", "--status", "enrolled")
        answer = run("education", "add", *how)
        assert answer.code == 2
        assert told in answer.err
    assert run("education", "list", "--json").json == before


def test_a_listed_program_tells_what_is_known_of_it_and_no_more(run, store):
    how = ("--listed", "st-petersburg-college", "--status", "enrolled")
    assert "--level" in run("education", "add", *how).err
    assert run("education", "add", *how, "--level", "associate").code == 0
    *_, entry = run("education", "list", "--json").json
    assert entry["school"] == "St. Petersburg College"
    assert "accreditation" not in entry
    named = (*how, "--level", "bachelor", "--school", "Another")
    assert run("education", "add", *named).code == 0
    assert run("education", "list", "--json").json[-1]["school"] == "Another"


def test_careers_tell_what_they_pay_and_what_serves_them(run):
    found = {one["id"]: one for one in run("careers", "--json").json}
    assert found["pharmacy-technician"]["outlook"][0]["median_pay"] == 31750
    assert found["cancer-registrar"]["outlook"] == []
    kinds = {one["kind"] for one in run("careers", "--kind", "adjacent", "--json").json}
    assert kinds == {"adjacent"}
    assert "median pay $98,350 a year" in " ".join(run("careers").out.split())


@pytest.fixture
def planned(run, tmp_path):
    def made(education: str, code: str):
        file = tmp_path / "record.toml"
        file.write_text(STUDENT.format(education=education))
        return run("plan", code, "--file", file, "--on", "2026-06-01", "--json").json

    return made


def test_a_plan_tells_how_long_study_usually_takes(planned):
    study = {
        one["award"]: one["usual"] for route in planned(DIPLOMA, "RHIT")["routes"]
        for one in route["study"]
    }  # fmt: skip
    assert study["associate"]["months"] == {"least": 24, "most": 24}
    assert study["associate"]["credits"] == {"least": 61, "most": 74}
    assert study["associate"]["source"]["title"].startswith("Overview")


def test_of_study_that_nobody_tells_of_it_is_said_that_nothing_is_known(planned):
    awards = [one for route in planned(DIPLOMA, "RHIA")["routes"] for one in route["study"]]
    assert {one["award"]: one["usual"] for one in awards}["bachelor"] is None


def test_what_is_being_studied_need_not_be_begun(planned):
    assert all(route["study"] == [] for route in planned(ENROLLED, "RHIT")["routes"])


def test_a_plan_tells_what_it_leads_to(planned):
    leads = planned(DIPLOMA, "RHIT")["leads_to"]
    assert [one["id"] for one in leads["careers"]] == ["health-information-technician"]
    assert {"CCS", "CCS-P", "CHPS"} <= {one["credential"] for one in leads["credentials"]}
    assert planned(DIPLOMA, "CDIP")["leads_to"] == {"careers": [], "credentials": []}


def test_plans_are_told_side_by_side(run, tmp_path):
    file = tmp_path / "record.toml"
    file.write_text(STUDENT.format(education=DIPLOMA))
    how = ("--file", file, "--on", "2026-06-01")
    out = " ".join(run("plan", "--compare", "RHIT", "CCA", "RHIT", *how).out.split())
    assert out.startswith("RHIT CCA Now")
    assert "Medical coder" in out
    told = run("plan", "RHIT", "CCA", *how, "--json").json
    assert [one["credential"] for one in told] == ["RHIT", "CCA"]
    assert isinstance(run("plan", "CCA", *how, "--compare", "--json").json, list)
    assert isinstance(run("plan", "CCA", *how, "--json").json, dict)
    assert run("plan", "CCA", "--from", *how[1:]).out == run("plan", "CCA", *how).out
    assert run("plan", "--compare", *how).code == 2
    assert "RHITT" in run("plan", "RHIT", "RHITT", *how).err


def test_careers_are_drawn_the_same_every_time(run, home):
    assert run("careers", "--plot", home / "one.svg").code == 0
    assert run("careers", "--plot", home / "two.svg").code == 0
    drawn = (home / "one.svg").read_text(encoding="utf-8")
    assert drawn == (home / "two.svg").read_text(encoding="utf-8")
    for words in ("Cancer registrar", "ODS-C", "median pay $98,350 a year", "Overview of"):
        assert words in drawn
    answer = run("careers", "--plot", home / "one.pdf")
    assert (answer.code, "a picture is .svg or .png" in answer.err) == (2, True)
