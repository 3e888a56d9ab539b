"""cron: our lines in a real crontab, and what the shell makes of them as cron hands them on."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certtrack.services.schedules.cron import BEGIN, END, command_line, lines
from certtrack.services.schedules.schedule import Schedule

OWN = b"# mine\nMAILTO=ana@example.org\n\n5 4 * * sun echo 50\\% \xff >/dev/null\n"
PRINTS = ["/usr/bin/printf", r"%s\0"]

signs = st.characters(exclude_categories=("Cc", "Cs"))
words = st.text(signs | st.sampled_from("\\%'\"$` "))


def handed_on(command: str, unescaped: str) -> str:
    """What cron hands to the shell; crons differ in what may stand after a backslash."""
    assert not re.search(r"(?<!\\)(\\\\)*%", command), "cron would cut the command here"
    return re.sub(rf"\\([{re.escape(unescaped)}])", r"\1", command)


def run_as_cron(command: str, home: object) -> subprocess.CompletedProcess[bytes]:
    """Run a command in the environment that cron gives."""
    bare = ["env", "-i", f"HOME={home}", "SHELL=/bin/sh", "PATH=/usr/bin:/bin"]
    return subprocess.run(
        [*bare, "/bin/sh", "-c", command], capture_output=True, check=True, cwd=str(home)
    )


@pytest.mark.parametrize("unescaped", ["%", "%\\"], ids=["Debian's cron", "other crons"])
@given(received=st.lists(words, min_size=1, max_size=4))
def test_any_words_survive_cron_and_the_shell(unescaped, received):
    command = command_line([*PRINTS, *received])
    ran = run_as_cron(handed_on(command, unescaped), "/")
    assert ran.stdout.decode().split("\0")[:-1] == received


def test_the_line_runs_the_command_with_exactly_its_arguments(remind, crontab, stand_in):
    store = stand_in.parent / "a store.db"
    assert remind("install", "--with", "cron", "--db", store).code == 0
    [line] = crontab.read().decode().splitlines()[1:-1]
    assert run_as_cron(handed_on(line.split(" ", 5)[5], "%"), stand_in.parent).stderr == b""
    received = json.loads((stand_in.parent / "received.jsonl").read_text())
    assert received == [
        str(stand_in), "-P", "-m", "certtrack", "remind", "--send", "--roster", "--db", str(store)
    ]  # fmt: skip


def test_it_runs_every_hour_or_at_times_of_day():
    def moments(*at):
        return [line.split(" /")[0] for line in lines(Schedule(("/bin/x",), at))[1:-1]]

    assert moments() == ["7 * * * *"]
    assert moments(time(8, 30), time(18, 0)) == ["30 8 * * *", "0 18 * * *"]


def test_whoever_has_no_crontab_has_none_again_afterwards(remind, crontab):
    assert "by cron" in remind("install").out
    assert crontab.read() is not None
    assert "taken out of cron" in remind("uninstall").out
    assert crontab.read() is None


def test_no_other_line_of_a_crontab_is_touched(remind, crontab):
    crontab.write(OWN)
    remind("install")
    with_ours = crontab.read()
    assert with_ours.startswith(OWN)
    crontab.write(with_ours + b"# later\n")
    remind("install", "--at", "08:00")
    assert crontab.read().startswith(OWN)
    assert crontab.read().endswith(f"{END}\n# later\n".encode())
    remind("uninstall")
    assert crontab.read() == OWN + b"# later\n"


def test_installed_twice_it_stands_once(remind, crontab):
    assert "now run by themselves, every hour" in remind("install").out
    once = crontab.read()
    assert "nothing changed" in remind("install").out
    assert crontab.read() == once
    assert (
        "were changed: at 08:00, 18:00" in remind("install", "--at", "18:00", "--at", "08:00").out
    )
    assert crontab.read().count(BEGIN.encode()) == 1


def test_uninstalled_twice_there_is_nothing(remind, crontab):
    crontab.write(OWN)
    answer = remind("uninstall")
    assert (answer.code, "nothing to take away" in answer.out) == (0, True)
    assert crontab.read() == OWN


@pytest.mark.parametrize(
    "marks", [(BEGIN,), (END,), (END, BEGIN), (BEGIN, END, BEGIN, END), (BEGIN, BEGIN, END)]
)
@pytest.mark.parametrize("command", ["install", "uninstall", "status"])
def test_lines_with_a_mark_missing_are_left_to_their_owner(remind, crontab, marks, command):
    text = "".join(f"{mark}\n# more\n" for mark in marks).encode()
    crontab.write(text)
    answer = remind(command)
    assert answer.code == 2
    assert "crontab -e" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert crontab.read() == text


def test_what_crontab_will_not_take_is_told_and_nothing_is_changed(remind, crontab, tmp_path):
    crontab.write(OWN)
    folders = [tmp_path / f"{n}{'x' * 200}" for n in range(8)]
    for folder in folders:
        folder.mkdir()
    answer = remind("install", *(word for one in folders for word in ("--rulebooks", one)))
    assert answer.code == 2
    assert "crontab -" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert crontab.read() == OWN


def test_without_a_crontab_program_it_says_so(remind, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = remind("install", "--with", "cron")
    assert answer.code == 2
    assert answer.err == (
        "cron cannot be used: there is no crontab program; nothing was changed.\n"
    )
    answer = remind("install")
    assert answer.code == 2
    assert "nothing here can run reminders by itself" in answer.err


@pytest.fixture
def refusing(tmp_path, monkeypatch):
    """A crontab program before the real one that fails as it is told."""

    def refusing_(script: str) -> None:
        program, real = tmp_path / "bin" / "crontab", shutil.which("crontab")
        program.parent.mkdir()
        program.write_text(f"#!/bin/sh\n{script.replace('REAL', real)}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")

    return refusing_


def test_a_crontab_that_cannot_be_read_is_not_written_over(remind, crontab, refusing):
    crontab.write(OWN)
    refusing("echo 'You (ana) are not allowed to use this program (crontab)' >&2; exit 1")
    answer = remind("install")
    assert answer.code == 2
    assert "not allowed to use this program" in answer.err
    assert crontab.read() == OWN


def test_a_crontab_that_takes_other_lines_is_put_back(remind, crontab, refusing):
    crontab.write(OWN)
    refusing(
        'if [ "$1" = - ]; then sed "s/remind --send --roster/x/" | REAL -; else exec REAL "$@"; fi'
    )
    answer = remind("install")
    assert answer.code == 2
    assert "put back" in answer.err
    assert crontab.read() == OWN


def test_status_tells_the_command_and_what_cron_does_not_tell(remind):
    assert remind("status", "--json").json["installed"] is False
    remind("install")
    [told] = remind("status", "--json").json["schedules"]
    assert told["scheduler"] == "cron"
    assert told["enabled"] is True
    assert "certtrack remind --send --roster" in told["command"]
    assert told["next_run"] is told["last_run"] is told["last_result"] is None
    assert "by cron" in remind("status").out
