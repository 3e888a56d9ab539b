"""Two bodies with the same letters: a name says whose credential is meant, or is refused."""

from __future__ import annotations

import json
import tomllib

import pytest

SAY_WHICH = "several bodies have a credential 'CIC'. Say which: aapc:CIC or bay-infection:CIC."

BOTH = """\
schema = 1

[person]
name = "Ana Flores"

[[exam]]
credential = "aapc:CIC"
taken_on = 2024-06-14
passed = true

[[exam]]
credential = "BICB:CIC"
taken_on = 2025-02-01
passed = true

[[credential]]
code = "aapc:CIC"
passed_on = 2024-06-14
valid_until = 2026-06-30

[[credential]]
code = "bicb:cic"
passed_on = 2025-02-01

[[activity]]
id = "coding"
title = "Inpatient coding update"
completed_on = 2025-05-02
ceus = 6
for = ["aapc:CIC"]

[[decision]]
body = "AAPC"
kind = "required-ceus"
decided_on = 2025-06-01
ceus = 30
for = ["AAPC:CIC"]
"""
ON = ("--on", "2026-05-01")


@pytest.fixture
def ask(run, same_letters, monkeypatch):
    """Run the program with the other body's rules in use."""
    monkeypatch.setenv("CERTTRACK_RULEBOOKS", str(same_letters))
    return run


@pytest.fixture
def both(home):
    """The record of someone who holds both."""
    path = home / "both.toml"
    path.write_text(BOTH, encoding="utf-8")
    return path


# --- what is asked about ------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("eligibility", "CIC"),
        ("eligibility", "RHIT", "cic"),
        ("plan", "CIC"),
        ("rules", "show", "CIC"),
        ("rules", "diff", "CIC", "2020-06-01", "2026-06-01"),
    ],
    ids=" ".join,
)
def test_a_code_of_several_bodies_is_refused_with_the_full_ones(ask, both, command):
    record = () if command[0] == "rules" else ("--file", both)
    answer = ask(*command, *record)
    assert (answer.code, answer.out) == (2, "")
    assert SAY_WHICH.replace("'CIC'", repr(next(w for w in command if w.upper() == "CIC"))) in (
        " ".join(answer.err.split())
    )


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("aapc:CIC", "AAPC"),
        ("AAPC:cic", "AAPC"),
        ("bay-infection:CIC", "BICB"),
        ("bicb:cic", "BICB"),
    ],
)
def test_a_code_after_its_body_is_understood_everywhere(ask, both, code, body):
    for command in (("eligibility", code), ("plan", code)):
        told = ask(*command, "--file", both, *ON, "--json").json
        assert (told["credential"], told["body"]) == ("CIC", body)
    told = ask("rules", "show", code, "--json").json
    assert (told["code"], told["body"]) == ("CIC", body)
    told = ask("rules", "diff", code, "2020-06-01", "2026-06-01", "--json").json
    assert (told["code"], told["body"]) == ("CIC", body)


def test_a_code_after_its_body_is_understood_where_no_letters_are_shared(run, record):
    bare = run("eligibility", "CCA", "--file", record, *ON, "--json")
    assert bare.code == 0
    assert run("eligibility", "ahima:cca", "--file", record, *ON, "--json") == bare
    page = run("eligibility", "ahima:cca", "--file", record, *ON)
    assert page == run("eligibility", "CCA", "--file", record, *ON)
    assert page.out.startswith("CCA  ")


def test_rules_of_another_body_leave_other_answers_as_they_are(run, same_letters, record):
    for question in (("eligibility", "CPC", "RHIA"), ("status",), ("plan", "RHIT")):
        asked = (*question, "--file", record, *ON, "--json")
        assert run(*asked) == run(*asked, "--rulebooks", same_letters)


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("aapc:CIK", "aapc:CIC"),
        ("bay-infectoin:CIC", "bay-infection:CIC"),
        ("CICX", "CIC"),
        ("CPCC", "CPC"),
    ],
)
def test_a_code_that_is_not_known_is_told_with_the_nearest_one(ask, code, nearest):
    answer = ask("rules", "show", code)
    assert answer.code == 2
    assert f"the credential {code!r} is not known" in answer.err
    assert f"Did you mean {nearest!r}?" in answer.err


# --- what is printed ----------------------------------------------------------------------


def test_pages_name_the_body_only_where_letters_are_shared(ask, both):
    listed = ask("rules", "list").out
    for code in ("aapc:CIC", "bay-infection:CIC", "aapc:CRC"):
        assert f"\n{code} " in listed
    for code in ("CPC", "CIC-M", "RHIT"):
        assert f"\n{code} " in listed
    assert ask("rules", "show", "aapc:cic").out.startswith("aapc:CIC  Certified Inpatient Coder")
    assert ask("rules", "show", "aapc:cpc").out.startswith("CPC  ")
    page = ask("eligibility", "bicb:CIC", "--file", both, *ON).out
    assert page.startswith("bay-infection:CIC  Certified in Infection Control (BICB)")
    assert "May sit the bay-infection:CIC exam" in page
    assert ask("plan", "aapc:CIC", "--file", both, *ON).out.startswith("aapc:CIC  ")


