"""Keeping a record: add, list, edit, remove, undo, import and export, without loss."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
import tomllib
from datetime import date

import pytest
import xlsxwriter

ON = ("--on", "2025-06-01")
HIM = "health-information-management"

EDUCATION = (
    "education",
    {
        "school": "St. Petersburg College",
        "program": "Health Information Technology",
        "level": "associate",
        "field": HIM,
        "status": "completed",
        "completed-on": "2024-05-08",
        "accreditation": "CAHIIM=2012-01-01..2030-12-31",
        "foreign-association": "Canadian College of HIM",
        "credits": "61.5",
    },
    {
        "school": "St. Petersburg College",
        "program": "Health Information Technology",
        "level": "associate",
        "field": HIM,
        "status": "completed",
        "completed_on": "2024-05-08",
        "accreditation": [{"agency": "CAHIIM", "from": "2012-01-01", "until": "2030-12-31"}],
        "foreign_association": "Canadian College of HIM",
        "credits": 61.5,
    },
)
COURSE = (
    "course",
    {
        "subject": "anatomy-and-physiology",
        "title": "Anatomy & Physiology [I]",
        "school": "St. Petersburg College",
        "credits": "3.33",
        "grade": "B+",
        "completed-on": "2023-12-12",
        "part-of-program": None,
    },
    {
        "subject": "anatomy-and-physiology",
        "title": "Anatomy & Physiology [I]",
        "school": "St. Petersburg College",
        "credits": 3.33,
        "grade": "B+",
        "completed_on": "2023-12-12",
        "part_of_program": True,
    },
)
TRAINING = (
    "training",
    {
        "title": "Coding basics",
        "provider": "Evening school",
        "topics": "icd-coding, cpt-coding",
        "approved-by": "AHIMA",
        "completed-on": "2023-12-01",
        "expected-on": "2023-11-30",
        "hours": "80.5",
    },
    {
        "title": "Coding basics",
        "provider": "Evening school",
        "topics": ["icd-coding", "cpt-coding"],
        "approved_by": "AHIMA",
        "completed_on": "2023-12-01",
        "expected_on": "2023-11-30",
        "hours": 80.5,
    },
)
EXPERIENCE = (
    "experience",
    {
        "kind": "coding",
        "employer": "Mercy Hospital",
        "from": "2023-01-09",
        "until": "2024-02-29",
        "hours-per-week": "22.5",
    },
    {
        "kind": "coding",
        "employer": "Mercy Hospital",
        "from": "2023-01-09",
        "until": "2024-02-29",
        "hours_per_week": 22.5,
    },
)
APPLICATION = (
    "application",
    {
        "credential": "RHIT",
        "approved-on": "2024-04-02",
        "window-until": "2024-07-30",
        "reference": "ATT-1001",
    },
    {
        "credential": "RHIT",
        "approved_on": "2024-04-02",
        "window_until": "2024-07-30",
        "reference": "ATT-1001",
    },
)
EXAM = (
    "exam",
    {"credential": "RHIT", "taken-on": "2024-06-14", "passed": None},
    {"credential": "RHIT", "taken_on": "2024-06-14", "passed": True},
)
CREDENTIAL = (
    "credential",
    {
        "code": "RHIT",
        "passed-on": "2024-06-14",
        "number": "R-1001",
        "cycle": "2024-07-01..2026-06-30",
        "valid-until": "2026-06-30",
        "fee-paid-on": "2025-01-10",
        "tracked-from": "2024-07-01",
        "handed-in-on": "2025-02-01",
        "held-until": "2025-03-01",
    },
    {
        "code": "RHIT",
        "passed_on": "2024-06-14",
        "number": "R-1001",
        "cycle": {"from": "2024-07-01", "until": "2026-06-30"},
        "valid_until": "2026-06-30",
        "fee_paid_on": "2025-01-10",
        "tracked_from": "2024-07-01",
        "handed_in_on": "2025-02-01",
        "held_until": "2025-03-01",
    },
)
CEU = (
    "ceu",
    {
        "id": "w1",
        "title": "Privacy [HIPAA] update",
        "provider": "AHIMA",
        "source": "ahima",
        "started-on": "2025-01-31",
        "completed-on": "2025-02-01",
        "minutes": "120",
        "kind": "webinar",
        "domain": "privacy",
        "for": "RHIT",
        "reference": "CE-77",
        "evidence": "certificates/ce-77.pdf",
        "notes": 'With "quotes", a \\ and ümläuts 漢字.',
    },
    {
        "id": "w1",
        "title": "Privacy [HIPAA] update",
        "provider": "AHIMA",
        "source": "ahima",
        "started_on": "2025-01-31",
        "completed_on": "2025-02-01",
        "minutes": 120,
        "kind": "webinar",
        "domain": "privacy",
        "for": ["RHIT"],
        "reference": "CE-77",
        "evidence": "certificates/ce-77.pdf",
        "notes": 'With "quotes", a \\ and ümläuts 漢字.',
    },
)
NOUNS = [EDUCATION, COURSE, TRAINING, EXPERIENCE, APPLICATION, EXAM, CREDENTIAL, CEU]
each_noun = pytest.mark.parametrize(("noun", "given", "kept"), NOUNS, ids=[n[0] for n in NOUNS])

EDITS = {
    "education": ("--school", "Other College", "school", "Other College"),
    "course": ("--not-part-of-program", None, "part_of_program", False),
    "training": ("--title", "Coding, advanced", "title", "Coding, advanced"),
    "experience": ("--hours-per-week", "40", "hours_per_week", 40),
    "application": ("--window-until", "2024-08-29", "window_until", "2024-08-29"),
    "exam": ("--not-passed", None, "passed", False),
    "credential": ("--number", "R-2", "number", "R-2"),
    "ceu": ("--minutes", "90", "minutes", 90),
}


def options(given):
    return [part for key, value in given.items() for part in (f"--{key}", value) if part]


def section(noun):
    return "activity" if noun == "ceu" else noun


@pytest.fixture
def bo(run):
    """A store with Bo, of whom nothing else is known."""
    assert run("person", "add", "--name", "Bo Li").code == 0


@pytest.fixture
def holder(run, bo):
    """Bo holds RHIT since 2024-06-14."""
    added = run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14")
    assert added.code == 0


# --- every noun -------------------------------------------------------------------------


@each_noun
def test_an_entry_with_every_option_is_kept_without_loss(run, bo, exported, noun, given, kept):
    answer = run(noun, "add", *options(given))
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("Added: entry 1.")
    assert exported()[section(noun)] == [kept]


@each_noun
def test_add_in_json_gives_number_and_entry(run, bo, noun, given, kept):
    told = run(noun, "add", *options(given), "--json").json
    assert (told["number"], told["entry"]) == (1, kept)


@each_noun
def test_list_shows_the_entry_with_its_number(run, bo, monkeypatch, noun, given, kept):
    monkeypatch.setenv("COLUMNS", "400")
    assert run(noun, "list").out == "Nothing is on record here.\n"
    assert run(noun, "list", "--json").json == []
    run(noun, "add", *options(given))
    assert run(noun, "list", "--json").json == [{"entry": 1, "number": 1, **kept}]
    first = next(value for value in kept.values() if isinstance(value, str))
    assert first in run(noun, "list").out


def test_a_credentials_entry_is_listed_beside_the_number_of_its_certificate(run, bo):
    run("credential", "add", "--code", "RHIT", "--passed-on", "2024-06-14", "--number", "R-1001")
    (listed,) = run("credential", "list", "--json").json
    assert (listed["entry"], listed["number"]) == (1, "R-1001")
    head, line = run("credential", "list").out.splitlines()
    assert head.split()[0] == "Entry"
    assert line.split()[0] == "1"
    assert "R-1001" in line


@each_noun
def test_list_fits_the_terminal(run, bo, widest, monkeypatch, noun, given, kept):
    monkeypatch.setenv("COLUMNS", "60")
    run(noun, "add", *options(given))
    assert widest(run(noun, "list").out) <= 60


@each_noun
def test_edit_changes_one_key_and_keeps_the_rest(run, bo, exported, noun, given, kept):
    run(noun, "add", *options(given))
    option, value, key, new = EDITS[noun]
    answer = run(noun, "edit", "1", option, *([value] if value else []))
    assert answer.code == 0, answer.err
    assert exported()[section(noun)] == [{**kept, key: new}]


@each_noun
def test_remove_takes_the_entry_away(run, bo, exported, noun, given, kept):
    run(noun, "add", *options(given))
    assert run(noun, "remove", "1", "--yes").code == 0
    assert section(noun) not in exported()


@each_noun
def test_remove_without_a_terminal_or_yes_is_refused(run, bo, dump, home, noun, given, kept):
    run(noun, "add", *options(given))
    before = dump(home / "store.db")
    answer = run(noun, "remove", "1")
    assert (answer.code, answer.out) == (2, "")
    assert "--yes" in answer.err
    assert dump(home / "store.db") == before


@each_noun
def test_add_edit_and_remove_are_each_undone(run, bo, facts, home, noun, given, kept):
    store = home / "store.db"
    option, value, _, _ = EDITS[noun]
    changes = [
        (noun, "add", *options(given)),
        (noun, "edit", "1", option, *([value] if value else [])),
        (noun, "remove", "1", "--yes"),
    ]
    states = [facts(store)]
    for change in changes:
        assert run(*change).code == 0
        states.append(facts(store))
    for before in reversed(states[:-1]):
        assert run("undo").code == 0
        assert facts(store) == before


@each_noun
def test_the_same_entry_twice_is_pointed_out(run, bo, dump, home, noun, given, kept):
    run(noun, "add", *options(given))
    before = dump(home / "store.db")
    answer = run(noun, "add", *options(given))
    assert (answer.code, answer.out) == (2, "")
    assert dump(home / "store.db") == before


# --- particular keys --------------------------------------------------------------------


def test_clear_takes_a_key_away(run, bo, exported):
    run("ceu", "add", *options(CEU[1]))
    answer = run("ceu", "edit", "w1", "--clear", "notes", "--clear", "started-on")
    assert answer.code == 0, answer.err
    (entry,) = exported()["activity"]
    assert entry == {k: v for k, v in CEU[2].items() if k not in ("notes", "started_on")}


def test_minutes_become_ceus_in_one_edit(run, bo, exported):
    run("ceu", "add", *options(CEU[1]))
    answer = run("ceu", "edit", "w1", "--clear", "minutes", "--ceus", "1.5")
    assert answer.code == 0, answer.err
    (entry,) = exported()["activity"]
    assert entry["ceus"] == 1.5
    assert "minutes" not in entry


def test_a_program_known_to_have_no_accreditation_says_so(run, bo, exported):
    told = ("--level", "associate", "--status", "enrolled")
    run("education", "add", *told, "--accreditation", "none")
    run("education", "add", *told)
    none, unknown = exported()["education"]
    assert none["accreditation"] == []
    assert "accreditation" not in unknown


def test_a_spell_of_accreditation_may_lack_either_day(run, bo, exported):
    spells = ("CAHIIM=2012-01-01..", "ABHES=..2011-12-31", "Other")
    given = [part for spell in spells for part in ("--accreditation", spell)]
    run("education", "add", "--level", "associate", "--status", "enrolled", *given)
    assert exported()["education"][0]["accreditation"] == [
        {"agency": "CAHIIM", "from": "2012-01-01"},
        {"agency": "ABHES", "until": "2011-12-31"},
        {"agency": "Other"},
    ]


def test_an_exam_not_passed_is_kept_as_such(run, bo, exported):
    run("exam", "add", "--credential", "CCA", "--taken-on", "2025-01-10", "--not-passed")
    assert exported()["exam"][0]["passed"] is False


def test_dates_may_be_said_in_words(run, bo, exported):
    run("ceu", "add", "--title", "Talk", "--ceus", "1", "--completed-on", "yesterday")
    run("ceu", "add", "--title", "Walk", "--ceus", "1", "--completed-on", "3 days ago")
    days = [date.fromisoformat(one["completed_on"]) for one in exported()["activity"]]
    assert (days[0] - days[1]).days == 2


def test_an_activity_without_a_name_gets_a_free_one(run, bo, exported):
    day = ("--completed-on", "2025-02-01", "--ceus", "1")
    run("ceu", "add", "--title", "One", *day, "--id", "a2")
    for title in ("Two", "Three"):
        assert run("ceu", "add", "--title", title, *day).code == 0
    ids = [one["id"] for one in exported()["activity"]]
    assert len(set(ids)) == 3


def test_an_activity_is_found_by_name_or_number(run, bo, exported):
    run("ceu", "add", *options(CEU[1]))
    assert run("ceu", "edit", "w1", "--minutes", "60").code == 0
    assert run("ceu", "edit", "1", "--kind", "course").code == 0
    (entry,) = exported()["activity"]
    assert (entry["minutes"], entry["kind"]) == (60, "course")


# --- what ceu add answers ---------------------------------------------------------------


def test_ceu_add_answers_what_it_counted_for_and_the_progress(run, holder):
    day = ("--completed-on", "2025-02-01", "--domain", "privacy")
    answer = run("ceu", "add", "--title", "Update", *day, "--minutes", "180", *ON)
    assert "It counts 3 of 3 CEUs towards RHIT." in answer.out
    assert "3 of 20 CEUs" in answer.out
    again = run("ceu", "add", "--title", "More", *day, "--ceus", "7", *ON)
    assert "10 of 20 CEUs" in again.out
    assert "█" in again.out


def test_ceu_add_says_why_it_counts_less(run, holder):
    day = ("--completed-on", "2025-02-01", "--domain", "outside", "--ceus", "8")
    answer = run("ceu", "add", "--title", "Golf", *day, *ON)
    assert "It counts 4 of 8 CEUs towards RHIT." in answer.out
    assert "Outside the HIIM domains" in " ".join(answer.out.split())


def test_ceu_add_that_counts_for_nothing_says_so(run, bo):
    answer = run("ceu", "add", "--title", "T", "--completed-on", "2025-02-01", "--ceus", "1", *ON)
    assert answer.code == 0
    assert len(answer.out.splitlines()) >= 2


def test_ceu_add_in_json_gives_the_cycles(run, holder):
    day = ("--completed-on", "2025-02-01", "--ceus", "2.5")
    told = run("ceu", "add", "--title", "Update", *day, *ON, "--json").json
    assert told["cycles"][0]["counted"] == 2.5
    assert told["cycles"][0]["credentials"] == ["RHIT"]


# --- near-duplicates --------------------------------------------------------------------

TALK = ("ceu", "add", "--title", "Coding talk", "--completed-on", "2025-02-01", "--ceus", "1")


@pytest.mark.parametrize(
    "again",
    [
        ("--title", "CODING TALK", "--completed-on", "2025-02-01", "--ceus", "2"),
        ("--title", "Other", "--completed-on", "2025-03-01", "--ceus", "2", "--reference", "X9"),
    ],
    ids=["same title and date", "same reference"],
)
def test_a_near_duplicate_is_pointed_out_and_added_with_force(run, bo, exported, again):
    run(*TALK, "--reference", "X9")
    answer = run("ceu", "add", *again)
    assert (answer.code, answer.out) == (2, "")
    assert "looks like entry a1" in answer.err
    assert "--force" in answer.err
    assert len(exported()["activity"]) == 1
    assert run("ceu", "add", *again, "--force").code == 0
    assert len(exported()["activity"]) == 2


@pytest.mark.parametrize(
    "other",
    [
        ("--title", "Coding talk", "--completed-on", "2025-02-02", "--ceus", "1"),
        ("--title", "Coding walk", "--completed-on", "2025-02-01", "--ceus", "1"),
    ],
    ids=["another day", "another title"],
)
def test_something_else_is_no_duplicate(run, bo, other):
    run(*TALK)
    assert run("ceu", "add", *other).code == 0


def test_a_credential_is_held_once_even_by_force(run, holder):
    again = run("credential", "add", "--code", "rhit", "--passed-on", "2025-01-01", "--force")
    assert (again.code, again.out) == (2, "")
    assert "listed twice" in again.err


# --- people -----------------------------------------------------------------------------


def test_a_person_is_kept_with_every_option(run, exported):
    options_ = ("--email", "bo@example.org", "--time-zone", "Asia/Tokyo", "--state", "oh")
    options_ += ("--department", "Coding", "--manager", "dana@example.org")
    run("person", "add", "--name", "Bo Li", *options_, "--membership", "AHIMA")
    kept = {
        "name": "Bo Li",
        "email": "bo@example.org",
        "department": "Coding",
        "manager": "dana@example.org",
        "state": "OH",
        "time_zone": "Asia/Tokyo",
        "memberships": ["AHIMA"],
    }
    assert exported()["person"] == kept
    (listed,) = run("person", "list", "--json").json
    assert listed == {"number": 1, **kept, "none_of": []}
    assert "bo@example.org" in run("person", "list").out


def test_a_person_is_edited_and_it_is_undone(run, bo, facts, home, exported):
    before = facts(home / "store.db")
    assert run("person", "edit", "--email", "bo@example.org").code == 0
    assert exported()["person"]["email"] == "bo@example.org"
    assert run("undo").code == 0
    assert facts(home / "store.db") == before


def test_a_key_of_a_person_is_taken_away_and_it_is_undone(run, exported):
    run("person", "add", "--name", "Bo Li", "--department", "Coding", "--time-zone", "Asia/Tokyo")
    assert run("person", "edit", "--clear", "department", "--clear", "time-zone").code == 0
    assert exported()["person"] == {"name": "Bo Li"}
    run("undo")
    assert exported()["person"]["department"] == "Coding"


def test_an_edit_keeps_the_memberships(run, exported):
    run("person", "add", "--name", "Bo Li", "--membership", "AHIMA")
    run("person", "edit", "--email", "bo@example.org")
    assert exported()["person"]["memberships"] == ["AHIMA"]


def test_a_section_said_to_be_empty_is_exported_as_empty(run, bo, exported, facts, home):
    before = facts(home / "store.db")
    assert run("person", "edit", "--none", "training").code == 0
    assert exported()["training"] == []
    assert tomllib.loads(run("export").out)["training"] == []
    assert run("training", "add", "--title", "After all").code == 0
    assert len(exported()["training"]) == 1
    run("undo")
    assert exported()["training"] == []
    run("undo")
    assert facts(home / "store.db") == before


def test_a_section_with_entries_is_not_empty(run, holder):
    answer = run("person", "edit", "--none", "credential")
    assert (answer.code, answer.out) == (2, "")


def test_a_namesake_is_refused_and_added_with_force(run, bo):
    answer = run("person", "add", "--name", "bo li")
    assert answer.code == 2
    assert "as number 1" in answer.err
    assert run("person", "add", "--name", "bo li", "--force").code == 0
    assert len(run("person", "list", "--json").json) == 2


def test_a_namesake_is_recognised_in_any_script(run):
    run("person", "add", "--name", "Ángela Núñez")
    assert run("person", "add", "--name", "ÁNGELA NÚÑEZ").code == 2


def test_a_person_is_removed_with_everything_and_it_is_undone(run, store, facts):
    before = facts(store)
    assert run("person", "remove", "--yes").code == 0
    assert run("person", "list").out == "Nobody is in the store.\n"
    assert run("undo").code == 0
    assert facts(store) == before


def test_removing_a_person_asks(run, store, dump):
    before = dump(store)
    answer = run("person", "remove")
    assert (answer.code, answer.out) == (2, "")
    assert dump(store) == before


@pytest.fixture
def two(run, bo):
    """Bo Li is number 1, Ángela Núñez number 2; only she knows a talk."""
    run("person", "add", "--name", "Ángela Núñez")
    assert run(*TALK, "--person", "2").code == 0


@pytest.mark.parametrize("who", ["2", "Ángela Núñez", "ángela núñez", "ÁNGELA NÚÑEZ"])
def test_a_person_is_meant_by_number_or_name(run, two, who):
    answer = run("ceu", "list", "--person", who, "--json")
    assert answer.code == 0, answer.err
    assert len(answer.json) == 1


@pytest.mark.parametrize("command", ["list", "add"])
def test_with_several_people_one_must_be_named(run, two, command):
    more = TALK[2:] if command == "add" else ()
    answer = run("ceu", command, *more)
    assert answer.code == 2
    assert "--person" in answer.err


def test_an_unknown_person_is_refused_with_a_suggestion(run, two):
    answer = run("status", "--person", "Bo Lee")
    assert answer.code == 2
    assert "Did you mean 'Bo Li'?" in answer.err


def test_a_name_of_several_people_needs_a_number(run, two):
    run("person", "add", "--name", "Bo Li", "--force")
    answer = run("status", "--person", "Bo Li")
    assert answer.code == 2
    assert "1, 3" in answer.err
    assert run("status", "--person", "3").code == 0


def test_an_entry_of_another_person_cannot_be_touched(run, two, dump, home):
    before = dump(home / "store.db")
    for command in (("edit", "a1", "--minutes", "5"), ("remove", "a1", "--yes")):
        assert run("ceu", *command, "--person", "1").code == 2
    assert dump(home / "store.db") == before


# --- undo -------------------------------------------------------------------------------


def test_undo_twice_takes_back_two_changes_and_then_there_is_nothing(run, bo, exported):
    run(*TALK)
    run("ceu", "edit", "a1", "--ceus", "2")
    assert "ceu edit" in run("undo").out
    assert exported()["activity"][0]["ceus"] == 1
    assert "ceu add" in run("undo").out
    assert "person add" in run("undo").out
    answer = run("undo")
    assert (answer.code, answer.out) == (2, "")
    assert "nothing to undo" in answer.err


def test_undo_goes_on_behind_a_change_made_after_an_undo(run, bo, exported):
    run(*TALK)
    run("ceu", "edit", "a1", "--ceus", "2")
    run("undo")
    run("ceu", "edit", "a1", "--ceus", "3")
    assert "ceu edit" in run("undo").out
    assert "ceu add" in run("undo").out
    assert "activity" not in exported()


def test_an_edit_that_changes_nothing_is_nothing_to_undo(run, bo):
    run(*TALK)
    run("ceu", "edit", "a1", "--ceus", "1")
    assert "ceu add" in run("undo").out


def test_undo_of_a_change_to_one_of_two_people(run, two, facts, home):
    before = facts(home / "store.db")
    run(*TALK, "--person", "1")
    run("undo")
    assert facts(home / "store.db") == before


def test_undo_takes_back_an_import(run, bo, record, facts, home):
    before = facts(home / "store.db")
    run("import", record)
    assert "import" in run("undo").out
    assert facts(home / "store.db") == before


def test_undo_takes_back_a_replacement(run, store, record, facts):
    before = facts(store)
    record.write_text('schema = 1\n[person]\nname = "Ana Flores"\n')
    assert run("import", record, "--replace").code == 0
    assert facts(store) != before
    run("undo")
    assert facts(store) == before


# --- import and export ------------------------------------------------------------------


def as_written(path):
    text = path.read_text(encoding="utf-8")
    read = json.loads if path.suffix == ".json" else tomllib.loads
    return json.loads(json.dumps(read(text), default=date.isoformat))


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_import_then_export_gives_the_same_record(run, record, home, kind):
    wanted = as_written(record)
    if kind == "json":
        record = home / "ana.json"
        record.write_text(json.dumps(wanted), encoding="utf-8")
    assert run("import", record).code == 0
    for suffix in ("toml", "json"):
        out = home / f"out.{suffix}"
        assert run("export", out).code == 0
        assert as_written(out) == wanted


def test_export_without_a_file_prints_toml(run, store, record):
    answer = run("export")
    told = json.loads(json.dumps(tomllib.loads(answer.out), default=date.isoformat))
    assert told == as_written(record)
    assert answer.err == ""


def test_an_exported_record_is_a_record_again(run, store, home):
    run("export", home / "again.toml")
    ask = ("status", *ON, "--json")
    assert run(*ask, "--file", home / "again.toml").json == run(*ask).json


def test_empty_sections_and_lists_survive_both_formats(run, home):
    record = {
        "schema": 1,
        "person": {"name": "Bo Li"},
        "education": [{"level": "associate", "status": "enrolled", "accreditation": []}],
        "training": [{"title": "T", "topics": []}],
        "experience": [],
        "exam": [],
    }
    path = home / "bo.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    assert run("import", path).code == 0
    for suffix in ("toml", "json"):
        out = home / f"out.{suffix}"
        assert run("export", out).code == 0
        told = as_written(out)
        told["person"].pop("memberships", None)
        assert told == record


def test_export_does_not_overwrite_unless_forced(run, store, home):
    out = home / "there.toml"
    out.write_text("mine")
    assert run("export", out).code == 2
    assert out.read_text() == "mine"
    assert run("export", out, "--force").code == 0
    assert "Ana Flores" in out.read_text()


def test_importing_twice_is_refused(run, store, record, dump):
    before = dump(store)
    answer = run("import", record)
    assert (answer.code, answer.out) == (2, "")
    assert "--replace" in answer.err
    assert dump(store) == before


def test_importing_twice_is_refused_in_any_script(run, home):
    path = home / "record.toml"
    path.write_text('schema = 1\n[person]\nname = "Łucja Żak"\n', encoding="utf-8")
    assert run("import", path).code == 0
    path.write_text('schema = 1\n[person]\nname = "łucja żak"\n', encoding="utf-8")
    assert run("import", path).code == 2


def test_replace_replaces_and_leaves_others_alone(run, store, record, exported):
    run("person", "add", "--name", "Bo Li")
    record.write_text(record.read_text().replace("8.25", "9"), encoding="utf-8")
    answer = run("import", record, "--replace")
    assert answer.code == 0, answer.err
    assert exported("--person", "Ana Flores")["activity"][1]["ceus"] == 9
    assert {one["name"] for one in run("person", "list", "--json").json} == {"Ana Flores", "Bo Li"}


def test_replace_adds_someone_who_is_not_there(run, bo, record):
    assert run("import", record, "--replace").code == 0
    assert len(run("person", "list", "--json").json) == 2


# --- in a terminal ----------------------------------------------------------------------


class Terminal:
    """A program in a terminal, and someone who answers it; `out` may be a pipe instead."""

    def __init__(self, *args, out=None):
        self.ours, theirs = pty.openpty()
        command = [sys.executable, "-m", "certtrack", *args]
        env = {**os.environ, "TERM": "dumb"}
        shown = out or theirs
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=shown,
            stderr=theirs,
            env=env,
            # A job in the background ignores Ctrl-C, and so would all that it starts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        )
        os.close(theirs)
        self.shown = ""

    def wait_for(self, prompt):
        """Wait until a prompt is shown."""
        self._read_until(lambda: prompt in self.shown)
        self.shown = ""

    def answer(self, prompt, text, end="\n"):
        """Wait for a prompt, then type."""
        self.wait_for(prompt)
        os.write(self.ours, f"{text}{end}".encode())

    def interrupt(self):
        """Break off, as Ctrl-C does, when the program has begun to wait for an answer."""
        time.sleep(0.5)
        self.process.send_signal(signal.SIGINT)

    def end(self):
        """Wait for the end; gives the exit code."""
        self._read_until(lambda: False)
        os.close(self.ours)
        return self.process.wait(20)

    def _read_until(self, satisfied):
        limit = time.monotonic() + 30
        while not satisfied():
            ready, _, _ = select.select([self.ours], [], [], limit - time.monotonic())
            assert ready, f"nothing more came after: {self.shown}"
            try:
                self.shown += os.read(self.ours, 65536).decode()
            except OSError:  # Linux says so at the end of a terminal
                return


@pytest.fixture
def in_terminal(home):
    """Start the program in a terminal; what is still running at the end is killed."""
    started = []

    def in_terminal_(*args, out=None):
        started.append(Terminal(*args, out=out))
        return started[-1]

    yield in_terminal_
    for one in started:
        one.process.kill()
        one.process.wait()


EVERY_QUESTION = [
    ("What it was called", "Coding talk"),
    ("The day it was completed", "2025-02-01"),
    ("A name of your own", ""),
    ("Who gave it", "AHIMA"),
    ("Whose offering", "ahima"),
    ("The first day, when", ""),
    ("How long", ""),
    ("CEUs as the certificate", "1.5"),
    ("Credits of a college course", ""),
    ("The grade of a college course", ""),
    ("The kind", "webinar"),
    ("The subject area", "privacy"),
    ("Whom it was made for", ""),
    ("Credentials it is meant for", "RHIT"),
    ("Count it in the next cycle", "n"),
    ("The certificate's number", "CE-1"),
    ("Where the certificate is kept", ""),
    ("Anything else", "Good."),
]


TABLES = {
    ("roster",): "name,code,passed_on\nBo Li,CCA,03/04/2024\n",
    ("ceu", "--person", "Bo Li"): "Date,Title,CEUs\n03/04/2024,Talk,1\n",
}


@pytest.mark.parametrize("kind", TABLES)
def test_what_a_day_in_a_table_means_is_asked_and_kept(run, bo, in_terminal, home, kind):
    command, *options = kind
    path = home / "table.csv"
    path.write_text(TABLES[kind])
    keep = ("--save-profile", "ours")
    terminal = in_terminal(command, "import", path, "--write", *options, *keep)
    terminal.answer("Which is meant", "7")
    terminal.answer("Which is meant", "2")
    assert terminal.end() == 0, terminal.shown
    assert "2024-04-03" in run("export", "--person", "Bo Li").out
    again = run(command, "import", path, *options, "--profile", "ours")
    assert "There is nothing to write." in again.out


def test_which_sheet_is_meant_is_asked(run, bo, in_terminal, home):
    path = home / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Codes").write_row(0, 0, ["a", "b"])
        sheet = book.add_worksheet("Staff")
        sheet.write_row(0, 0, ["name", "code", "passed_on"])
        sheet.write_row(1, 0, ["Bo Li", "CCA", "03/04/2024"])
    terminal = in_terminal("roster", "import", path, "--write")
    terminal.answer("Which is meant", "2")
    terminal.answer("Which is meant", "1")
    assert terminal.end() == 0, terminal.shown
    assert "2024-03-04" in run("export", "--person", "Bo Li").out
    refused = run("roster", "import", path)
    assert "several sheets have something in them: 'Codes', 'Staff'" in refused.err
    assert "--sheet NAME" in refused.err


def test_ceu_add_without_options_asks_for_everything(holder, exported, in_terminal):
    terminal = in_terminal("ceu", "add", *ON)
    for prompt, text in EVERY_QUESTION:
        terminal.answer(prompt, text)
    assert terminal.end() == 0
    assert "1.5 of 20 CEUs" in terminal.shown
    (entry,) = exported()["activity"]
    assert entry == {
        "id": "a1",
        "title": "Coding talk",
        "provider": "AHIMA",
        "source": "ahima",
        "completed_on": "2025-02-01",
        "ceus": 1.5,
        "kind": "webinar",
        "domain": "privacy",
        "for": ["RHIT"],
        "next_cycle": False,
        "reference": "CE-1",
        "notes": "Good.",
    }


def test_ceu_add_asks_only_for_what_is_missing(holder, exported, in_terminal):
    terminal = in_terminal("ceu", "add", "--title", "Coding talk", *ON)
    terminal.answer("The day it was completed", "2025-02-01")
    terminal.answer("CEUs as the certificate", "2")
    assert terminal.end() == 0
    assert exported()["activity"][0]["ceus"] == 2


def test_ceu_add_asks_nothing_when_it_knows_enough(holder, in_terminal):
    assert in_terminal(*TALK).end() == 0


def test_a_wrong_answer_is_told_at_once_and_asked_again(holder, exported, in_terminal):
    terminal = in_terminal("ceu", "add", "--title", "Coding talk", *ON)
    terminal.answer("The day it was completed", "2025-02-30")
    terminal.answer("2025-02-30 is not in the calendar", "2025-02-03")
    terminal.answer("CEUs as the certificate", "-2")
    terminal.answer("greater than", "2")
    assert terminal.end() == 0
    assert exported()["activity"][0]["completed_on"] == "2025-02-03"
    assert exported()["activity"][0]["ceus"] == 2


def test_a_word_that_looks_misspelt_is_questioned(run, bo):
    talk = ("ceu", "add", "--title", "T", "--ceus", "1", "--completed-on", "2025-02-03", *ON)
    answer = run(*talk, "--domain", "outsde")
    assert answer.code == 2
    assert "Did you mean 'outside'?" in answer.err
    assert run("ceu", "list", "--json").json == []
    assert run(*talk, "--domain", "outsde", "--force").code == 0
    assert run("ceu", "edit", "a1", "--source", "ahma").code == 2
    assert run("ceu", "edit", "a1", "--domain", "outside").code == 0


def test_a_code_is_kept_as_the_rulebooks_write_it(run, bo):
    assert run("credential", "add", "--code", "rhit", "--passed-on", "2024-06-14").code == 0
    assert run("credential", "list", "--json").json[0]["code"] == "RHIT"
    assert run("credential", "edit", "Rhit", "--number", "7").code == 0


def test_undo_says_what_it_takes_back_and_whose(run, bo):
    run(*TALK)
    assert "Coding talk (Bo Li)" in run("undo").out


def test_a_closed_input_is_nobody_to_ask(bo):
    command = f"{sys.executable} -m certtrack person remove <&-"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "--yes" in done.stderr


def test_who_stops_reading_the_answer_makes_no_failure(bo):
    command = f"set -o pipefail; {sys.executable} -m certtrack rules list | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode in (0, 141)
    assert done.stderr == ""


def test_only_who_stops_reading_the_answer_ends_the_program():
    """A mail server that hangs up, or a process of ours that is ended, is told of and survived."""
    program = (
        "import os, sys\nfrom certtrack.__main__ import main\n"
        "sys.argv = ['certtrack', 'rules', 'list']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "reader, writer = os.pipe()\nos.close(reader)\n"
        "try:\n    os.write(writer, b'x')\nexcept BrokenPipeError:\n    print('told')\n"
    )
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["told"])


@pytest.mark.parametrize(("key", "left"), [("y", 0), ("n", 1), ("", 1)])
def test_remove_asks_in_a_terminal(run, bo, key, left, in_terminal):
    run(*TALK)
    terminal = in_terminal("ceu", "remove", "a1")
    terminal.answer("a1?", key)
    assert terminal.end() == (130 if left else 0)
    assert len(run("ceu", "list", "--json").json) == left


@pytest.mark.parametrize("how", ["interrupt", "end of input"])
def test_breaking_off_writes_nothing(run, bo, how, in_terminal):
    terminal = in_terminal("ceu", "add", "--title", "Coding talk")
    if how == "interrupt":
        terminal.wait_for("The day it was completed")
        terminal.interrupt()
    else:
        terminal.answer("The day it was completed", "\x04", end="")
    assert terminal.end() == 130
    assert "nothing was written" in terminal.shown
    assert run("ceu", "list", "--json").json == []


def test_questions_do_not_get_into_json(home, holder, in_terminal):
    with (home / "out.json").open("w+") as out:
        terminal = in_terminal("ceu", "add", "--title", "Talk", "--ceus", "1", "--json", out=out)
        os.write(terminal.ours, b"2025-02-01\n")
        assert terminal.end() == 0
        out.seek(0)
        assert json.load(out)["number"] == 1


def test_person_add_asks_for_the_name(run, home, in_terminal):
    terminal = in_terminal("person", "add")
    terminal.answer("name", "Bo Li")
    assert terminal.end() == 0
    assert run("person", "list", "--json").json[0]["name"] == "Bo Li"


# --- a grade of a credential --------------------------------------------------------------


def test_a_credential_keeps_its_grade_and_its_exam_has_none(run, bo, exported):
    run("credential", "add", "--code", "cpc-a", "--passed-on", "2024-06-14")
    run("exam", "add", "--credential", "cpc-a", "--taken-on", "2024-06-14", "--passed")
    assert exported()["credential"][0]["code"] == "CPC-A"
    assert exported()["exam"][0]["credential"] == "CPC"
    again = run("credential", "add", "--code", "CPC", "--passed-on", "2025-01-01")
    assert again.code == 2
    assert "CPC is listed twice" in again.err


def test_a_grade_is_lifted_by_changing_the_code_and_comes_back_by_undo(run, bo, exported):
    run("credential", "add", "--code", "CPC-A", "--passed-on", "2024-06-14")
    assert run("credential", "edit", "CPC-A", "--code", "CPC").code == 0
    assert exported()["credential"][0]["code"] == "CPC"
    assert run("undo").code == 0
    assert exported()["credential"][0]["code"] == "CPC-A"


def test_a_grade_without_a_cycle_is_told_how_to_enter_one(run, bo):
    run("credential", "add", "--code", "CPC-A", "--passed-on", "2024-06-14")
    told = " ".join(run("status", "--on", "2025-06-01").out.split())
    assert "certtrack credential edit CPC-A --valid-until" in told
    assert "CPC is held as CPC-A: apprentice" in told


def test_an_id_given_by_itself_is_none_that_a_later_entry_has(run, home):
    path = home / "late.toml"
    path.write_text(
        'schema = 1\n[person]\nname = "Late Namer"\n'
        '[[activity]]\ntitle = "First"\ncompleted_on = 2025-01-05\nceus = 1\n'
        '[[activity]]\nid = "a1"\ntitle = "Second"\ncompleted_on = 2025-01-06\nceus = 1\n',
        encoding="utf-8",
    )
    assert run("import", path).code == 0
    told = run("ceu", "list", "--person", "Late Namer", "--json").json
    assert {one["title"]: one["id"] for one in told} == {"First": "a2", "Second": "a1"}
