"""systemd: units that its own judge accepts, and a real user manager that runs them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from datetime import time as time_of_day
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certtrack.services.schedules.schedule import Schedule
from certtrack.services.schedules.systemd import SERVICE, TIMER, Systemd, calendar, command_line

MANAGER = "/lib/systemd/systemd"
# The manager looks whether the machine was started by systemd; in a mount namespace of its own
# it finds that so, and the machine is left as it is.
AS_IF_BOOTED = (
    "mkdir -p /run/systemd && mount -t tmpfs none /run/systemd && mkdir /run/systemd/system"
)
NAMESPACE = (
    ["unshare", "--mount"] if os.getuid() == 0 else ["unshare", "--map-root-user", "--mount"]
)

signs = st.characters(exclude_categories=("Cc", "Cs"))
words = st.text(signs | st.sampled_from("\\%'\"$` ;{}"))


def units(folder: Path) -> set[str]:
    """Every file and link below a folder."""
    return {path.name for path in folder.rglob("*") if not path.is_dir()}


@pytest.fixture
def manager(alone: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A user manager that runs for this test alone; gives the folder of its units."""
    if (
        not Path(MANAGER).exists()
        or subprocess.run(
            [*NAMESPACE, "sh", "-c", AS_IF_BOOTED], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no user manager of systemd can be started here")
    # A socket's path must be short.
    runtime = tempfile.mkdtemp(prefix="certtrack-")
    monkeypatch.setenv("XDG_RUNTIME_DIR", runtime)
    process = subprocess.Popen(
        [*NAMESPACE, "sh", "-c", f"{AS_IF_BOOTED} && exec {MANAGER} --user"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(lambda: Systemd().lacking() is None)
        yield alone / "config" / "systemd" / "user"
    finally:
        process.terminate()
        process.wait(timeout=30)
        shutil.rmtree(runtime, ignore_errors=True)


def _wait_for(happens) -> None:
    for _ in range(200):
        if happens():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 10 seconds")


@pytest.mark.parametrize("at", [(), (time_of_day(8, 30), time_of_day(18, 0))], ids=["hourly", "at"])
def test_systemd_itself_finds_no_fault_in_the_units(systemd_analyze, alone, stand_in, at):
    plan = Systemd().plan(Schedule((str(stand_in), "-P", stand_in.parent.name), at))
    for one in plan.writes:
        Path(one.where).parent.mkdir(parents=True, exist_ok=True)
        Path(one.where).write_text(one.text, encoding="utf-8")
    told = subprocess.run(
        [systemd_analyze, "verify", "--user", *(one.where for one in plan.writes)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_systemd_reads_the_times_as_they_are_meant(systemd_analyze):
    for line in [*calendar(()).splitlines(), *calendar([time_of_day(8, 30)]).splitlines()]:
        told = subprocess.run(
            [systemd_analyze, "calendar", line.removeprefix("OnCalendar=")],
            capture_output=True,
            check=True,
            text=True,
        )
        assert "Next elapse" in told.stdout


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("--send", "--send"),
        ("", '""'),
        ("a b", '"a b"'),
        ("100%", '"100%%"'),
        ("$HOME ${HOME}", '"$$HOME $${HOME}"'),
        (r"a\b", r'"a\\b"'),
        ('say "x"', r'"say \"x\""'),
        (";", '";"'),
        ("é", '"é"'),
    ],
)
def test_words_are_written_as_systemd_service_5_says(word, written):
    assert command_line(["/bin/x", word]) == f"/bin/x {written}"


def test_a_program_that_systemd_would_not_start_is_started_by_the_shell():
    assert command_line(["/a b/x"]) == '"/a b/x"'
    assert command_line(["/a'b/x", "y"]) == r"""/bin/sh -c "exec \"$$0\" \"$$@\"" "/a'b/x" y"""


def test_without_a_user_manager_one_sentence_is_told_and_nothing_is_written(remind, alone):
    answer = remind("install", "--with", "systemd")
    assert answer.code == 2
    assert answer.err.startswith("systemd cannot be used: systemd runs no services of yours (")
    assert len(answer.err.splitlines()) == 1
    assert units(alone) == set()


def test_without_a_user_manager_cron_is_taken(remind):
    assert remind("install", "--dry-run", "--json").json["scheduler"] == "cron"


def test_what_cannot_be_taken_away_stays_as_it_is(remind, alone):
    folder = alone / "config" / "systemd" / "user"
    folder.mkdir(parents=True)
    for name in (SERVICE, TIMER):
        (folder / name).write_text("[Unit]\n")
    answer = remind("uninstall")
    assert answer.code == 2
    assert "nothing was changed" in answer.err
    assert units(folder) == {SERVICE, TIMER}
    [told] = remind("status", "--json").json["schedules"]
    assert told["enabled"] is None


def test_the_manager_runs_the_command_with_exactly_its_arguments(remind, manager, stand_in):
    store = stand_in.parent / "a store.db"
    assert "by systemd" in remind("install", "--db", store).out
    subprocess.run(["systemctl", "--user", "start", SERVICE], check=True)
    received = json.loads((stand_in.parent / "received.jsonl").read_text())
    assert received == [
        str(stand_in), "-P", "-m", "certtrack", "remind", "--send", "--roster", "--db", str(store)
    ]  # fmt: skip


def test_any_words_survive_systemd(remind, manager, tmp_path):
    out = tmp_path / "out"
    unit = manager / "law.service"
    manager.mkdir(parents=True, exist_ok=True)

    @settings(max_examples=20)
    @given(received=st.lists(words, min_size=1, max_size=20))
    def law(received):
        command = command_line(["/usr/bin/printf", r"%s\0", *received])
        unit.write_text(
            f"[Service]\nType=oneshot\nExecStart={command}\nStandardOutput=truncate:{out}\n"
        )
        for words_ in (["daemon-reload"], ["start", unit.name]):
            subprocess.run(["systemctl", "--user", *words_], check=True)
        assert out.read_text(encoding="utf-8").split("\0")[:-1] == received

    law()


def test_installed_twice_it_changes_nothing_and_other_times_are_taken_over(remind, manager):
    assert "now run by themselves, every hour" in remind("install").out
    assert units(manager) == {SERVICE, TIMER}
    assert "nothing changed" in remind("install").out
    assert "were changed: at 08:00" in remind("install", "--at", "08:00").out
    [told] = remind("status", "--json").json["schedules"]
    assert told["enabled"] is True
    local = datetime.fromisoformat(told["next_run"]).astimezone()
    assert (local.hour, local.minute) == (8, 0)


def test_uninstalled_nothing_is_left(remind, manager):
    remind("install")
    assert "taken out of systemd" in remind("uninstall").out
    assert units(manager) == set()
    assert remind("status", "--json").json["installed"] is False
    assert "nothing to take away" in remind("uninstall").out


def test_a_timer_that_was_stopped_is_told_and_started_again(remind, manager):
    remind("install")
    subprocess.run(["systemctl", "--user", "disable", "--now", TIMER], check=True)
    assert remind("status", "--json").json["schedules"][0]["enabled"] is False
    assert "run certtrack remind install again" in remind("status").out
    remind("install")
    assert remind("status", "--json").json["schedules"][0]["enabled"] is True


@pytest.fixture
def missed(alone) -> None:
    """What systemd keeps of a timer that ran last a day ago."""
    stamp = alone / "data" / "systemd" / "timers" / f"stamp-{TIMER}"
    stamp.parent.mkdir(parents=True)
    stamp.touch()
    yesterday = time.time() - 86_400
    os.utime(stamp, (yesterday, yesterday))


def test_a_run_that_was_missed_is_made_up_for_and_its_end_is_told(
    remind, missed, manager, stand_in
):
    remind("install")
    _wait_for((stand_in.parent / "received.jsonl").exists)
    _wait_for(lambda: _last(remind)["last_result"] == "done")
    assert _last(remind)["last_run"] is not None


def test_a_run_that_failed_is_told(remind, missed, manager, stand_in):
    stand_in.write_text("#!/bin/sh\nexit 3\n")
    remind("install")
    _wait_for(lambda: _last(remind)["last_result"] == "failed with exit code 3")


def _last(remind) -> dict[str, str | None]:
    return remind("status", "--json").json["schedules"][0]


def test_reminders_move_from_cron_to_systemd(remind, crontab, manager):
    remind("install", "--with", "cron")
    answer = remind("install", "--with", "systemd")
    assert "were changed" in answer.out
    assert "taken out of cron" in answer.out
    assert crontab.read() is None
    assert "nothing changed" in remind("install").out


def test_units_that_cannot_be_written_leave_the_machine_as_it_was(remind, manager, alone):
    (alone / "config").mkdir(exist_ok=True)
    (alone / "config" / "systemd").write_text("a file in the way")
    answer = remind("install", "--with", "systemd")
    assert answer.code == 2
    assert "nothing was changed" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert (alone / "config" / "systemd").read_text() == "a file in the way"
