"""The rules, as people and programs read them, and the check of rule files."""

from __future__ import annotations

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest

import certtrack.rulebooks

SHIPPED = Path(certtrack.rulebooks.__file__).parent
CREDENTIALS = sorted(path for path in SHIPPED.rglob("*.toml") if path.name != "body.toml")
CODES = [tomllib.loads(path.read_text(encoding="utf-8"))["code"] for path in CREDENTIALS]

each_code = pytest.mark.parametrize("code", CODES)

OWN = """\
schema = 1
code = "HIC"
name = "Hospital Internal [Coder]"
body = "ahima"
review_by = 2030-01-01

[sources.handbook]
title = "Our handbook"
url = "https://intranet.example.org/hic"
retrieved = 2025-01-01

[[eligibility]]
effective_from = 2020-01-01
source = "handbook"
certainty = "primary"

[[eligibility.pathway]]
id = "school"
words = "High school"
source = "handbook"
certainty = "primary"

[[eligibility.pathway.requires]]
kind = "education"
level = "high-school"
match = "at-least"
"""


@pytest.fixture
def own(home):
    """A folder with a rule file of the user's own."""
    folder = home / "own"
    folder.mkdir()
    (folder / "hic.toml").write_text(OWN, encoding="utf-8")
    return folder


# --- list -------------------------------------------------------------------------------


def test_list_names_every_credential_that_is_shipped(run):
    answer = run("rules", "list")
    assert (answer.code, answer.err) == (0, "")
    assert all(code in answer.out for code in CODES)


def test_list_in_json_says_what_is_covered(run):
    told = run("rules", "list", "--json").json
    assert sorted(one["code"] for one in told) == sorted(CODES)
    assert told == sorted(told, key=lambda one: (one["body"], one["code"]))
    for one in told:
        assert isinstance(one["name"], str)
        assert isinstance(one["aliases"], list)
        assert isinstance(one["eligibility"], bool)
        assert isinstance(one["recertification"], bool)
        assert date.fromisoformat(one["review_by"])
        assert len(one["rulebook"]) == 16


def test_rules_of_ones_own_are_read_beside_the_shipped_ones(run, own):
    told = run("rules", "list", "--rulebooks", own, "--json").json
    assert {one["code"] for one in told} == {*CODES, "HIC"}


def test_rules_of_ones_own_are_found_in_the_configuration_folder(run, own, home):
    folder = home / "config" / "certtrack" / "rulebooks"
    folder.parent.mkdir(parents=True)
    shutil.move(own, folder)
    assert "HIC" in run("rules", "list").out


def test_rules_of_ones_own_are_found_by_the_environment(run, own, monkeypatch):
    monkeypatch.setenv("CERTTRACK_RULEBOOKS", str(own))
    assert run("rules", "show", "HIC").code == 0


def test_rules_of_ones_own_answer_questions(run, own, record):
    told = run("eligibility", "hic", "--file", record, "--rulebooks", own, "--json").json
    assert (told["credential"], told["verdict"]) == ("HIC", "eligible")


# --- show -------------------------------------------------------------------------------


@each_code
def test_show_prints_pathways_and_recertification_with_sources(run, code):
    answer = run("rules", "show", code)
    assert (answer.code, answer.err) == (0, "")
    for heading in ("Eligibility", "Recertification", "Not checked", "Sources"):
        assert heading in answer.out
    assert "https://" in answer.out


@each_code
@pytest.mark.parametrize("width", [60, 100])
def test_show_fits_the_terminal(run, widest, monkeypatch, code, width):
    monkeypatch.setenv("COLUMNS", str(width))
    assert widest(run("rules", "show", code).out) <= width


@each_code
def test_show_in_json_gives_each_rule_its_source_and_certainty(run, code):
    told = run("rules", "show", code, "--on", "2026-06-01", "--json").json
    assert (told["code"], told["on"]) == (code, "2026-06-01")
    assert told["eligibility"]
    assert told["recertification"]
    for rule in told["eligibility"] + told["recertification"]:
        assert rule["words"]
        assert rule["when"]
        assert rule["source"]["title"]
        assert rule["certainty"] in {"primary", "secondary", "assumed"}
    assert told["not_checked"]
    assert date.fromisoformat(told["review_by"])


