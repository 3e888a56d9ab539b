"""The API and the command line give the same answers for the same store and day."""

from __future__ import annotations

import json

import pytest

from tests.web.api.conftest import SAMPLES

ON = "2026-06-01"
NOUNS = {"activity": "ceu"}

QUESTIONS = [
    (f"people/1/status?on={ON}", f"status --on {ON}"),
    ("people/1/status?on=2031-01-01", "status --on 2031-01-01"),
    (f"people/1/eligibility?on={ON}", f"eligibility --on {ON}"),
    (f"people/1/eligibility?code=RHIT&on={ON}", f"eligibility RHIT --on {ON}"),
    (
        f"people/1/eligibility?code=RHIT&code=aapc:CIC&on={ON}",
        f"eligibility RHIT aapc:CIC --on {ON}",
    ),
    (f"people/1/plan/RHIT?on={ON}", f"plan RHIT --on {ON}"),
    (f"people/1/plan/ahima:RHIA?on={ON}", f"plan ahima:RHIA --on {ON}"),
    (f"people/1/reminders?on={ON}", f"remind --on {ON}"),
    (f"people/1/reminders?within=400&on={ON}", f"remind --within 400 --on {ON}"),
    ("rules", "rules list"),
    (f"rules/RHIT?on={ON}", f"rules show RHIT --on {ON}"),
    ("rules/rhit?on=2019-01-01", "rules show rhit --on 2019-01-01"),
    ("programs", "programs search"),
    ("programs?q=st%20petersberg&limit=3", 'programs search "st petersberg" --limit 3'),
    ("programs?level=associate", "programs search --level associate"),
]


@pytest.fixture
def told(run):
    """What the program prints with --json."""
    import shlex

    def told_(command: str) -> str:
        answer = run(*shlex.split(command), "--json")
        assert answer.code == 0, answer.err
        return answer.out

    return told_


@pytest.mark.parametrize(("path", "command"), QUESTIONS)
def test_a_question_has_one_answer(reader, told, path, command):
    answer = reader.get(f"/api/v1/{path}")
    assert answer.headers["content-type"] == "application/json"
    assert answer.text == told(command).rstrip("\n")


def test_today_is_the_day_where_the_person_is(reader, told):
    assert reader.get("/api/v1/people/1/status").json() == json.loads(told("status"))


@pytest.mark.parametrize("section", SAMPLES)
def test_a_section_is_listed_the_same(writer, told, section):
    writer.post(f"/api/v1/people/1/{section}", json=SAMPLES[section])
    found = writer.get(f"/api/v1/people/1/{section}")
    assert found.json()
    assert found.text == told(f"{NOUNS.get(section, section)} list").rstrip("\n")
    for one in found.json():
        assert writer.get(f"/api/v1/people/1/{section}/{one['entry']}").json() == one


def test_people_are_the_same(reader, told):
    people = json.loads(told("person list"))
    assert reader.get("/api/v1/people").json() == {"people": people, "count": 1, "next": None}
    assert reader.get("/api/v1/people/1").json() == people[0]


def test_what_was_added_is_told_the_same(writer, run, store):
    mine = writer.post("/api/v1/people/1/activity", json=SAMPLES["activity"]).json()
    assert run("undo").code == 0
    added = run(
        *("ceu", "add", "--title", "Privacy update", "--completed-on", "2026-05-02"),
        *("--ceus", "1.25", "--json"),
    )
    theirs = added.json
    assert mine.keys() == theirs.keys() == {"number", "entry", "cycles"}
    assert mine["entry"] == theirs["entry"]
    assert [one["counted"] for one in mine["cycles"]] == [
        one["counted"] for one in theirs["cycles"]
    ]


def test_what_was_changed_stands_in_the_history_and_can_be_taken_back(writer, run, facts, store):
    before = facts(store)
    assert writer.post("/api/v1/people/1/activity", json=SAMPLES["activity"]).is_success
    assert facts(store) != before
    assert "ceu add" in run("history").out
    assert run("undo").code == 0
    assert facts(store) == before