def test_json_keeps_code_and_body_apart(ask):
    told = ask("rules", "list", "--json").json
    assert {one["body"] for one in told if one["code"] == "CIC"} == {"AAPC", "BICB"}
    assert not [one for one in told if ":" in one["code"]]


def test_who_holds_both_has_two_cycles(ask, both):
    told = ask("status", "--file", both, *ON, "--json").json
    cycles = [(one["body"], one["credentials"], one["counted"]) for one in told["cycles"]]
    assert cycles == [("AAPC", ["CIC"], 6), ("BICB", ["CIC"], 0)]
    assert [one["required"] for one in told["cycles"]] == [30, 10]
    assert told["notes"] == []
    page = ask("status", "--file", both, *ON).out
    assert "aapc:CIC  AAPC, cycle" in page
    assert "bay-infection:CIC  BICB, cycle" in page
    assert "2025-02-01 bay-infection:CIC was passed." in page


def test_a_picture_says_whose_credential_it_shows(ask, both, home):
    assert ask("status", "--file", both, *ON, "--plot", home / "cycles.svg").code == 0
    drawn = (home / "cycles.svg").read_text(encoding="utf-8")
    assert "bay-infection:CIC (BICB)" in drawn


def test_a_credential_whose_cycles_are_not_known_is_told_by_its_full_code(ask, home):
    path = home / "one.toml"
    person = 'schema = 1\n[person]\nname = "Ana"\n'
    path.write_text(f'{person}[[credential]]\ncode = "aapc:CIC"\npassed_on = 2020-01-01\n')
    (note,) = ask("status", "--file", path, *ON, "--json").json["notes"]
    assert "certtrack credential edit aapc:CIC --valid-until" in note


# --- record files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    ['credential = "aapc:CIC"', 'code = "aapc:CIC"', 'for = ["aapc:CIC"]', 'for = ["AAPC:CIC"]'],
)
def test_a_bare_code_of_several_bodies_is_refused_with_its_line(ask, both, dump, home, written):
    text = BOTH.replace(written, written.replace("aapc:", "").replace("AAPC:", ""))
    both.write_text(text, encoding="utf-8")
    at = 1 + next(n for n, line in enumerate(text.splitlines()) if '"CIC"' in line)
    told = f"both.toml, line {at}: {SAY_WHICH}"
    for command in (
        ("status", "--file", both),
        ("eligibility", "--file", both),
        ("remind", "--file", both),
        ("plan", "RHIT", "--file", both),
        ("import", both),
    ):
        answer = ask(*command)
        assert (answer.code, answer.out) == (2, "")
        assert told in " ".join(answer.err.split())
    assert not (home / "store.db").exists()


def test_an_alias_that_is_another_bodys_code_is_refused_too(ask, both):
    both.write_text(BOTH.replace('"aapc:CIC"\npassed_on', '"CRC"\npassed_on'), encoding="utf-8")
    answer = ask("status", "--file", both)
    assert answer.code == 2
    told = "several bodies have a credential 'CRC'. Say which: aapc:CRC or bay-infection:CIC-M."
    assert told in " ".join(answer.err.split())


def test_hypothetical_facts_are_refused_too(ask, both, home):
    path = home / "then.toml"
    path.write_text('[[exam]]\ncredential = "CIC"\ntaken_on = 2026-07-01\npassed = true\n')
    answer = ask("status", "--file", both, "--what-if", path, *ON)
    assert answer.code == 2
    assert SAY_WHICH in " ".join(answer.err.split())


def test_one_credential_under_two_names_is_listed_twice(ask, both):
    both.write_text(BOTH.replace('"bicb:cic"', '"AAPC:cic"'), encoding="utf-8")
    answer = ask("status", "--file", both)
    assert answer.code == 2
    assert "aapc:CIC is listed twice" in answer.err


@pytest.mark.parametrize("name", ["a b:CIC", "aapc::CIC", "aapc:CIC:x", ":CIC", "aapc:"])
def test_a_code_that_is_no_name_is_refused(ask, both, name):
    both.write_text(BOTH.replace('"bicb:cic"', f'"{name}"'), encoding="utf-8")
    answer = ask("status", "--file", both)
    assert answer.code == 2
    assert "a code, perhaps after a body and a colon" in " ".join(answer.err.split())


# --- the store ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_record_goes_in_and_out_of_the_store_as_it_was(ask, both, home, kind):
    assert ask("import", both).code == 0
    out = home / f"out.{kind}"
    assert ask("export", out).code == 0
    text = out.read_text(encoding="utf-8")
    told = json.loads(text) if kind == "json" else tomllib.loads(text)
    want = tomllib.loads(BOTH)
    if kind == "json":
        want = json.loads(json.dumps(want, default=str))
    assert told == want
    assert ask("import", out, "--replace").code == 0
    first, again = (ask("status", *how, *ON).out for how in (("--file", both), ()))
    assert first.split("Answer")[0] == again.split("Answer")[0]


@pytest.fixture
def ana(ask):
    assert ask("person", "add", "--name", "Ana Flores").code == 0
    return ask


