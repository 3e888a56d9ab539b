"""Schedules on a home of the test's own, beside the one crontab that the machine has."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

NASTY = r"""a b'c"d%e%%f\g\\h\%i $HOME $$ ${x} `id` ; & é—中 ~ #! {j}"""
"""A folder's name with every sign that a shell or a scheduler may take for something else."""

STAND_IN = """\
#!{python}
import json, pathlib, sys
with pathlib.Path(__file__).with_name("received.jsonl").open("a") as file:
    print(json.dumps(sys.argv), file=file)
"""


@dataclass(frozen=True)
class Crontab:
    """The user's crontab, as its own program tells it."""

    program: str

    def read(self) -> bytes | None:
        """All of it; None where there is none."""
        told = subprocess.run([self.program, "-l"], capture_output=True, check=False)
        return told.stdout if told.returncode == 0 else None

    def write(self, content: bytes | None) -> None:
        """Replace all of it."""
        if content is None:
            subprocess.run([self.program, "-r"], capture_output=True, check=False)
        else:
            subprocess.run([self.program, "-"], input=content, check=True)


@pytest.fixture
def crontab() -> Iterator[Crontab]:
    """No crontab; whatever there was is put back. One test at a time has it."""
    one = Crontab(_must_have("crontab", "cron"))
    with (Path(tempfile.gettempdir()) / f"certtrack-crontab-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = one.read()
        one.write(None)
        yield one
        one.write(before)


@pytest.fixture
def systemd_analyze() -> str:
    """systemd's own judge of units."""
    return _must_have("systemd-analyze", "systemd")


def _must_have(program: str, package: str) -> str:
    if found := shutil.which(program):
        return found
    missing = f"no {program} is installed (on Debian: apt-get install {package})"
    assert os.environ.get("CI", "").lower() not in ("1", "true"), missing
    pytest.skip(missing)


@pytest.fixture
def alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a user manager of systemd that could be reached."""
    monkeypatch.setenv("HOME", str(home))
    (home / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home / "run"))
    for name in ("DBUS_SESSION_BUS_ADDRESS", "CERTTRACK_DB"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def remind(alone: Path, crontab: Crontab, run: Callable[..., object]) -> Callable[..., object]:
    """Run `certtrack remind` with more words."""
    return partial(run, "remind")


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in the place of Python, in a badly named folder; it notes what it receives."""
    path = tmp_path / NASTY / "python"
    path.parent.mkdir()
    path.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(path))
    return path
