"""Tokens for programs: made, shown once, listed, taken back; nothing of them is kept but a hash."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from pathlib import Path

import pytest

SECRET = re.compile(r"certtrack_[A-Za-z0-9_-]{43}\n")


@pytest.fixture
def folder(home) -> Path:
    return Path(os.environ["XDG_DATA_HOME"]) / "certtrack" / "dashboard" / "tokens"


def test_a_token_stands_alone_in_the_output_and_is_shown_once(run, folder):
    added = run("serve", "token", "add", "payroll", "--scope", "read")
    assert added.code == 0
    assert SECRET.fullmatch(added.out)
    assert "read" in added.err
    secret = added.out.strip()
    assert secret not in added.err
    listed = run("serve", "token", "list").out + run("serve", "token", "list", "--json").out
    assert secret not in listed
    (file,) = folder.iterdir()
    kept = file.read_text(encoding="utf-8")
    assert secret not in kept
    assert json.loads(kept)["sha256"] == hashlib.sha256(secret.encode()).hexdigest()


@pytest.mark.skipif(os.name != "posix", reason="only there a file has such a mode")
def test_nobody_else_can_read_what_is_kept(run, folder):
    run("serve", "token", "add", "payroll", "--scope", "read")
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_tokens_are_never_the_same(run):
    made = {run("serve", "token", "add", f"t{n}", "--scope", "write").out for n in range(3)}
    assert len(made) == 3


def test_tokens_are_listed_with_what_they_allow(run):
    assert run("serve", "token", "list").out == "There are no tokens.\n"
    assert run("serve", "token", "list", "--json").json == []
    run("serve", "token", "add", "payroll", "--scope", "read", "--until", "2199-12-31")
    run("serve", "token", "add", "board", "--scope", "write")
    listed = run("serve", "token", "list", "--json").json
    told = [(one["name"], one["scope"], one["until"]) for one in listed]
    assert told == [("board", "write", None), ("payroll", "read", "2199-12-31")]
    assert listed[0].keys() == {"name", "scope", "made_on", "until"}
    assert "2199-12-31" in run("serve", "token", "list").out


def test_a_token_is_taken_back(run, folder):
    run("serve", "token", "add", "payroll", "--scope", "read")
    assert run("serve", "token", "remove", "payroll").code == 0
    assert list(folder.iterdir()) == []
    again = run("serve", "token", "remove", "payroll")
    assert (again.code, again.err) == (
        2,
        "there is no token 'payroll'. See certtrack serve token list.\n",
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["add", "payroll"], "Missing option '--scope'"),
        (["add", "payroll", "--scope", "all"], "'all' is not one of 'read', 'write'"),
        (["add", "../payroll", "--scope", "read"], "is no name of a token"),
        (["add", "Payroll", "--scope", "read"], "is no name of a token"),
        (["add", "", "--scope", "read"], "is no name of a token"),
        (["add", "x" * 81, "--scope", "read"], "is no name of a token"),
        (["add", "payroll", "--scope", "read", "--until", "2026-01-01"], "2026-01-01 is over"),
        (["add", "payroll", "--scope", "read", "--until", "soon"], "is not a date"),
        (["remove", "payroll-of-206"], "Did you mean 'payroll-of-2026'?"),
        (["remove", "../payroll-of-2026"], "there is no token"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_kept(run, folder, words, said):
    run("serve", "token", "add", "payroll-of-2026", "--scope", "read")
    answer = run("serve", "token", *words)
    assert answer.code == 2
    assert said in answer.err
    assert [one.name for one in folder.iterdir()] == ["payroll-of-2026.json"]


def test_a_name_is_not_given_twice(run):
    run("serve", "token", "add", "payroll", "--scope", "read")
    again = run("serve", "token", "add", "payroll", "--scope", "write")
    assert (again.code, again.out) == (2, "")
    assert "there is a token 'payroll' already" in again.err
    assert run("serve", "token", "list", "--json").json[0]["scope"] == "read"


def test_a_damaged_token_is_told_by_its_file(run, folder):
    run("serve", "token", "add", "payroll", "--scope", "read")
    (folder / "broken.json").write_text("{}", encoding="utf-8")
    answer = run("serve", "token", "list")
    assert answer.code == 2
    assert "broken.json: this is no token of certtrack. Remove the file." in answer.err
    assert run("serve", "token", "remove", "broken").code == 0


def test_options_of_serve_before_its_command_are_refused(run):
    answer = run("serve", "--port", "1", "token", "list")
    assert answer.code == 2
    assert "--port stands before the command" in answer.err