def listed(ask):
    return [one["code"] for one in ask("credential", "list", "--json").json]


def test_both_can_be_added_each_by_its_full_code(ana):
    dates = ("--passed-on", "2025-02-01")
    answer = ana("credential", "add", "--code", "CIC", *dates)
    assert (answer.code, answer.out) == (2, "")
    assert f"--code: {SAY_WHICH}" in " ".join(answer.err.split())
    for code in ("AAPC:cic", "bicb:CIC", "bay-infection:crc"):
        assert ana("credential", "add", "--code", code, *dates).code == 0
    assert listed(ana) == ["aapc:CIC", "bay-infection:CIC", "CIC-M"]
    for code in ("aapc:CIC", "BICB:CIC", "bicb:CRC"):
        answer = ana("credential", "add", "--code", code, *dates, "--force")
        assert answer.code == 2
        assert "is listed twice" in answer.err


def test_where_no_letters_are_shared_the_bare_code_is_kept(run):
    assert run("person", "add", "--name", "Ana Flores").code == 0
    dates = ("--passed-on", "2025-02-01")
    assert run("credential", "add", "--code", "aapc:cic", *dates).code == 0
    assert listed(run) == ["CIC"]
    answer = run("credential", "add", "--code", "CIC", *dates, "--force")
    assert "CIC is listed twice" in answer.err
    assert run("credential", "edit", "aapc:CIC", "--number", "7").code == 0
    assert run("credential", "remove", "AAPC:cic", "--yes").code == 0
    assert listed(run) == []


def test_a_full_code_from_a_file_and_a_bare_one_are_one_credential(run, both):
    text = BOTH.replace("BICB:CIC", "AAPC:CRC").replace("bicb:cic", "aapc:crc")
    both.write_text(text, encoding="utf-8")
    assert run("import", both).code == 0
    assert listed(run) == ["aapc:CIC", "aapc:crc"]
    dates = ("--passed-on", "2025-02-01")
    assert "CRC is listed twice" in run("credential", "add", "--code", "CRC", *dates).err
    assert run("credential", "edit", "CRC", "--number", "7").code == 0
    assert listed(run) == ["aapc:CIC", "CRC"]


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (
            ("exam", "add", "--credential", "CIC", "--taken-on", "2025-02-01", "--passed"),
            "--credential",
        ),
        (
            ("application", "add", "--credential", "CIC", "--approved-on", "2025-02-01"),
            "--credential",
        ),
        (
            (
                "ceu",
                "add",
                "--title",
                "T",
                "--completed-on",
                "2025-02-01",
                "--ceus",
                "1",
                "--for",
                "CIC",
            ),
            "--for",
        ),
        (
            (
                "decision",
                "add",
                "--body",
                "AAPC",
                "--kind",
                "reinstatement",
                "--decided-on",
                "2025-02-01",
                "--for",
                "CIC",
            ),
            "--for",
        ),
    ],
    ids=["exam", "application", "ceu", "decision"],
)
def test_an_entry_that_names_a_code_of_several_bodies_is_refused(ana, command, option):
    answer = ana(*command)
    assert (answer.code, answer.out) == (2, "")
    assert f"{option}: {SAY_WHICH}" in " ".join(answer.err.split())
    assert ana(command[0], "list", "--json").json == []
    full = ["aapc:CIC" if word == "CIC" else word for word in command]
    assert ana(*full).code == 0


def test_an_entry_is_changed_and_removed_by_the_full_code(ana):
    for code in ("aapc:CIC", "bicb:CIC"):
        assert ana("credential", "add", "--code", code, "--passed-on", "2025-02-01").code == 0
    for command in (("edit", "CIC", "--number", "7"), ("remove", "CIC", "--yes")):
        answer = ana("credential", *command)
        assert answer.code == 2
        assert SAY_WHICH in " ".join(answer.err.split())
    assert ana("credential", "edit", "BICB:CIC", "--number", "7").code == 0
    assert ana("credential", "remove", "AAPC:CIC", "--yes").code == 0
    (left,) = ana("credential", "list", "--json").json
    assert (left["code"], left["number"]) == ("bay-infection:CIC", "7")


def test_rules_that_come_later_make_a_bare_code_on_record_unclear(run, same_letters):
    """What was written before is not guessed at: it is refused until it says which."""
    assert run("person", "add", "--name", "Ana Flores").code == 0
    dates = ("--passed-on", "2025-02-01", "--valid-until", "2026-06-30")
    assert run("credential", "add", "--code", "CIC", *dates).code == 0
    before = run("status", *ON)
    more = ("--rulebooks", same_letters)
    for command in (("status",), ("remind",), ("eligibility", "CPC")):
        answer = run(*command, *ON, *more)
        assert (answer.code, answer.out) == (2, "")
        told = f"the store, credential.0.code: {SAY_WHICH}"
        assert told in " ".join(answer.err.split())
    assert run("credential", "edit", "CIC", "--code", "aapc:CIC", *more).code == 0
    assert run("status", *ON, *more).code == 0
    assert run("status", *ON).out.splitlines()[:4] == before.out.splitlines()[:4]
