"""Backup, restore, history and forgetting on a server, with the same answers as on a file."""

from __future__ import annotations

import json

CEU = ("ceu", "add", "--title", "Talk", "--completed-on", "2025-02-01", "--ceus", "1")


def test_a_backup_of_either_can_be_put_back_in_either(either, new, home, run, ask):
    assert run(*CEU) == 0
    assert run("backup", home / "one.zip") == 0
    assert run("person", "remove", "--yes") == 0
    assert run("restore", home / "one.zip", "--yes") == 0
    assert ask(either, "SELECT title FROM activity") == [("Talk",)]
    assert run("undo") == 0
    assert ask(either, "SELECT title FROM activity") == []
    other = new()
    assert run("restore", home / "one.zip", "--yes", "--db", other) == 0
    assert ask(other, "SELECT title FROM activity") == [("Talk",)]
    assert run(*CEU[:3], "Other", *CEU[4:], "--db", other) == 0
    assert run("db", "check", "--exit-code", "--db", other) == 0
    assert run("restore", home / "one.zip", "--yes", "--db", home / "file.db") == 0
    assert ask(home / "file.db", "SELECT title FROM activity") == [("Talk",)]


def test_the_history_of_one_person(either, run, capsys):
    assert run("person", "add", "--name", "Cy") == 0
    assert run(*CEU, "--person", "Cy") == 0
    capsys.readouterr()
    assert run("history", "--json", "--person", "Cy") == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["what"] for one in told] == ["ceu add Talk (Cy)", "person add Cy"]


def test_whoever_is_forgotten_is_in_no_row(either, run, dump, capsys):
    assert run("person", "add", "--name", "Cy Ode", "--email", "cy@example.org") == 0
    assert run(*CEU, "--person", "Cy Ode") == 0
    assert run("undo") == 0
    capsys.readouterr()
    assert run("person", "forget", "Cy Ode", "--yes", "--json") == 0
    assert json.loads(capsys.readouterr().out)["forgotten"] == 2
    rows = "\n".join(dump(either))
    assert "Bo Li" in rows
    for word in ("Cy Ode", "cy@example.org", "Talk"):
        assert word not in rows
    assert run("undo") == 0
    assert run("undo") == 2


def test_the_doctor_looks_at_either(either, run, capsys):
    capsys.readouterr()
    assert run("doctor", "--json") == 0
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one for one in found if one["state"] == "fault"] == []