def test_show_depends_on_the_day(run):
    then, now = (
        json.dumps(run("rules", "show", "RHIT", "--on", day, "--json").json)
        for day in ("2020-06-01", "2026-06-01")
    )
    assert "91 days" in then
    assert "90 days" in now


def test_show_before_every_rule_says_that_none_is_known(run):
    answer = run("rules", "show", "RHIT", "--on", "1950-01-01")
    assert answer.code == 0
    assert "No rule is known for 1950-01-01." in answer.out
    assert run("rules", "show", "RHIT", "--on", "1950-01-01", "--json").json["eligibility"] == []


def test_show_tells_where_sources_disagree(run):
    told = run("rules", "show", "RHIT", "--json").json
    assert told["conflicts"]
    for conflict in told["conflicts"]:
        assert len(conflict["readings"]) >= 2
        assert conflict["taken"]
        assert conflict["matters"]
    assert "Sources disagree on" in run("rules", "show", "RHIT").out


def test_brackets_in_names_survive(run, own):
    assert "Hospital Internal [Coder]" in run("rules", "show", "HIC", "--rulebooks", own).out


def test_an_unknown_code_is_refused_with_a_suggestion(run, home):
    answer = run("rules", "show", "RIHT")
    assert (answer.code, answer.out) == (2, "")
    assert "Did you mean 'RHIT'?" in answer.err


def test_a_code_like_none_is_refused_with_all_that_are_known(run):
    answer = run("rules", "show", "xyzzy")
    assert answer.code == 2
    assert all(code in answer.err for code in CODES)


# --- diff -------------------------------------------------------------------------------


def test_diff_shows_what_changed(run):
    answer = run("rules", "diff", "RHIT", "2020-06-01", "2026-06-01")
    assert answer.code == 0
    for words in ("retest-wait: changed", "91 days", "90 days", "fee: new"):
        assert words in answer.out


def test_show_tells_how_long_an_exam_may_be_taken_once_approved(run):
    told = run("rules", "show", "RHIT", "--on", "2026-01-05", "--json").json["eligibility"]
    (window,) = (one for one in told if one["id"] == "exam-window")
    assert "within 120 days from approval" in window["words"]
    assert window["when"] == "for applications approved from 2023-09-11 on"
    assert window["source"]["url"]
    assert window["note"]


def test_diff_shows_that_an_exam_window_came(run):
    told = run("rules", "diff", "RHIT", "2023-09-10", "2023-09-11", "--json").json
    assert [change["after"]["id"] for change in told["changes"]] == ["exam-window"]
    assert "exam-window: new" in run("rules", "diff", "RHIT", "2023-09-10", "2023-09-11").out


def test_diff_in_json_gives_before_and_after(run):
    told = run("rules", "diff", "RHIT", "2020-06-01", "2026-06-01", "--json").json
    assert (told["code"], told["earlier"], told["later"]) == ("RHIT", "2020-06-01", "2026-06-01")
    for change in told["changes"]:
        assert change["before"] or change["after"]
        assert change["before"] != change["after"]
    (fee,) = (c for c in told["changes"] if (c["after"] or {}).get("id") == "fee")
    assert fee["before"] is None


def test_diff_of_a_day_with_itself_finds_nothing(run):
    ask = ("rules", "diff", "RHIT", "2026-06-01", "2026-06-01")
    assert "the same rules" in run(*ask).out
    assert run(*ask, "--json").json["changes"] == []


def test_diff_takes_the_earlier_day_first(run):
    answer = run("rules", "diff", "RHIT", "2026-06-01", "2020-06-01")
    assert (answer.code, answer.out) == (2, "")
    assert "earlier day first" in answer.err


@each_code
def test_diff_fits_the_terminal(run, widest, monkeypatch, code):
    monkeypatch.setenv("COLUMNS", "60")
    assert widest(run("rules", "diff", code, "2015-06-01", "2026-06-01").out) <= 60


# --- check ------------------------------------------------------------------------------


def test_the_shipped_rule_files_have_no_fault(run):
    answer = run("rules", "check")
    assert answer.code == 0
    assert answer.out.endswith("rule files read, no fault found.\n")


