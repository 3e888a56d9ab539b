"""Whoever is forgotten is in no byte of the store any more, and no undo brings them back."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

import certtrack.store.erasing

WORDS = (
    b"Ana Flores",
    b"ana flores",
    b"ana@example.org",
    b"Mercy Hospital",
    b"st-petersburg-college",
    b"CE-77",
    b"R-1001",
    b"Leading [red]teams",
    b"Second line with",
)


@pytest.fixture
def two(run, record, home):
    assert run("person", "add", "--name", "Bo Li", "--manager", "Ana Flores").code == 0
    assert run("import", record).code == 0
    for number in range(8):
        options = ("--completed-on", "2025-02-01", "--ceus", "1", "--force")
        assert run("ceu", "add", "--title", "A talk", "--person", "Bo Li", *options).code == 0
        if number in (3, 5):
            assert run("person", "edit", "Ana Flores", "--department", f"D {number}").code == 0
    run("ceu", "edit", "golf", "--person", "Ana Flores", "--ceus", "3")
    run("undo")
    return home / "store.db"


def anywhere(folder, words=WORDS):
    """Which of the words are in which file."""
    return {
        (path.name, word)
        for path in folder.glob("store.db*")
        for word in words
        if word.lower() in path.read_bytes().lower()
    }


def test_no_byte_of_a_person_is_left(run, two, home, dump):
    run("person", "edit", "Bo Li", "--manager", "Dana")
    run("roster", "status")
    # In the history of Bo's record stands who was Bo's manager: that is Bo's.
    words = [word for word in WORDS if word.lower() != b"ana flores"]
    assert {word for _, word in anywhere(home)} == set(WORDS)
    with closing(sqlite3.connect(two)) as other:
        # The journal stays while another has the store open.
        assert other.execute("SELECT count(*) FROM person").fetchone() == (2,)
        assert run("person", "forget", "Ana Flores", "--yes").code == 0
        assert anywhere(home, words) == set()
    assert anywhere(home, words) == set()
    assert run("person", "list", "--json").json[0]["name"] == "Bo Li"
    assert len(run("ceu", "list", "--json").json) == 8
    checked = run("db", "check", "--json").json
    assert [one for one in checked["checks"] if not one["fine"]] == []


def test_not_even_the_name_when_nobody_else_names_them(run, record, home):
    assert run("import", record).code == 0
    assert run("person", "forget", "--yes").code == 0
    assert anywhere(home) == set()


def test_the_history_keeps_that_somebody_was_forgotten(run, two):
    number = len(run("history", "--json", "--last", "999").json)
    assert run("person", "forget", "Ana Flores", "--yes").code == 0
    after = run("history", "--json", "--last", "999").json
    assert len(after) == number + 1
    assert after[0]["what"] == "person forget: number 2"
    assert after[0]["made_by"]
    said = [one["what"] for one in after]
    assert "import somebody who was forgotten" in said
    assert "undo: ceu edit somebody who was forgotten" in said
    assert "forgotten" in run("history", "--person", "2").out


def test_undo_passes_over_whoever_was_forgotten(run, two):
    assert run("person", "forget", "Ana Flores", "--yes").code == 0
    for left in range(7, -1, -1):
        assert run("undo").code == 0
        assert len(run("ceu", "list", "--json").json) == left
    assert "person add" in run("undo").out
    answer = run("undo")
    assert (answer.code, answer.err.count("\n")) == (2, 1)


def test_undo_of_a_roster_leaves_out_whoever_was_forgotten(run, home):
    (home / "r.csv").write_text("name,department\nBo Li,X\nCy Ode,Y\n")
    assert run("roster", "import", home / "r.csv", "--write").code == 0
    assert run("person", "forget", "Bo Li", "--yes").code == 0
    assert anywhere(home, [b"Bo Li"]) == set()
    assert run("undo").code == 0
    assert run("person", "list", "--json").json == []


def test_somebody_who_was_removed_before_can_still_be_forgotten(run, two, home):
    assert run("person", "remove", "Ana Flores", "--yes").code == 0
    assert run("person", "forget", "ana flores", "--yes").code == 0
    words = [word for word in WORDS if word.lower() != b"ana flores"]
    assert anywhere(home, words) == set()


def test_copies_that_may_still_have_them_are_named(run, two, home):
    backup = run("backup", "--json").json["backup"]
    migrated = home / "store.db.before-0000.backup"
    migrated.write_bytes(b"")
    (home / "other.db.before-0000.backup").write_bytes(b"")
    told = run("person", "forget", "Ana Flores", "--yes", "--json").json
    assert sorted(told["copies"]) == sorted([backup, str(migrated)])
    assert told["still_manager_of"] == 1
    assert "Ana" not in str(told)


def test_forgetting_asks(run, two, dump):
    before = dump(two)
    answer = run("person", "forget", "Ana Flores")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "--yes" in answer.err
    assert run("person", "forget", "Nobody", "--yes").code == 2
    assert dump(two) == before


def test_a_reader_that_stays_keeps_the_bytes_and_that_is_said(run, two, home, monkeypatch):
    monkeypatch.setattr(certtrack.store.erasing, "WAIT", 50)
    with closing(sqlite3.connect(two, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM person").fetchone()
        answer = run("person", "forget", "Ana Flores", "--yes")
        assert (answer.code, answer.err.count("\n")) == (2, 1)
        assert "certtrack db compact" in answer.err
    assert run("db", "compact").code == 0
    assert {word for _, word in anywhere(home)} <= {b"Ana Flores", b"ana flores"}


def test_evidence_goes_unless_somebody_else_keeps_it_too(run, two, home):
    mine, shared, gone = (home / f"{name}.pdf" for name in ("mine", "shared", "gone"))
    for path in (mine, shared, gone):
        path.write_bytes(b"%PDF-1.7\n% " + path.name.encode() + b"\n%%EOF\n")
    for path in (mine, shared, gone):
        answer = run("evidence", "attach", "golf", path, "--person", "Ana Flores")
        assert answer.code == 0, answer.err
    assert run("evidence", "attach", "a1", shared, "--person", "Bo Li").code == 0
    vault = home / "evidence"
    assert len([path for path in vault.rglob("*") if path.is_file()]) == 3
    told = run("person", "forget", "Ana Flores", "--yes", "--json").json
    assert told["evidence"] == 2
    (left,) = [path for path in vault.rglob("*") if path.is_file()]
    assert left.read_bytes() == shared.read_bytes()
    assert run("evidence", "verify").code == 0


def test_somebody_whose_adding_was_taken_back_can_still_be_forgotten(run, two, home):
    assert run("undo").code == 0
    assert run("person", "add", "--name", "Cy Ode", "--email", "cy@example.org").code == 0
    assert run("person", "edit", "Cy Ode", "--name", "Cy Odessa").code == 0
    for _ in range(2):
        assert run("undo").code == 0
    assert anywhere(home, [b"Cy Ode", b"Cy Odessa", b"cy@example.org"])
    assert run("person", "forget", "cy odessa", "--yes").code == 0
    assert anywhere(home, [b"Cy Ode", b"Cy Odessa", b"cy@example.org"]) == set()
    assert run("person", "forget", "cy odessa", "--yes").code == 2


def test_nobody_gets_the_number_of_somebody_who_is_gone(run, two, home):
    """Else the history of the one were told to the other, and the first could not be forgotten."""
    assert run("person", "remove", "Ana Flores", "--yes").code == 0
    assert run("backup", home / "without.zip").code == 0
    assert run("person", "add", "--name", "Di").code == 0
    told = run("history", "--person", "Di", "--json").json
    assert [one["what"] for one in told] == ["person add Di"]
    assert run("restore", home / "without.zip", "--yes", "--db", home / "new.db").code == 0
    assert run("person", "add", "--name", "Di", "--db", home / "new.db").code == 0
    told = run("history", "--person", "Di", "--json", "--db", home / "new.db").json
    assert [one["what"] for one in told] == ["person add Di"]
    assert run("person", "forget", "Ana Flores", "--yes").code == 0
    assert [one["number"] for one in run("person", "list", "--json").json] == [1, 3]
