"""What is scheduled, whatever runs it: the command, its options, and what is refused."""

from __future__ import annotations

import sys

import pytest

RUNS = [sys.executable, "-P", "-m", "certtrack", "remind", "--send", "--roster"]


@pytest.fixture
def command(remind):
    """The command that would be scheduled."""

    def command_(*options):
        return remind("install", "--dry-run", "--json", "--with", "cron", *options).json["command"]

    return command_


def test_it_is_run_by_this_very_python(command):
    assert command() == RUNS


def test_paths_are_made_absolute(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "mine.toml").touch()
    options = ["--db", "team.db", "--settings", "mine.toml", "--rulebooks", "rules"]
    assert command(*options) == [
        *RUNS,
        "--db",
        str(tmp_path / "team.db"),
        "--settings",
        str(tmp_path / "mine.toml"),
        "--rulebooks",
        str(tmp_path / "rules"),
    ]


def test_what_the_shell_s_variables_say_is_written_out(command, tmp_path, monkeypatch):
    monkeypatch.setenv("CERTTRACK_DB", str(tmp_path / "team.db"))
    monkeypatch.setenv("CERTTRACK_RULEBOOKS", str(tmp_path))
    assert command() == [*RUNS, "--db", str(tmp_path / "team.db"), "--rulebooks", str(tmp_path)]


def test_a_server_without_a_password_is_named_as_it_is(command):
    url = "postgresql://ana@db.example.org/certtrack"
    assert command("--db", url) == [*RUNS, "--db", url]


def test_a_password_is_not_written_into_a_schedule(remind, crontab):
    answer = remind("install", "--db", "postgresql://ana:hunter2@db.example.org/certtrack")
    assert answer.code == 2
    assert ".pgpass" in answer.err
    assert "hunter2" not in answer.err
    assert crontab.read() is None


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--settings", "none.toml"], "there is no such settings file"),
        (["--rulebooks", "none"], "there is no such folder with rule files"),
        (["--db", "a\nb.db"], "line break"),
        (["--at", "25:00"], "not a time of day like 08:30"),
        (["--at", "8"], "not a time of day like 08:30"),
        (["--with", "systemdd"], "Did you mean 'systemd'?"),
        (["--with", "at"], "There are: systemd, launchd, windows, cron."),
    ],
)
def test_what_cannot_be_scheduled_is_refused(remind, crontab, options, reason):
    answer = remind("install", *options)
    assert answer.code == 2
    assert reason in answer.err
    assert crontab.read() is None


def test_a_dry_run_shows_every_line_and_writes_none(remind, crontab):
    told = remind("install", "--dry-run", "--with", "cron", "--at", "08:00").out
    assert "Nothing was done" in told
    assert f"0 8 * * * {' '.join(RUNS)} >/dev/null\n" in told
    assert "  crontab -\n" in told
    assert crontab.read() is None


def test_what_was_installed_is_what_a_dry_run_showed(remind, crontab):
    shown = remind("install", "--dry-run", "--json").json
    done = remind("install", "--json").json
    assert (shown.pop("done"), done.pop("done")) == ("dry-run", "installed")
    assert shown == done
    assert crontab.read().decode() == shown["writes"][0]["text"]


def test_uninstall_tells_programs_what_it_removed(remind):
    remind("install")
    assert remind("uninstall", "--json").json == {"removed": ["cron"]}
    assert remind("uninstall", "--json").json == {"removed": []}
    assert remind("uninstall", "--with", "nothing").code == 2


def test_status_says_who_could_run_them(remind):
    told = remind("status", "--json").json
    usable = {one["name"]: one["usable"] for one in told["schedulers"]}
    assert usable == {"systemd": False, "launchd": False, "windows": False, "cron": True}
    assert "It can use cron." in remind("status").out
