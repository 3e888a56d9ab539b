"""plan: the nearest pathway for who wants a credential, the pace for who holds it."""

from __future__ import annotations

import pytest

STUDENT = """
schema = 1
[person]
name = "Cy Ng"
[[education]]
level = "high-school"
status = "completed"
completed_on = 2020-06-01
[[experience]]
kind = "coding"
from = 2026-01-01
"""
HOLDER = """
schema = 1
[person]
name = "Cy Ng"
[[credential]]
code = "RHIT"
passed_on = 2024-06-14
[[activity]]
title = "Course"
completed_on = 2025-06-01
ceus = 10
domain = "privacy"
"""


@pytest.fixture
def planned(run, tmp_path):
    def made(text, *args):
        file = tmp_path / "record.toml"
        file.write_text(text)
        return run("plan", *args, "--file", str(file), "--json").json

    return made


def test_work_that_goes_on_tells_the_day_it_will_suffice(planned, tmp_path):
    told = planned(STUDENT, "CCS", "--on", "2019-06-01")
    assert told["verdict"] == "cannot-tell"
    more = tmp_path / "more.toml"
    more.write_text("training = []\ncredential = []\n")
    told = planned(STUDENT, "CHPS", "--on", "2026-06-01", "--what-if", str(more))
    assert all(route["not_before"] is None for route in told["routes"])


def test_the_route_with_the_fewest_steps_comes_first(planned):
    routes = planned(STUDENT, "CHPS", "--on", "2026-06-01")["routes"]
    lacking = [len(route["steps"]) + len(route["find_out"]) for route in routes]
    assert lacking == sorted(lacking)
    assert routes[0]["pathway"].startswith("High school diploma and 6 years")


def test_a_holder_is_told_the_pace_and_whether_it_will_do(planned):
    pace = planned(HOLDER, "RHIT", "--on", "2025-12-14")["pace"]
    assert pace["until"] == "2026-06-13"
    assert pace["weeks_left"] == 26
    assert {"words": "CEUs in the cycle", "remaining": 10, "a_week": 0.4} in pace["needs"]
    assert pace["suffices"] is False
    assert planned(HOLDER, "RHIT", "--on", "2025-05-31")["pace"]["suffices"] is False
    assert planned(HOLDER, "RHIT", "--on", "2025-06-05")["pace"]["suffices"] is True


def test_hypothetical_facts_change_the_answer_and_nothing_else(run, planned, tmp_path):
    more = tmp_path / "more.toml"
    more.write_text(
        '[[activity]]\ntitle = "Meeting"\ncompleted_on = 2026-05-01\nceus = 10\ndomain = "him"\n'
    )
    needs = planned(HOLDER, "RHIT", "--on", "2026-05-02", "--what-if", str(more))["pace"]["needs"]
    assert needs == []
    assert planned(HOLDER, "RHIT", "--on", "2026-05-02")["pace"]["needs"]


def test_a_wrong_hypothesis_is_refused_with_its_place(run, tmp_path):
    record, more = tmp_path / "record.toml", tmp_path / "more.toml"
    record.write_text(HOLDER)
    more.write_text('[[activity]]\ntitle = "X"\ncompleted_on = 2026-05-01\n')
    answer = run("plan", "RHIT", "--file", str(record), "--what-if", str(more))
    assert answer.code == 2
    assert "more.toml" in answer.err
    assert "minutes or ceus" in answer.err


def test_status_tells_when_the_next_cycle_has_other_rules(run, tmp_path):
    file = tmp_path / "record.toml"
    file.write_text(HOLDER)
    cycle = run("status", "--file", str(file), "--as-of", "2025-12-14", "--json").json["cycles"][0]
    assert any("2026-06-14" in words and "40%" in words for words in cycle["next_rules"])
