"""`eligibility --roster`: what is said of everyone is what is said of each alone."""

from __future__ import annotations

import json

import pytest

ON = ("--on", "2026-06-01")


@pytest.fixture
def filled(run):
    assert run("roster", "import", "examples/roster.csv", "--write").code == 0
    assert run("import", "examples/ben-okafor.json").code == 0


def test_every_line_is_the_verdict_on_the_person(run, filled):
    told = run("eligibility", "--roster", "RHIT", "CCA", *ON, "--json").out.splitlines()
    lines = [json.loads(one) for one in told]
    assert {one["credential"] for one in lines} == {"RHIT", "CCA"}
    assert len({one["number"] for one in lines}) == len(lines) / 2 > 20
    for line in lines:
        alone = run("eligibility", line["credential"], *ON, "--json", "--person", line["number"])
        for key in ("verdict", "pathway", "not_before", "missing", "body", "answer_id"):
            assert line[key] == alone.json[key]


def test_without_codes_every_covered_credential_is_asked(run, filled):
    lines = [
        json.loads(one) for one in run("eligibility", "--roster", *ON, "--json").out.splitlines()
    ]
    alone = run("eligibility", *ON, "--json", "--person", "Ben Okafor").json
    assert {one["credential"] for one in lines} == {one["credential"] for one in alone}


def test_people_read_a_table_with_totals(run, filled):
    answer = run("eligibility", "--roster", "CCA", *ON)
    assert answer.code == 0
    assert "Ben Okafor" in answer.out
    assert "cannot-tell: " in answer.out


def test_the_answer_is_no_unless_everyone_may(run, filled):
    assert run("eligibility", "--roster", "CCA", *ON, "--exit-code").code == 1
    assert run("eligibility", "--roster", "CCA", *ON, "--exit-code", "--json").code == 1


@pytest.mark.parametrize("more", [("--file", "examples/ana-flores.toml"), ("--person", "Ana")])
def test_one_person_and_everyone_are_not_asked_together(run, filled, more):
    answer = run("eligibility", "--roster", *more)
    assert answer.code == 2
    assert "whole store" in answer.err


def test_an_unknown_code_is_refused_before_anything_is_printed(run, filled):
    answer = run("eligibility", "--roster", "RHITT", *ON)
    assert (answer.code, answer.out) == (2, "")
    assert "RHITT" in answer.err


def test_without_a_store_it_says_so(run):
    assert run("eligibility", "--roster", *ON).code == 2