def test_one_right_file_is_counted_as_one(run, own):
    assert run("rules", "check", own / "hic.toml").out == "1 rule file read, no fault found.\n"


FAULTS = [
    ('name = "Hospital', 'nmae = "Hospital', "Did you mean 'name'?"),
    ("effective_from = 2020-01-01", "effective_from = 2020-02-30", "date"),
    ('kind = "education"', 'kind = "educaton"', "Did you mean 'education'?"),
    ('source = "handbook"\ncertainty = "primary"\n\n[[', "\n[[", "is missing"),
    ('source = "handbook"', 'source = "handbok"', "Did you mean 'handbook'?"),
    ('certainty = "primary"', 'certainty = "sure"', "certainty"),
    ('level = "high-school"', 'level = "hihg-school"', "Did you mean 'high-school'?"),
    ('code = "HIC"', 'code = "RHIT"', "already used"),
    ('body = "ahima"', 'body = "ahma"', "ahma"),
    ("review_by = 2030-01-01", 'review_by = "soon"', "soon"),
    ("schema = 1", "schema = 2", "schema"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), FAULTS, ids=[f[1][:24] for f in FAULTS])
def test_a_fault_is_told_with_file_line_and_hint(run, own, right, wrong, said):
    path = own / "hic.toml"
    assert right in OWN
    path.write_text(OWN.replace(right, wrong), encoding="utf-8")
    answer = run("rules", "check", path)
    assert (answer.code, answer.out) == (2, "")
    assert "hic.toml, line " in answer.err
    assert said in answer.err


def test_every_fault_is_told_at_once(run, own):
    path = own / "hic.toml"
    wrong = OWN.replace('name = "H', 'nmae = "H').replace("2030-01-01", '"soon"')
    path.write_text(wrong, encoding="utf-8")
    assert len(run("rules", "check", path).err.splitlines()) >= 3


@pytest.mark.parametrize(
    ("later", "said"), [("2020-06-01", "overlaps"), ("2021-02-01", "no edition covers")]
)
def test_editions_must_neither_overlap_nor_leave_a_gap(run, own, later, said):
    path = own / "hic.toml"
    head, tail = OWN.split("[[eligibility]]\n", 1)
    first = f"[[eligibility]]\n{tail}".replace("2020-01-01\n", "2020-01-01\nuntil = 2020-12-31\n")
    second = f"[[eligibility]]\n{tail}".replace("2020-01-01", later)
    path.write_text(f"{head}{first}\n{second}", encoding="utf-8")
    answer = run("rules", "check", path)
    assert answer.code == 2
    assert said in answer.err


def test_faulty_rules_of_ones_own_stop_every_question(run, own, record):
    (own / "hic.toml").write_text("schema = 1\n", encoding="utf-8")
    answer = run("eligibility", "RHIT", "--file", record, "--rulebooks", own, "--json")
    assert (answer.code, answer.out) == (2, "")
    assert "hic.toml" in answer.err


@pytest.mark.parametrize("what", ["missing.toml", ".", "folder.toml"])
def test_a_rule_file_that_cannot_be_read_is_one_sentence(run, home, what):
    (home / "folder.toml").mkdir()
    answer = run("rules", "check", home / what)
    assert (answer.code, answer.out) == (2, "")
    assert len(answer.err.splitlines()) == 1


def test_a_missing_folder_of_rule_files_is_refused(run, home):
    answer = run("rules", "list", "--rulebooks", home / "nowhere")
    assert (answer.code, answer.out) == (2, "")
    assert "nowhere" in answer.err


# --- schema -----------------------------------------------------------------------------


@pytest.fixture
def schema(run):
    """The published schema of a rule file."""
    return run("rules", "schema").json


def plain(path):
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return json.loads(json.dumps(tables, default=date.isoformat))


def test_the_schema_is_a_schema(schema):
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"]


@pytest.mark.parametrize("path", CREDENTIALS, ids=lambda path: path.stem)
def test_the_schema_admits_every_shipped_file(schema, path):
    jsonschema.validate(plain(path), schema, cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(("key", "value"), [("nmae", "x"), ("schema", 2), ("review_by", 5)])
def test_the_schema_refuses_what_the_reader_refuses(schema, key, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**plain(CREDENTIALS[0]), key: value}, schema)
