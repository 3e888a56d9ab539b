"""A store of the test's own, with one person in it, and processes that write to it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from certtrack.__main__ import main
from certtrack.store.location import Location

PROGRAM = """\
import sys, time
from pathlib import Path
from certtrack.__main__ import main

def run(*args):
    sys.argv = ["certtrack", *args]
    try:
        main()
    except SystemExit as stop:
        return stop.code or 0
    return 0

def say(word):
    sys.stderr.write(f"{word}\\n")
    sys.stderr.flush()

def meet(folder, me, others):
    '''Wait until every process has come to the same point.'''
    Path(folder, me).touch()
    while not all(Path(folder, other).exists() for other in others):
        pass

"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the test's own, with the program's environment pointing into it."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("CERTTRACK_DB", str(tmp_path / "store.db"))
    monkeypatch.delenv("CERTTRACK_RULEBOOKS", raising=False)
    return tmp_path


@pytest.fixture
def run(home: Path) -> Callable[..., int]:
    """Run the program in this process; gives its exit code."""

    def run_(*args: object) -> int:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["certtrack", *map(str, args)])
            try:
                main()
            except SystemExit as stop:
                return int(stop.code or 0)
        return 0

    return run_


@pytest.fixture
def store(home: Path, run: Callable[..., int]) -> Path:
    """A store with Bo in it."""
    assert run("person", "add", "--name", "Bo Li") == 0
    return home / "store.db"


@pytest.fixture
def location(store: Path) -> Location:
    """Where that store is."""
    return Location(store)


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a process that can run the program again and again; what is said is on stderr."""
    started = []

    def start_(script: str, *args: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", PROGRAM + script, *map(str, args)]
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ,
        )
        started.append(process)
        return process

    yield start_
    for process in started:
        process.kill()
        process.wait()
        process.stderr.close()


@pytest.fixture
def ask() -> Callable[..., list[tuple[object, ...]]]:
    """Ask a store in plain SQL, past the program."""

    def ask_(path: Path, query: str, *values: object) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(path)) as connection:
            rows = connection.execute(query, values).fetchall()
            connection.commit()
            return rows

    return ask_


@pytest.fixture
def dump() -> Callable[[Path], list[str]]:
    """Gives everything in a store, its history and schema included."""

    def dump_(path: Path) -> list[str]:
        with closing(sqlite3.connect(path)) as connection:
            return list(connection.iterdump())

    return dump_
